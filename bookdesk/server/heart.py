"""What everything of the portal works with: the database, the keys, a clock, chance, and the way to gateways."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bookdesk.core.clock import Clock, SystemClock
from bookdesk.core.identifiers import new_id
from bookdesk.server.gatewaydoor import Gateways
from bookdesk.server.keys import PortalKeys
from bookdesk.server.storage.engine import Store


@dataclass(frozen=True, slots=True)
class Heart:
    """The parts, put together once. `chance(n)` returns n random bytes; `fresh` a new identifier."""

    store: Store
    keys: PortalKeys
    gateways: Gateways
    clock: Clock = field(default_factory=SystemClock)
    chance: Callable[[int], bytes] = os.urandom
    fresh: Callable[[], str] = new_id

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return self.clock.now()

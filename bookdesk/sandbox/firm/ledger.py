"""The accounting system of the sample firm: the stand-in for Xero, served by threads of this process."""

from __future__ import annotations

from types import TracebackType
from typing import Self

from bookdesk.core.clock import Clock
from bookdesk.sandbox.xero.clock import ShiftedClock
from bookdesk.sandbox.xero.messages import Record
from bookdesk.sandbox.xero.server import Standin
from bookdesk.sandbox.xero.service import Service
from bookdesk.sandbox.xero.settings import found_organisation
from bookdesk.sandbox.xero.state import State


class SampleLedger:
    """A stand-in with one organisation, reachable on loopback until it is closed; it forgets everything then."""

    def __init__(self, organisation: str, country: str, clock: Clock) -> None:
        """Serve at once, on a free port."""
        self._service = Service(State(":memory:"), ShiftedClock(clock.now()))
        self._tenant = found_organisation(self._service.state, organisation, country, self._service.clock.now())
        self._standin = Standin(self._service)
        self._standin.start()

    def __enter__(self) -> Self:
        """Be reachable."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()

    @property
    def base_url(self) -> str:
        """The address that stands for Xero's."""
        return self._standin.base_url

    def records(self, kind: str) -> list[Record]:
        """Return what it holds of a kind: `Invoices`, `Payments`, `Attachments`, ..."""
        with self._service.lock:
            return [record for _, record in self._service.state.all(self._tenant, kind)]

    def reachable(self, *, wanted: bool) -> None:
        """Refuse connections, as when the network is down, or accept them again under the same address."""
        self._standin.listen(wanted=wanted)

    def close(self) -> None:
        """Stop serving."""
        self._standin.stop()
        with self._service.lock:
            self._service.state.db.close()

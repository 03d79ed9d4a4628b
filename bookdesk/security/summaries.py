"""The dashboard's figures of a client, sealed under its key in the practice file, so that none opens without a grant.

    sealed JSON   {"position": <of the history>, "data": {...}} padded with blanks to a power of two

Bound to the client's id; `position` also stands beside it in the row, where it may be set back but not forged forward.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bookdesk.models.practice import ClientSummary
from bookdesk.security.clientkeys import from_text, to_text
from bookdesk.security.redaction import Secret
from bookdesk.security.sealing import seal, unseal

_PURPOSE: Final = "client-summary"
_SHORTEST: Final = 2048
"""Most clients' figures fit, so that their length tells nothing; of the others it tells how often it was doubled."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A summary as it was sealed; `outdated` says that the row was marked since: the books went on without it."""

    position: int
    data: Mapping[str, Any]
    outdated: bool


def seal_summary(client_key: Secret, client_id: str, position: int, data: Mapping[str, Any]) -> str:
    """Return JSON-ready data, readable with the client's key only; its length tells little."""
    packed = json.dumps({"position": position, "data": data}, ensure_ascii=False, separators=(",", ":")).encode()
    return to_text(seal(client_key.reveal(), _PURPOSE, packed.ljust(_padded(len(packed))), client_id.encode()))


def open_summary(client_key: Secret, row: ClientSummary) -> Opened:
    """Return what `seal_summary` sealed; `Tampered` if it was altered or is another client's."""
    packed = unseal(client_key.reveal(), _PURPOSE, from_text(row.sealed_summary), row.client_id.encode())
    content = json.loads(packed)
    return Opened(content["position"], content["data"], content["position"] != row.position)


def _padded(length: int) -> int:
    return max(_SHORTEST, 1 << (length - 1).bit_length())

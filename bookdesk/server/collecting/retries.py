"""When a charge that failed may be tried again, and when never.

Pure: failures in, a day out. A reason that may pass (no money now) is tried at most twice more, three and five days
after the failure before; one that will not pass (account closed, mandate gone, card stolen) never: each returned debit
costs the firm a fee and the customer's patience. Codes: Nacha's return codes R.., ISO 20022 external reason codes, the
gateways' own words for cards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

PAUSES: Final = (timedelta(days=3), timedelta(days=5))
"""How long after each failure it is tried again; one retry each."""
SOFT: Final = frozenset({"R01", "R09", "AM04", "insufficient_funds", "try_again_later", "processing_error"})
"""Reasons that may pass."""
HARD: Final = frozenset(
    {"R02", "R03", "R04", "R05", "R07", "R08", "R10", "R16", "R20", "R29"}
    | {"AC01", "AC04", "AC06", "AG01", "MD01", "MD06", "MD07", "MS02", "SL01"}
    | {"lost_card", "stolen_card", "pickup_card", "expired_card", "invalid_account", "incorrect_number"}
    | {"authentication_required", "debit_not_authorized", "account_closed", "bank_account_restricted", "no_account"}
)
"""Reasons that do not pass, whatever else is said."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A charge that failed: when, the gateway's reason, and whether the gateway thinks it may pass."""

    at: datetime
    why: str | None
    may_pass: bool


def next_try(failures: Sequence[Failure]) -> datetime | None:
    """Return when the next charge may be tried after these, oldest first; None for never again."""
    last = failures[-1]
    if len(failures) > len(PAUSES) or any(failure.why in HARD for failure in failures):
        return None
    return last.at + PAUSES[len(failures) - 1] if last.may_pass or last.why in SOFT else None

"""How a document stands, for the one who looks at it.

Pure: what is stored in, a word out. What is late, part paid or lapsed is computed, never stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bookdesk.protocol.events import AttemptState
from bookdesk.protocol.words import PaperKind, PaperState
from bookdesk.server.views import LiveState, Standing


@dataclass(frozen=True, slots=True)
class Facts:
    """What decides: `payable` and `amount` in minor units, `late` whether its day is over, `live` of the attempt."""

    kind: PaperKind
    state: PaperState
    amount: int
    payable: int
    late: bool
    disputed: bool
    live: AttemptState | None = None


LIVE: Final = {
    AttemptState.CREATED: LiveState.UNKNOWN,
    AttemptState.UNKNOWN: LiveState.UNKNOWN,
    AttemptState.OPEN: LiveState.OPEN,
    AttemptState.PROCESSING: LiveState.PROCESSING,
}
"""The state of an attempt under way, as a customer is told it."""


def standing(facts: Facts) -> Standing:
    """Return how it stands."""
    if facts.state.gone:
        return Standing.VOID
    if facts.kind is PaperKind.ESTIMATE:
        return _estimate(facts)
    if facts.kind is PaperKind.CREDIT_NOTE:
        return Standing.PAID if facts.state is PaperState.SETTLED else Standing.OPEN
    return _invoice(facts)


def _estimate(facts: Facts) -> Standing:
    decided = {
        PaperState.ACCEPTED: Standing.ACCEPTED,
        PaperState.SETTLED: Standing.ACCEPTED,
        PaperState.DECLINED: Standing.DECLINED,
        PaperState.LAPSED: Standing.LAPSED,
    }
    return decided.get(facts.state, Standing.LAPSED if facts.late else Standing.OFFERED)


def _invoice(facts: Facts) -> Standing:
    if facts.payable == 0:
        return Standing.PAID
    if facts.live in {AttemptState.PROCESSING, AttemptState.UNKNOWN}:
        return Standing.PROCESSING
    if facts.disputed:
        return Standing.DISPUTED
    return Standing.PART_PAID if facts.payable < facts.amount else Standing.OPEN

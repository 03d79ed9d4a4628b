"""What payouts and disputes show of themselves."""

from __future__ import annotations

from typing import Final

from bookdesk.gateways.port import DisputeState, PayoutState
from bookdesk.receivables.online.listing import Dispute, Payout
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill

_PAYOUTS: Final = {
    PayoutState.PENDING: Pill("waiting", "Pending"),
    PayoutState.IN_TRANSIT: Pill("transfer", "On its way", Tone.INFO),
    PayoutState.PAID: Pill("paid", "At the bank", Tone.GOOD),
    PayoutState.FAILED: Pill("failed", "Came back", Tone.BAD),
    PayoutState.CANCELLED: Pill("void", "Cancelled"),
}
_DISPUTES: Final = {
    DisputeState.INQUIRY: Pill("ask", "Inquiry", Tone.INFO),
    DisputeState.NEEDS_RESPONSE: Pill("alert", "Needs evidence", Tone.BAD),
    DisputeState.UNDER_REVIEW: Pill("waiting", "Under review", Tone.WARN),
    DisputeState.WON: Pill("check", "Won", Tone.GOOD),
    DisputeState.LOST: Pill("void", "Lost"),
    DisputeState.CLOSED: Pill("check", "Closed"),
}


def payout_pill(one: Payout) -> Pill:
    """Return how far a payout is."""
    return _PAYOUTS[one.state]


def dispute_pill(one: Dispute) -> Pill:
    """Return how far a dispute is."""
    return _DISPUTES[one.state]


def _lines(one: Payout) -> str:
    """Return how many moves it is made of, and what is wrong with them."""
    if one.sums is None:
        return "not told"
    odd = one.sums + one.amount if one.sums.minor < 0 else one.sums - one.amount
    return f"{one.lines:,}" if not odd else f"{one.lines:,}, {wording.amount(odd)} off"


PAYOUTS: tuple[Column[Payout], ...] = (
    Column("arrives", "Arrives", 96, lambda one: wording.day(one.arrives)),
    Column("amount", "Amount", 136, lambda one: wording.money(one.amount), number=True),
    Column("lines", "Moves", 90, _lines, number=True, spare=1),
    Column("id", "Name there", 150, lambda one: one.id, muted=True, grows=True, spare=2),
    Column("state", "State", 120, lambda one: payout_pill(one).words, pill=payout_pill),
)
DISPUTES: tuple[Column[Dispute], ...] = (
    Column("until", "Evidence until", 118, lambda one: wording.moment(one.answer_by)),
    Column("amount", "Amount", 136, lambda one: wording.money(one.amount), number=True),
    Column("reason", "Reason", 120, lambda one: one.reason, grows=True, note=lambda one: one.reason),
    Column("payment", "Payment", 140, lambda one: one.payment_id or "", muted=True, spare=1),
    Column("state", "State", 140, lambda one: dispute_pill(one).words, pill=dispute_pill),
)

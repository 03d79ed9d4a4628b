"""How an attempt to collect an invoice stands, in a pill and in words, and what a payment is expected to cost."""

from __future__ import annotations

from typing import Final

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState, PayMethod
from bookdesk.receivables.online.asking import Attempted, LinkAsked
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Pill

METHODS: Final = {
    PayMethod.CARD: "Card",
    PayMethod.BANK_DEBIT: "Bank debit",
    PayMethod.WALLET: "Wallet",
    PayMethod.OTHER: "Otherwise",
}
_PILLS: Final = {
    AttemptState.CREATED: Pill("doubt", "Not known", Tone.WARN),
    AttemptState.UNKNOWN: Pill("doubt", "Not known", Tone.WARN),
    AttemptState.OPEN: Pill("link", "Pay link open", Tone.INFO),
    AttemptState.PROCESSING: Pill("waiting", "Under way", Tone.WARN),
    AttemptState.SUCCEEDED: Pill("paid", "Paid online", Tone.GOOD),
    AttemptState.FAILED: Pill("failed", "Failed", Tone.BAD),
    AttemptState.EXPIRED: Pill("void", "Closed"),
    AttemptState.CANCELLED: Pill("void", "Not opened"),
}
_UNKNOWN: Final = "Nobody knows yet whether the page was opened: the gateway’s answer was lost. Ask it again."
_WORDS: Final = {
    AttemptState.CREATED: _UNKNOWN,
    AttemptState.UNKNOWN: _UNKNOWN,
    AttemptState.OPEN: "A page on which {amount} are paid is open{until}.",
    AttemptState.PROCESSING: (
        "{amount} are under way at the customer’s bank: not paid yet. It may take days, and no second page is made"
        " meanwhile."
    ),
    AttemptState.SUCCEEDED: "{amount} were paid on the page.",
    AttemptState.FAILED: "The payment of {amount} failed.{why}",
    AttemptState.EXPIRED: "The page for {amount} is closed; nothing was paid on it.",
    AttemptState.CANCELLED: "The page for {amount} was never opened.{why}",
}
BUSY: Final = frozenset({AttemptState.CREATED, AttemptState.UNKNOWN, AttemptState.PROCESSING})
"""States in which no page may be made: money may come, or nobody knows."""


def attempt_pill(attempt: Attempted) -> Pill:
    """Return how it stands in a word."""
    return _PILLS[attempt.state]


def attempt_words(attempt: Attempted) -> str:
    """Return how it stands, and what that means."""
    amount, why = wording.money(attempt.amount), f" {attempt.why}" if attempt.why else ""
    until = f" until {wording.moment(attempt.until)}" if attempt.until is not None else ""
    return _WORDS[attempt.state].format(amount=amount, why=why, until=until)


def cost_words(asked: LinkAsked, amount: Money | None) -> list[str]:
    """Return by method what is expected to be taken of an amount and what would arrive."""
    if amount is None:
        return []
    found = asked.expected(amount)
    if not found:
        return ["What it costs is not known: say the fees under Settings, Paid online."]
    return [
        f"{METHODS[method]}: about {wording.amount(one.fee + one.tax)} are taken, {wording.money(one.net)} arrive"
        for method, one in found.items()
    ]

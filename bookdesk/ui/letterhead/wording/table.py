"""What the list of mails shows of each, and how placeholders are called."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.vocabulary import MailKind, Tone
from bookdesk.mail.templates import Placeholder
from bookdesk.mail.templateservice import Words
from bookdesk.ui.look.tokens import Tone as Colour
from bookdesk.ui.pieces.columns import Column, Pill

KINDS = {
    MailKind.ESTIMATE: "Estimate",
    MailKind.INVOICE: "Invoice",
    MailKind.CREDIT_NOTE: "Credit note",
    MailKind.RECEIPT: "Receipt",
    MailKind.THANKS: "Thank you",
    MailKind.REMINDER: "Reminder",
    MailKind.STATEMENT: "Statement",
    MailKind.NOTICE: "Payments received",
}
NAMES = {
    Placeholder.CUSTOMER: "Customer",
    Placeholder.SENDER: "Sender",
    Placeholder.NUMBER: "Number",
    Placeholder.ISSUED: "Date",
    Placeholder.DUE: "Due",
    Placeholder.OPEN: "Open",
    Placeholder.TOTAL: "Total",
    Placeholder.DAYS: "Days late",
    Placeholder.INVOICES: "Invoices",
    Placeholder.CHARGE: "Charges",
    Placeholder.LINK: "Link",
    Placeholder.BANK: "Where to pay",
}
LANGUAGES = {"en": "English", "de": "German", "fr": "French", "es": "Spanish"}


@dataclass(frozen=True, slots=True)
class WordsRow:
    """The words of one kind of mail; `typed` ones are not kept yet."""

    words: Words
    typed: bool

    @property
    def key(self) -> str:
        """What tells it from the others of its language."""
        return f"{self.words.kind}:{self.words.tone}"


def named(words: Words) -> str:
    """Return what a mail is called: its kind, of a reminder with its tone."""
    kind = KINDS[words.kind]
    return f"{kind}, {words.tone}" if words.kind is MailKind.REMINDER and words.tone in Tone else kind


def _whose(row: WordsRow) -> Pill:
    if row.typed:
        return Pill("edit", "Not saved", Colour.WARN)
    return Pill("user", "Own", Colour.INFO) if row.words.own else Pill("file", "Built in")


COLUMNS: tuple[Column[WordsRow], ...] = (
    Column("kind", "Mail", 130, lambda row: named(row.words), grows=True),
    Column("whose", "Words", 104, lambda row: _whose(row).words, pill=_whose, spare=1),
)

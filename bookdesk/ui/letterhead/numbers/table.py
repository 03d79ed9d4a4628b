"""What the list of series shows of each kind, and a series as it is typed."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import NumberedKind, YearShown
from bookdesk.ledger.numbering import MOST_DIGITS, Series
from bookdesk.ui.pieces.columns import Column

WORDS = {
    NumberedKind.INVOICE: "Invoices",
    NumberedKind.CREDIT_NOTE: "Credit notes",
    NumberedKind.ESTIMATE: "Estimates",
    NumberedKind.RECEIPT: "Receipts",
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A kind with its last number and the next; `typed` says that it is not kept yet."""

    kind: NumberedKind
    highest: str
    following: str
    typed: bool


COLUMNS: tuple[Column[SeriesRow], ...] = (
    Column("kind", "Kind", 110, lambda row: WORDS[row.kind], grows=True),
    Column("highest", "Last given", 150, lambda row: row.highest or "none yet", muted=True),
    Column("following", "Next", 150, lambda row: row.following),
    Column("state", "", 100, lambda row: "not saved" if row.typed else "", muted=True, spare=1),
)


class Doubtful(InputError):
    """A part of a series means nothing; `part` is which."""

    def __init__(self, part: str, error: InputError) -> None:
        """Keep the sentences of `error`."""
        super().__init__(error.what, error.remedy)
        self.part = part


def typed_series(values: dict[str, str], known: Series) -> Series:
    """Return the series that is typed; `Doubtful` names the part that means nothing.

    A typed next number that is the one to be had anyhow changes nothing; `first` is kept then.
    """
    digits, first = _whole("digits", values["digits"]), _whole("first", values["first"])
    parts = {"prefix": values["prefix"].strip(), "separator": values["separator"].strip()}
    for name, said in parts.items():
        try:
            Series(**{name: said})  # type: ignore[arg-type] # both are texts
        except InputError as error:
            raise Doubtful(name, error) from None
    if not 1 <= digits <= MOST_DIGITS:
        raise Doubtful("digits", InputError(f"A number has 1 to {MOST_DIGITS} digits.", "Write 4 for INV-0001."))
    try:
        return Series(
            parts["prefix"],
            digits,
            YearShown(values["year"]),
            values["short_year"] == "yes",
            parts["separator"] or known.separator,
            values["restarts"] == "yes",
            MONTHS.index(values["start_month"]) + 1 if values["start_month"] in MONTHS else known.start_month,
            first,
        )
    except InputError as error:
        raise Doubtful(
            "restarts" if values["restarts"] == "yes" and values["year"] == "none" else "prefix", error
        ) from None


def shown_series(series: Series) -> dict[str, str]:
    """Return a series as it is typed."""
    return {
        "prefix": series.prefix,
        "digits": str(series.digits),
        "first": str(series.first),
        "year": series.year.value,
        "short_year": "yes" if series.short_year else "no",
        "separator": series.separator,
        "restarts": "yes" if series.restarts else "no",
        "start_month": MONTHS[series.start_month - 1],
    }


def _whole(part: str, text: str) -> int:
    said = text.strip()
    if not (said.isascii() and said.isdecimal()) or int(said) < 1:
        raise Doubtful(part, InputError(f"{said or 'Nothing'} is no number from 1 up.", "Write it in digits."))
    return int(said)

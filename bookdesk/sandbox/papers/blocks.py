"""Parts that many layouts share: who, when, how to pay; as labelled rows, so that each layout places them its way."""

from __future__ import annotations

from collections.abc import Sequence

from bookdesk.sandbox.papers.sheet import Align, Sheet
from bookdesk.sandbox.papers.truth import Kind, Locale, Party, Truth
from bookdesk.sandbox.papers.wording import Wording

Row = tuple[str, str]


def head_rows(truth: Truth, words: Wording) -> list[Row]:
    """Return number, dates and references as label and value."""
    credit = truth.kind is Kind.CREDIT_NOTE
    rows = [
        (words["credit_number" if credit else "number"], truth.number),
        (words["credit_date" if credit else "date"], words.long_day(truth.issued)),
    ]
    optional = (
        ("due", words.long_day(truth.due) if truth.due else None),
        ("order", truth.order),
        ("corrects", truth.corrects),
    )
    return rows + [(words[label], value) for label, value in optional if value]


def bank_rows(truth: Truth, words: Wording) -> list[Row]:
    """Return where to pay, as the country prints it; nothing on what is not to be paid."""
    bank = truth.supplier.bank
    if bank is None or truth.kind is not Kind.INVOICE:
        return []
    rows = [("Kontoinhaber" if truth.locale is Locale.GERMANY else "Account name", truth.supplier.name)]
    if bank[:2].isalpha():
        rows.append(("IBAN", bank))
        rows += [("BIC", truth.supplier.bic)] if truth.supplier.bic else []
    else:
        routing, number = bank.split(" ", 1)
        label = {Locale.AUSTRALIA: "BSB", Locale.AMERICA: "ABA routing"}.get(truth.locale, "Sort code")
        rows += [(label, routing), ("Account no." if truth.locale is Locale.AMERICA else "Account number", number)]
    return [*rows, (words["reference"], truth.reference)] if truth.reference else rows


def party_lines(party: Party, words: Wording, *, tax_id: bool = True, contact: bool = False) -> list[str]:
    """Return a name and address, on request with tax id and contact."""
    lines = [party.name, *party.address]
    if tax_id and party.tax_id:
        lines.append(f"{words['tax_id']} {words.tax_id(party.tax_id)}")
    if contact:
        lines += [f"{words['phone']} {party.phone}"] if party.phone else []
        lines += [party.email] if party.email else []
    return lines


def write_rows(  # noqa: PLR0913, PLR0917 - two edges, a start and a look
    sheet: Sheet,
    left: float,
    right: float,
    y: float,
    rows: Sequence[Row],
    size: float = 9.5,
    *,
    pitch: float = 5.2,
    bold_last: bool = False,
    value_left: bool = False,
) -> float:
    """Write label and value per row, the value at the right edge (or from it onwards); returns the y below."""
    for index, (label, value) in enumerate(rows):
        bold = bold_last and index == len(rows) - 1
        sheet.text(left, y, label, size, bold=bold)
        sheet.text(right, y, value, size, bold=bold, align=Align.LEFT if value_left else Align.RIGHT)
        y += pitch
    return y

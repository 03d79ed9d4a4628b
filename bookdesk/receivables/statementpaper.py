"""A statement of account as a letter: a table for each currency, and what is owed by its age. Equal bytes each time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bookdesk.core.money import Money
from bookdesk.formats.paper.content import Detail
from bookdesk.formats.paper.figures import Figures
from bookdesk.formats.paper.letter import Asked, Cell, LetterColumn, LetterPaper, LetterTable
from bookdesk.formats.paper.letterhead import Letterhead
from bookdesk.formats.paper.wording import printable
from bookdesk.mail.wordings import LANGUAGES, language_of
from bookdesk.receivables.statements import AccountStatement, Row, RowKind

_TABLE: Final[dict[str, tuple[str, str, str, str]]] = {
    "title": ("Statement of account", "Kontoauszug", "Relevé de compte", "Extracto de cuenta"),
    "period": ("Period", "Zeitraum", "Période", "Periodo"),
    "from_to": ("{since} to {until}", "{since} bis {until}", "du {since} au {until}", "del {since} al {until}"),
    "open": ("Open in all", "Insgesamt offen", "Total ouvert", "Total abierto"),
    "date": ("Date", "Datum", "Date", "Fecha"),
    "document": ("Document", "Beleg", "Pièce", "Documento"),
    "number": ("Number", "Nummer", "Numéro", "Número"),
    "due": ("Due", "Fällig am", "Échéance", "Vencimiento"),
    "amount": ("Amount", "Betrag", "Montant", "Importe"),
    "balance": ("Balance", "Saldo", "Solde", "Saldo"),
    "opening": ("Balance brought forward", "Anfangssaldo", "Solde antérieur", "Saldo anterior"),
    "closing": ("Balance", "Endsaldo", "Solde", "Saldo final"),
    "age": ("By age", "Nach Alter", "Par ancienneté", "Por antigüedad"),
    "not_due": ("Not due", "Nicht fällig", "Non échu", "No vencido"),
    "days": ("{days} days late", "{days} Tage überfällig", "{days} jours de retard", "{days} días de retraso"),
    "over": ("over {days} days late", "über {days} Tage überfällig", "plus de {days} jours", "más de {days} días"),
    "credit": ("Credit", "Guthaben", "Crédit", "Crédito"),
    RowKind.INVOICE: ("Invoice", "Rechnung", "Facture", "Factura"),
    RowKind.CREDIT_NOTE: ("Credit note", "Gutschrift", "Avoir", "Nota de crédito"),
    RowKind.CANCELLED: ("Cancelled", "Storniert", "Annulé", "Anulado"),
    RowKind.RECEIPT: ("Payment", "Zahlung", "Paiement", "Pago"),
    RowKind.TAKEN_BACK: ("Payment taken back", "Rückbuchung", "Paiement annulé", "Pago devuelto"),
    RowKind.REFUND: ("Refund", "Erstattung", "Remboursement", "Reembolso"),
    RowKind.DISCOUNT: ("Discount", "Skonto", "Escompte", "Descuento"),
    RowKind.WRITTEN_OFF: ("Written off", "Ausgebucht", "Passé en perte", "Cancelado"),
    RowKind.REFUND_BACK: (
        "Refund taken back",
        "Erstattung zurückgenommen",
        "Remboursement annulé",
        "Reembolso anulado",
    ),
    RowKind.DISCOUNT_BACK: (
        "Discount taken back",
        "Skonto zurückgenommen",
        "Escompte annulé",
        "Descuento anulado",
    ),
    RowKind.WRITE_OFF_BACK: (
        "Write-off taken back",
        "Ausbuchung zurückgenommen",
        "Passage en perte annulé",
        "Cancelación anulada",
    ),
}


class _Words:
    """The words of a statement in one language."""

    def __init__(self, locale: str) -> None:
        self._column = LANGUAGES.index(language_of(locale))

    def __getitem__(self, key: str) -> str:
        return _TABLE[key][self._column]


def statement_letter(
    statements: Sequence[AccountStatement], head: Letterhead, window: tuple[str, ...], issued: date, locale: str
) -> LetterPaper:
    """Return the letter; `statements` are of one customer and period, at least one, `window` is his address."""
    locale = printable(locale)
    words, figures = _Words(locale), Figures(locale)
    first = statements[0]
    period = words["from_to"].format(since=figures.day(first.since), until=figures.day(first.until))
    owed = [one for one in statements if one.closing.minor > 0]
    single = statements[0].closing if len(statements) == 1 and owed else None
    language = language_of(locale)
    return LetterPaper(
        title=words["title"],
        issued=issued,
        seller=head.seller,
        address=window,
        facts=(Detail(words["period"], period),),
        asked=Asked(words["open"], single) if single else None,
        tables=tuple(table for one in statements for table in (_table(one, words), _ages(one, words))),
        ways=head.ways(language, "") if owed else (),
        locale=locale,
        accent=head.accent,
        stationery=head.stationery,
    )


def _table(one: AccountStatement, words: _Words) -> LetterTable:
    columns = tuple(LetterColumn(words[key]) for key in ("date", "document", "number", "due"))
    opening: tuple[Cell, ...] = (one.since, words["opening"], "", None, None, one.opening)
    return LetterTable(
        (*columns, LetterColumn(words["amount"], figures=True), LetterColumn(words["balance"], figures=True)),
        (opening, *(_row(row, words) for row in one.rows)),
        (one.until, words["closing"], "", None, None, one.closing),
        one.currency,
    )


def _row(row: Row, words: _Words) -> tuple[Cell, ...]:
    return (row.day, words[row.kind], row.number, row.due, row.amount, row.balance)


def _ages(one: AccountStatement, words: _Words) -> LetterTable:
    """Return what is owed by its age, as one row below its headings."""
    ages = one.ages
    named: list[tuple[str, Money]] = [
        (words["not_due"], ages.not_due),
        (words["days"].format(days="1-30"), ages.to_30),
        (words["days"].format(days="31-60"), ages.to_60),
        (words["days"].format(days="61-90"), ages.to_90),
        (words["over"].format(days="90"), ages.over_90),
    ]
    named += [(words["credit"], ages.credit)] if ages.credit else []
    columns = tuple(LetterColumn(name, figures=True) for name, _ in named)
    return LetterTable(columns, (tuple(amount for _, amount in named),), heading=f"{words['age']} ({one.currency})")

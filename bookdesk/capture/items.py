"""Line items from tables: a line of column heads, then rows whose values stand under them. Pure.

A row begins where a quantity, price or amount repeats; words under the description's head belong to its row, also on
the lines that follow. A table ends with the first line that names a sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from bookdesk.capture.candidates import Find, Finds
from bookdesk.capture.labels import compact
from bookdesk.capture.lines import Cell, Line, Sheet
from bookdesk.reading.words import Box


class Column(StrEnum):
    """What a column holds."""

    DESCRIPTION = "description"
    QUANTITY = "quantity"
    UNIT_PRICE = "unit price"
    RATE = "rate"
    NET = "net"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a document, as printed; None where it is not."""

    description: str
    quantity: Decimal | None
    unit_price: Decimal | None
    net: Decimal | None
    tax_rate: Decimal | None


_HEADS: dict[Column, str] = {
    Column.DESCRIPTION: """
        description item items details particulars product service services article designation libelle
        beschreibung bezeichnung artikelbezeichnung artikel leistung text omschrijving descripcion
        descrizione concepto produkt position
    """,
    Column.QUANTITY: """
        qty quantity hours hrs units menge anzahl stunden stk quantite qte hoeveelheid aantal cantidad
        quantita spots qtyhrs
    """,
    Column.UNIT_PRICE: """
        price unitprice rate unitcost cost nettopreis einzelpreis epreis stuckpreis preis ep prixunitaire
        prix puht pu prijs precio prezzo stprice priceeach each unitpriceexgst listprice einzelpreiseur
        preiseur vk
    """,
    Column.RATE: """
        tax vat gst taxrate vatrate vat% gst% tax% steuersatz ust ust% mwst mwst% mwstsatz steuer taxes tva
        tva% btw btw% iva usts
    """,
    Column.NET: """
        amount total linetotal nettobetrag betrag gesamt gesamtpreis nettowert summe entgelt montant prixht
        montantht totalht bedrag totaal importe importo extended netamount net value subtotal gp gesamteur
        betrageur amountaud amountgbp amounteur amountusd totalprice linenet netto gesamtnetto total$
        amount$ total€ amountexgst amountexclgst positionsbetrag
    """,
}
_KNOWN = {compact(word): column for column, words in _HEADS.items() for word in words.split()}
_LEAST_HEADS = 2
_SUMS = re.compile(
    r"(?i)^(?:sub\s?-?total|total|net\b|summe|zwischensumme|gesamt|nettobetrag|nettosumme|rechnungssumme|rechnungsbetrag|positionssumme|warenwert"
    r"|umsatzsteuer|belegsummen|total ht|montant total|totaal|subtotaal|imponibile|grand total|invoice total|balance"
    r"|zahlbar|taxe?\b|tva\b|vat\b"
    r"|gst\b|mwst|amount due|zahlungsbedingungen|notes?\b|es bestehen|rechnungsrabatt)"
)
_NUMERIC = re.compile(r"[0-9.,]+")
_MOST_LINES = 400
_FAR = 0.06


@dataclass(frozen=True, slots=True)
class _Head:
    column: Column
    box: Box


@dataclass
class _Row:
    words: list[str] = field(default_factory=list)
    values: dict[Column, Decimal] = field(default_factory=dict)


def items_of(sheet: Sheet, finds: Finds) -> tuple[Item, ...]:
    """Return the rows of every table of the document, in reading order."""
    amounts: dict[int, list[Find]] = {}
    for find in (*finds.amounts, *finds.rates):
        amounts.setdefault(find.line, []).append(find)
    items: list[Item] = []
    line = 0
    while line < len(sheet.lines):
        heads = _heads(sheet.lines[line])
        if len({head.column for head in heads} - {Column.OTHER}) < _LEAST_HEADS or not _has_money(heads):
            line += 1
            continue
        end = _end(sheet.lines, line)
        items.extend(_rows(sheet.lines[line + 1 : end], heads, amounts))
        line = max(end, line + 1)
    return tuple(items)


def _has_money(heads: Sequence[_Head]) -> bool:
    columns = {head.column for head in heads}
    return Column.NET in columns and bool(columns & {Column.DESCRIPTION, Column.QUANTITY, Column.UNIT_PRICE})


def _heads(line: Line) -> list[_Head]:
    """Return the column heads of a line; one digit on it and it is no line of heads.

    Where quantity and price have heads and the amount has none (it stands on another line), what is right of the
    last head is taken for it.
    """
    if any(any(map(str.isdigit, token.text)) for token in line.tokens):
        return []
    heads = [head for cell in line.cells for head in _cell_heads(line, cell)]
    columns = {head.column for head in heads}
    if Column.NET not in columns and {Column.QUANTITY, Column.UNIT_PRICE} <= columns:
        _, top, right, bottom = heads[-1].box
        heads.append(_Head(Column.NET, (min(right + 0.01, 0.99), top, 1.0, bottom)))
    return heads


def _cell_heads(line: Line, cell: Cell) -> list[_Head]:
    """Return one head for the cell, or one for each word where several heads stand close together."""
    whole = _KNOWN.get(compact(cell.text))
    single = [(_KNOWN.get(compact(token.text)), token.box) for token in line.tokens[cell.first : cell.last + 1]]
    known = [_Head(column, box) for column, box in single if column]
    if whole or len(known) < _LEAST_HEADS:
        return [_Head(whole or (known[0].column if known else Column.OTHER), cell.box)]
    return known


def _end(lines: Sequence[Line], start: int) -> int:
    """Return the line after a table's last one: the first that names a sum, or the next page's new heads."""
    for index in range(start + 1, min(start + _MOST_LINES, len(lines))):
        if any(_SUMS.match(cell.text) for cell in lines[index].cells):
            return index
    return min(start + _MOST_LINES, len(lines))


def _rows(lines: Sequence[Line], heads: Sequence[_Head], amounts: dict[int, list[Find]]) -> Iterator[Item]:
    row = _Row()
    for line in lines:
        values = _values(amounts.get(line.number, ()), heads)
        if any(column in row.values for column in values):
            yield from _finished(row)
            row = _Row()
        if row.values or values:
            row.words.extend(_described(line, heads, row))
        row.values |= values
    yield from _finished(row)


def _values(finds: Sequence[Find], heads: Sequence[_Head]) -> dict[Column, Decimal]:
    """Return the values of a line by the head above each."""
    values: dict[Column, Decimal] = {}
    for find in finds:
        head = min(heads, key=lambda head: _distance(head.box, find.box))
        amount = find.amount if find.amount is not None else Decimal(find.value)
        wanted = head.column not in {Column.DESCRIPTION, Column.OTHER} and _distance(head.box, find.box) < _FAR
        cents = head.column is not Column.NET or find.decimals == 2  # noqa: PLR2004 - cents
        if wanted and cents and (find.amount is None) <= (head.column is Column.RATE):
            values.setdefault(head.column, amount)
    return values


def _distance(head: Box, value: Box) -> float:
    """Return how far a value stands from a head: 0 where they overlap and an edge or the middle is aligned."""
    edges = (abs(head[0] - value[0]), abs(head[2] - value[2]), abs(head[0] + head[2] - value[0] - value[2]) / 2)
    apart = max(head[0] - value[2], value[0] - head[2], 0.0)
    return apart + min(edges) / 4


def _described(line: Line, heads: Sequence[_Head], row: _Row) -> list[str]:
    """Return the words under the description's head, up to the next column."""
    index = next((index for index, head in enumerate(heads) if head.column is Column.DESCRIPTION), None)
    if index is None:
        return [] if row.words else [line.cells[0].text] if line.cells[0].text[:1].isalpha() else []
    start = heads[index].box[0]
    left = max(heads[index - 1].box[2] - 0.02, start - 0.12) if index else start - 0.12
    right = heads[index + 1].box[0] if index + 1 < len(heads) else 1.0
    words = [
        token.text
        for token in line.tokens
        if left <= token.box[0] < right and (token.box[0] >= start - 0.005 or not _NUMERIC.fullmatch(token.text))
    ]
    return [" ".join(words)] if words else []


def _finished(row: _Row) -> Iterator[Item]:
    """Yield the row if it is one: an amount, and words or a quantity."""
    net = row.values.get(Column.NET)
    if net is None or not (row.words or Column.QUANTITY in row.values):
        return
    quantity, price = row.values.get(Column.QUANTITY), row.values.get(Column.UNIT_PRICE)
    yield Item(" ".join(row.words[:2]), quantity, price, net, row.values.get(Column.RATE))

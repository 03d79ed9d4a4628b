"""The head of the first page: letterhead, the address in the envelope's window, the facts, and what the paper is."""

from __future__ import annotations

from reportlab.lib.units import mm

from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.formats.paper.faces import SetLine, set_line
from bookdesk.formats.paper.pen import Pen, Piece, Type
from bookdesk.formats.paper.pictures import logo
from bookdesk.formats.paper.sheet import (
    BODY,
    BOLD,
    BOTTOM,
    HEAD_TOP,
    INFO,
    LARGE,
    NAME,
    PAD,
    QUIET,
    SMALL,
    TINY,
    TITLE,
    Sheet,
)
from bookdesk.formats.paper.wrapping import fitted, wrapped

_ADDRESS_TYPES = (Type(10, 13.2), Type(9, 11.6), Type(8, 10), Type(7, 8.6))
"""The address is set smaller where it has many lines, never outside the window."""
_SENDER_ZONE = 17.7 * mm
"""What DIN 5008 leaves at the top of the window to the sender's line and the kind of mail."""
_CONTACT = 58 * mm
"""The width of the seller's address and details at the right of the letterhead."""
_VALUES = 0.64
"""The share of the facts' column that their values may have."""
_LOGO = (62 * mm, 21 * mm)
_FOLD = (5 * mm, 4 * mm)

Placed = list[tuple[float, Piece]]


def head(sheet: Sheet) -> tuple[Placed, float]:
    """Return what stands at the top of the first page, each with its height, and where the text goes on below it."""
    size = sheet.front.stationery
    letter = Piece(0, lambda pen, down: _letterhead(pen, down, sheet))
    info_down = max(size.window_top * mm + 2 * mm, HEAD_TOP + _letter_height(sheet) + 5 * mm)
    info = _facts(sheet)
    title_down = max(size.text_top * mm, info_down + info.height + 6 * mm)
    title = _title(sheet)
    if title_down + title.height > sheet.height - BOTTOM:
        raise InputError("The head of the paper is longer than its first page.", "Move some of it into the notes.")
    placed = [(HEAD_TOP, letter), (0.0, _window(sheet)), (info_down, info), (title_down, title)]
    return placed, title_down + title.height + 4 * mm


def _contact(sheet: Sheet) -> list[tuple[SetLine, Type]]:
    """The seller in the column at the right: his name where a logo stands for it at the left, address and details."""
    seller = sheet.front.seller
    name = wrapped(seller.name, _CONTACT, BOLD.size, bold=True) if seller.logo is not None else []
    details = [f"{one.name} {one.value}".strip() for one in seller.details]
    lines = [line for text in (*seller.address, *details) for line in wrapped(text, _CONTACT, SMALL.size)]
    return [*((line, BOLD) for line in name), *((line, SMALL) for line in lines)]


def _letter_height(sheet: Sheet) -> float:
    return max(sum(kind.leading for _, kind in _contact(sheet)), len(_name(sheet)) * NAME.leading)


def _name(sheet: Sheet) -> list[SetLine]:
    if sheet.front.seller.logo is not None:
        return []
    return wrapped(sheet.front.seller.name, sheet.width - _CONTACT - PAD, NAME.size, bold=True)


def _letterhead(pen: Pen, down: float, sheet: Sheet) -> None:
    seller = sheet.front.seller
    if seller.logo is not None:
        picture, size = logo(seller.logo, *_LOGO)
        pen.picture(sheet.left, down, picture, size)
    for row, line in enumerate(_name(sheet)):
        pen.left(sheet.left, down + row * NAME.leading, line, NAME)
    for line, kind in _contact(sheet):
        pen.right(sheet.right, down, line, kind)
        down += kind.leading


def _window(sheet: Sheet) -> Piece:
    """The address where the envelope shows it, the sender in a line above, and marks where the sheet is folded."""
    size = sheet.front.stationery
    x, width = size.window_left * mm, size.window_width * mm
    zone = _SENDER_ZONE if size.sender_above else 0.0
    lines, kind = _address(sheet, width, size.window_height * mm - zone)
    sender = _sender(sheet, width, zone) if size.sender_above else []

    def draw(pen: Pen, _down: float) -> None:
        top = size.window_top * mm + zone
        for row, line in enumerate(reversed(sender), start=1):
            pen.left(x, top - row * TINY.leading - 3, line, TINY)
        if sender:
            pen.rule(x, top - 2, max(line.width for line in sender) * TINY.size)
        for row, line in enumerate(lines):
            pen.left(x, top + 2 + row * kind.leading, line, kind)
        for fold in size.folds:
            pen.rule(_FOLD[0], fold * mm, _FOLD[1], colour=pen.colours.muted, weight=0.3)

    return Piece(0, draw)


def _sender(sheet: Sheet, width: float, height: float) -> list[SetLine]:
    """The sender in one small line, or in the fewest that lose nothing of him, broken where his address is if it can.

    What the zone above the address cannot take is shortened: an address of more lines than any post has.
    """
    seller = sheet.front.seller
    texts: list[str] = []
    for part in (seller.name, *seller.address):
        joined = f"{texts[-1]} · {part}" if texts else part
        if texts and len(wrapped(joined, width, TINY.size)) == 1:
            texts[-1] = joined
        else:
            texts.append(part)
    lines = [line for text in texts for line in wrapped(text, width, TINY.size)]
    most = int((height - 3) // TINY.leading)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], fitted(" · ".join(seller.address), width, TINY.size)]


def _address(sheet: Sheet, width: float, height: float) -> tuple[list[SetLine], Type]:
    for kind in _ADDRESS_TYPES:
        lines = [line for text in sheet.front.address for line in wrapped(text, width, kind.size)]
        if len(lines) * kind.leading + 2 <= height:
            return lines, kind
    raise InputError(
        f"The address of {sheet.front.address[0][:60]} is longer than the window of an envelope.",
        "Shorten it to what the post needs.",
    )


def _facts(sheet: Sheet) -> Piece:
    """Number and dates in two columns, and below them on a tint what is to be paid."""
    x = sheet.right - INFO
    rows = _fact_rows(sheet)
    height = sum(max(len(names) * BODY.leading, len(values) * BODY.leading) + 1.5 for names, values in rows)
    chip = _chip(sheet, *sheet.asked) if sheet.asked else None

    def draw(pen: Pen, down: float) -> None:
        for names, values in rows:
            for row, line in enumerate(names):
                pen.left(x + PAD, down + row * BODY.leading, line, QUIET)
            for row, line in enumerate(values):
                pen.right(sheet.right - PAD, down + row * BODY.leading, line, BODY)
            down += max(len(names), len(values)) * BODY.leading + 1.5
        if chip:
            chip.draw(pen, down)

    return Piece(height + (chip.height if chip else 0), draw)


def _chip(sheet: Sheet, label: str, money: Money) -> Piece:
    """What is to be paid, on a tint; a long amount is set smaller, never shortened."""
    amount = set_line(sheet.figures.money(money), bold=True)
    size = LARGE if amount.width * LARGE.size <= INFO * 0.6 else BOLD
    asked = fitted(label, max(INFO - amount.width * size.size - 3 * PAD, 0.0), BOLD.size, bold=True)
    height = LARGE.leading + PAD
    x = sheet.right - INFO

    def draw(pen: Pen, down: float) -> None:
        down += 5
        pen.panel(x, down, (INFO, height), pen.colours.tint)
        pen.left(x + PAD, down + (height - BOLD.leading) / 2, asked, BOLD)
        pen.right(sheet.right - PAD, down + (height - size.leading) / 2, amount, size)

    return Piece(5 + height, draw)


def _fact_rows(sheet: Sheet) -> list[tuple[list[SetLine], list[SetLine]]]:
    """Names and values, each in its lines: the values have what they need, up to a share of the column."""
    inner = INFO - 2 * PAD
    facts = [(name, wrapped(value, inner * _VALUES, BODY.size)) for name, value in sheet.facts]
    widest = max((line.width for _, values in facts for line in values), default=0.0) * BODY.size
    return [(wrapped(name, inner - widest - PAD / 2, BODY.size), values) for name, values in facts]


def _title(sheet: Sheet) -> Piece:
    title = wrapped(sheet.title, sheet.width, TITLE.size, bold=True)
    words = wrapped(sheet.front.introduction, sheet.width, BODY.size)
    gap = 5.0 if words else 0.0

    def draw(pen: Pen, down: float) -> None:
        for line in title:
            pen.left(sheet.left, down, line, TITLE)
            down += TITLE.leading
        for line in words:
            pen.left(sheet.left, down + gap, line, BODY)
            down += BODY.leading

    return Piece(len(title) * TITLE.leading + gap + len(words) * BODY.leading, draw)

"""Draws a letter as PDF: a receipt, a reminder, a statement of account. What stands on it is a `LetterPaper`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reportlab.lib.units import mm

from bookdesk.formats.paper.figures import Figures
from bookdesk.formats.paper.grid import put_table
from bookdesk.formats.paper.head import head
from bookdesk.formats.paper.letter import LetterPaper, checked_letter
from bookdesk.formats.paper.pages import Pages
from bookdesk.formats.paper.paying import panel, payment
from bookdesk.formats.paper.press import printed
from bookdesk.formats.paper.prose import flowing
from bookdesk.formats.paper.sheet import BOTTOM, NEXT_TOP, Sheet
from bookdesk.formats.paper.wording import labels

_GAP: Final = 6 * mm
_BETWEEN: Final = 2.5 * mm
"""Between paragraphs."""


def render_letter(letter: LetterPaper) -> bytes:
    """Return the letter as PDF with its faces embedded; equal letters give equal bytes.

    `InputError` for what no page can hold: see `checked_letter`.
    """
    sheet = _sheet(checked_letter(letter))
    placed, down = head(sheet)
    pages = Pages(down, NEXT_TOP, sheet.height - BOTTOM, [list(placed)])
    for text in letter.paragraphs:
        flowing(sheet, pages, "", text, gap=_BETWEEN)
    for table in letter.tables:
        put_table(sheet, pages, table)
    online = panel(sheet, sheet.words["pay_online"], letter.online) if letter.online else None
    for how in (online, payment(sheet)):
        if how is not None:
            pages.place(how, gap=_GAP)
    for place, text in enumerate(letter.closing):
        flowing(sheet, pages, "", text, gap=_BETWEEN if place else _GAP)
    return printed(sheet, pages)


def _sheet(letter: LetterPaper) -> Sheet:
    words, figures = labels(letter.language), Figures(letter.locale)
    asked = None if letter.asked is None else (letter.asked.label, letter.asked.amount)
    return Sheet(letter, letter.title, tuple(_facts(letter, words, figures)), asked, words, figures)


def _facts(letter: LetterPaper, words: dict[str, str], figures: Figures) -> Iterator[tuple[str, str]]:
    if letter.number:
        yield words["number"], letter.number
    yield words["issued"], figures.day(letter.issued)
    yield from ((fact.name, fact.value) for fact in letter.facts)

"""Drawing on the page of a document with the real mouse: columns of a table, and several words of one value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bookdesk.models.document import DocumentState
from tests.support.outside import Seen, started
from tests.support.sample import SampleFirm
from tests.support.screen import Box, Screen

pytestmark = pytest.mark.slow

INBOX, FILE, NUMBER = "Documents", "loaf-and-ll00030.pdf", "LL00030"


def word(seen: Seen, text: str) -> Box:
    return next(box for found, box in seen.words if found == text)


def test_columns_and_words_are_drawn_with_the_mouse(screen: Screen, firm: SampleFirm) -> None:
    with started(screen, firm.places.home) as desk:
        desk.unlock()
        desk.go("Harbour", "Ctrl+2")
        desk.click("List All open")
        seen = desk.until(lambda seen: NUMBER in str(seen.rows(INBOX)))
        screen.click(seen.cell(INBOX, NUMBER).box, times=2)
        desk.until(lambda seen: seen.says(FILE) and seen.words and not seen.rows(INBOX))
        desk.press("F7")
        seen = desk.until(lambda seen: seen.says("3 lines, together 171.40 AUD: that is the document's net."))
        last, row = word(seen, "Banana"), word(seen, "Almond")
        edge = replace(last, top=last.top + last.height + last.height // 2, height=1)
        above = replace(row, top=(row.top + row.height + last.top) // 2, height=1)
        with screen.holding(edge) as drag:
            drag(above)
        desk.until(lambda seen: seen.says("2 lines, together 122.40 AUD; the document's net is 171.40"))
        desk.press("Escape")
        desk.until(lambda seen: not seen.says("2 lines, together"))
        desk.click("Supplier", "field")
        seen = desk.until(lambda seen: seen.keyboard() == "Supplier")
        with screen.holding(word(seen, "Banana")) as drag:
            drag(word(seen, "bread,"))
        seen = desk.until(lambda seen: seen.field("Supplier").startswith("Banana bread"))
        desk.press("F4")
        desk.until(lambda seen: seen.field("Supplier") == "Loaf and Ladle Bakehouse")
        desk.close()
    assert firm.documents("heap")[FILE] is DocumentState.TO_REVIEW

"""Work with keys and mouse in a real window: so few keys, and what a click, a wheel and a double click do to lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bookdesk.models.document import DocumentState
from tests.support.outside import Desk, started
from tests.support.sample import BEN, SampleFirm
from tests.support.screen import Screen
from tests.unit.office.picture import picture

pytestmark = pytest.mark.slow

INBOX, BANK, QUEUE = "Documents", "Bank lines", "Bills to approve"
NUMBER, FILE = "SR-20031", "southern-roast-sr-20031.pdf"


@pytest.fixture
def desk(screen: Screen, firm: SampleFirm) -> Iterator[Desk]:
    """The program, unlocked."""
    with started(screen, firm.places.home) as made:
        made.unlock()
        yield made


def test_a_few_letters_bring_another_client_on_the_same_screen(desk: Desk, screen: Screen) -> None:
    before = desk.go("Bayside", "Ctrl+3")
    screen.pressed = 0
    desk.press("Ctrl+P")
    desk.write("thorn")
    desk.press("Return")
    assert screen.pressed == 7
    seen = desk.until(lambda seen: seen.says("Thornbury Veterinary Practice Ltd  ▾"))
    assert seen.keyboard() == "Bills"
    assert seen.rows("Bills")
    assert not any(row in before.rows("Bills") for row in seen.rows("Bills"))
    desk.close()


def test_a_known_suppliers_bill_takes_three_keys_and_the_next_document_is_there(
    desk: Desk, screen: Screen, firm: SampleFirm
) -> None:
    desk.go("Harbour", "Ctrl+2")
    desk.click("List All open")
    seen = desk.until(lambda seen: NUMBER in str(seen.rows(INBOX)))
    screen.click(seen.cell(INBOX, NUMBER).box)
    desk.until(lambda seen: NUMBER in seen.current(INBOX).values())
    screen.pressed = 0
    desk.press("Return")
    seen = desk.until(lambda seen: seen.says(FILE) and seen.words and seen.keyboard() != INBOX)
    while (doubt := seen.keyboard()) != "Confirm":
        desk.press("Return")
        seen = desk.until_led_from(doubt)
    desk.press("Return")
    assert screen.pressed <= 3
    seen = desk.until(lambda seen: seen.says(f"Bill {NUMBER} confirmed") and seen.words)
    assert not seen.says(FILE)
    assert seen.field("Number").split()[-1] in [text for text, _ in seen.words], "the next one, with its page"
    desk.close()
    assert firm.documents("heap")[FILE] is DocumentState.CONFIRMED


def test_a_suggestion_of_the_bank_takes_one_key_and_its_undo_another(
    desk: Desk, screen: Screen, firm: SampleFirm, sample: SampleFirm, tmp_path: Path
) -> None:
    seen = desk.go("Kurra", "Ctrl+6")
    screen.click(seen.cell(BANK, "OSKO P. AND L. SANTORO").box)
    before = desk.until(lambda seen: "Clear" in seen.current(BANK).values())
    screen.pressed = 0
    desk.press("A")
    after = desk.until(lambda seen: seen.says("Open  29"))
    assert not any("SANTORO" in str(row) for row in after.rows(BANK))
    desk.press("Ctrl+Z")
    undone = desk.until(lambda seen: seen.says("Open  30"))
    assert screen.pressed == 2
    assert undone.rows(BANK) == before.rows(BANK)
    assert undone.says("Undone: ")
    desk.close()
    with firm.workspace("bank") as undone_books, sample.copy(tmp_path / "before").workspace("bank") as books_before:
        assert picture(undone_books) == picture(books_before)


def test_a_word_clicked_on_the_page_goes_into_the_field_clicked_before(
    desk: Desk, screen: Screen, firm: SampleFirm
) -> None:
    desk.go("Harbour", "Ctrl+2")
    desk.click("List All open")
    seen = desk.until(lambda seen: NUMBER in str(seen.rows(INBOX)))
    screen.click(seen.cell(INBOX, NUMBER).box, times=2)
    seen = desk.until(lambda seen: seen.says(FILE) and seen.words and not seen.rows(INBOX))
    before = seen.field("Reference")
    desk.click("Reference", "field")
    seen = desk.until(lambda seen: seen.keyboard() == "Reference")
    word, box = next((text, box) for text, box in seen.words if text.isalpha() and text != before)
    screen.click(box)
    seen = desk.until(lambda seen: seen.field("Reference") == word)
    assert seen.field("Number") == NUMBER
    desk.close()
    assert firm.documents("heap")[FILE] is DocumentState.TO_REVIEW


def test_a_heading_sorts_and_the_wheel_scrolls(desk: Desk, screen: Screen) -> None:
    seen = desk.go("Kurra", "Ctrl+6")
    wanted = "CARD 8815"
    assert not seen.rows(BANK)[0][1].startswith(wanted)
    screen.click(seen.heading(BANK, "What the bank says").box)
    seen = desk.until(lambda seen: seen.rows(BANK)[0][1] < seen.rows(BANK)[-1][1])
    names = [row[1] for row in seen.rows(BANK)]
    assert names == sorted(names)
    top = seen.rows(BANK)[0]
    screen.wheel(seen.cell(BANK, wanted).box, steps=4)
    seen = desk.until(lambda seen: seen.rows(BANK)[0] != top)
    assert len(seen.rows(BANK)) > 3
    desk.close()


def test_who_leans_on_enter_confirms_what_he_saw_and_nothing_else(
    desk: Desk, screen: Screen, firm: SampleFirm, sample: SampleFirm, tmp_path: Path
) -> None:
    desk.go("Harbour", "Ctrl+2")
    desk.click("List All open")
    seen = desk.until(lambda seen: NUMBER in str(seen.rows(INBOX)))
    screen.click(seen.cell(INBOX, NUMBER).box, times=2)
    desk.until(lambda seen: seen.words and seen.keyboard() == "Confirm")
    with screen.leaning_on("Return"):
        desk.until(lambda seen: seen.says(f"Bill {NUMBER} confirmed"))
        lean(desk)
    desk.close()
    before = sample.copy(tmp_path / "before").documents("heap")
    assert {name for name, state in firm.documents("heap").items() if state is not before[name]} == {FILE}


@pytest.mark.parametrize("key", ["A", "Return"])
def test_who_leans_on_a_key_accepts_one_suggestion(desk: Desk, screen: Screen, key: str) -> None:
    seen = desk.go("Kurra", "Ctrl+6")
    screen.click(seen.cell(BANK, "WESTWAY FUEL").box)
    desk.until(lambda seen: "Clear" in seen.current(BANK).values())
    with screen.leaning_on(key):
        desk.until(lambda seen: seen.says("Open  29"))
        lean(desk)
    assert desk.settle().says("Open  29")
    desk.close()


def test_a_question_is_not_answered_by_the_key_that_asked_it(desk: Desk, screen: Screen) -> None:
    desk.go("Kurra", "Ctrl+6")
    with screen.leaning_on("Ctrl+Return"):
        desk.until(lambda seen: seen.says("Accept 12 clear matches?"))
        lean(desk)
    assert desk.settle().says("Accept 12 clear matches?")
    desk.press("Escape")
    desk.close()


def test_a_button_takes_a_double_click_for_one(screen: Screen, firm: SampleFirm) -> None:
    with started(screen, firm.places.home) as desk:
        desk.unlock(BEN)
        desk.press("Ctrl+4")
        seen = desk.until(lambda seen: len(seen.rows(QUEUE)) == 3)
        others = seen.rows(QUEUE)[1:]
        screen.click(seen.part("button approve").box, times=2)
        desk.until(lambda seen: seen.says(" approved"))
        lean(desk)
        seen = desk.settle()
        assert seen.rows(QUEUE) == others
        assert not seen.says("0 approved"), "and complains of nothing"
        desk.close()


def lean(desk: Desk) -> None:
    """Look on for as long as it takes a key to repeat itself many times."""
    for _ in range(100):
        desk.look()

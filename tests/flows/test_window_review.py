"""Reviewing in the window: page and fields beside each other, led from doubt to doubt, with the mouse or without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.capture.listing import DocumentRow, InboxList, InboxListing, InboxQuery
from bookdesk.capture.readiness import doubtful
from bookdesk.capture.service import CaptureService, Incoming
from bookdesk.core.vocabulary import FieldState
from bookdesk.office.equipment import Equipment
from bookdesk.reading.inprocess import InProcessReader
from bookdesk.ui.inbox.view import InboxScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.review.presenter import Reviewed
from bookdesk.ui.review.view import ReviewScreen
from tests.support import pages
from tests.support.hands import Hands, at_window
from tests.support.readers import NoTextReader
from tests.support.sample import SampleFirm

pytestmark = pytest.mark.slow


@pytest.fixture
def hands(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Hands]:
    with at_window(qtbot, sample.copy(tmp_path / "home"), equipment=equipment) as made:
        yield made


def review(hands: Hands, client: str, file_name: str) -> ReviewScreen:
    """Open a document from the list in which it stands."""
    hands.seat.desktop.go(Place("inbox", client, view="all open"))
    hands.settle()
    inbox = hands.screen(InboxScreen)
    rows = [inbox.model.row_at(place) for place in range(inbox.model.rowCount())]
    wanted = next(row for row in rows if isinstance(row, DocumentRow) and row.file_name == file_name)
    inbox.table.choose(wanted.key)
    hands.settle()
    hands.press("R")
    hands.settle()
    screen = hands.screen(ReviewScreen)
    assert screen.paper.page() == 1
    screen.calm = 0
    return screen


def shown(screen: ReviewScreen) -> Reviewed:
    reviewed = screen.presenter.reviewed
    assert reviewed is not None
    return reviewed


def editor(screen: ReviewScreen, name: str) -> QLineEdit:
    """Return where a person types the value of a field."""
    return screen.fields._rows[name].editor  # noqa: SLF001 - what the person sees there


def states(screen: ReviewScreen) -> dict[str, tuple[str | None, FieldState]]:
    return {field.name: (field.value, field.state) for field in shown(screen).item.fields}


def test_enter_leads_from_doubt_to_doubt_and_nowhere_else(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "loaf-and-ll00030.pdf")
    doubts = doubtful(shown(screen).item)
    assert doubts == ("bank_routing", "payment_reference"), "of fifteen fields"
    led = []
    for _ in doubts:
        led.append(screen.fields.current)
        assert screen.paper.viewer.isVisible()
        hands.press("Return")
        hands.settle()
    assert tuple(led) == doubts
    assert hands.focus() is screen.fields.confirm, "then to the act that is left"
    hands.press("Return")
    hands.settle()
    assert hands.told[-1].words == "Bill LL00030 confirmed"


def test_confirming_at_once_leads_to_the_doubts_nobody_was_at(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "loaf-and-ll00030.pdf")
    hands.press("Ctrl+Return")
    hands.settle()
    assert shown(screen).open
    said = screen.fields.banner.message()
    assert said is not None
    assert said.words == "1 doubt not looked at: Reference.", "the keyboard began at the first"
    assert screen.fields.current == "payment_reference"
    hands.press("Ctrl+Return")
    hands.settle()
    assert hands.told[-1].words == "Bill LL00030 confirmed", "who confirms once more has seen them"


def test_doubts_the_keyboard_was_at_need_no_second_word(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "loaf-and-ll00030.pdf")
    assert screen.fields.current == "bank_routing"
    hands.press("F8")
    assert screen.fields.current == "payment_reference"
    hands.press("Ctrl+Return")
    hands.settle()
    assert hands.told[-1].words == "Bill LL00030 confirmed"


def test_a_net_that_does_not_make_the_total_is_a_doubt_until_it_does(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    right = editor(screen, "net").text()
    for typed, doubts in (("9,999.99", ("total", "amount_due")), (right, ())):
        screen.fields.go_to("net")
        hands.write(typed)
        hands.press("Return")
        hands.settle()
        assert doubtful(shown(screen).item) == doubts
        assert listed_as_ready(hands, sample, screen) is not bool(doubts)
        assert screen.fields.foot().startswith("Ready") is not bool(doubts)
    assert states(screen)["total"][1] is FieldState.PROVED


def test_taking_a_wrong_net_back_takes_its_doubt_back(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    screen.fields.go_to("net")
    hands.write("9,999.99")
    hands.press("Return")
    hands.settle()
    assert doubtful(shown(screen).item)
    screen.fields.confirm.setFocus()
    hands.press("Ctrl+Z")
    hands.settle()
    assert doubtful(shown(screen).item) == ("net",), "what was taken back is looked at again, the total is not in doubt"


def test_two_fields_corrected_in_a_breath_are_both_taken_and_each_once(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    refused: list[object] = []
    screen.presenter.refused.connect(lambda _name, why: refused.append(why))
    typed = {"payment_reference": "OUR 7", "invoice_number": "SR-2003l"}
    for name, text in typed.items():
        screen.fields.go_to(name)
        hands.write(text)
        hands.press("Return")
    hands.settle()
    assert refused == []
    assert {name: editor(screen, name).text() for name in typed} == typed
    assert [one.words for one in hands.told] == ["Bill SR-20031 corrected", "Bill SR-2003l corrected"]


def test_it_says_where_one_is_on_the_list_that_is_counted(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    with hands.seat.desktop.office.workspace(client) as workspace:
        count = InboxListing(workspace.desk).counts([InboxList.TO_REVIEW])
    screen = review(hands, client, "loaf-and-ll00030.pdf")
    place, of, listed = screen.place_of().split(" ", 2)
    assert (place.isdigit(), of, listed) == (True, "of", f"{count[InboxList.TO_REVIEW]} to review")


def listed_as_ready(hands: Hands, sample: SampleFirm, screen: ReviewScreen) -> bool:
    """Whether the inbox counts the shown document among what is ready."""
    with hands.seat.desktop.office.workspace(sample.client("heap")) as workspace:
        rows = InboxListing(workspace.desk).of(InboxQuery(InboxList.READY))
        return shown(screen).document_id in {row.id for row in rows.rows(rows.keys())}


def test_a_word_clicked_on_the_page_becomes_the_value_of_the_chosen_field(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    before = states(screen)
    hands.click(editor(screen, "payment_reference"))
    assert screen.fields.current == "payment_reference"
    word = next(word.text for word in screen.paper.viewer.words() if word.text != before["payment_reference"][0])
    hands.click_word(screen.paper.viewer, word)
    hands.settle()
    after = states(screen)
    assert after["payment_reference"] == (word, FieldState.CORRECTED)
    assert editor(screen, "payment_reference").text() == word
    assert {name for name in after if after[name] != before[name]} == {"payment_reference"}


def test_a_word_that_is_no_amount_is_refused_at_the_field_with_its_reason(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    before = states(screen)
    hands.click(editor(screen, "total"))
    hands.click_word(screen.paper.viewer, "SR-20031")
    hands.settle()
    assert states(screen) == before
    assert screen.fields._rows["total"]._why.text() != ""  # noqa: SLF001 - what the person reads there


@pytest.mark.parametrize(("typed", "reads"), [("5/8", "05/08/2026"), ("+14", "08/07/2026"), ("eom", "30/06/2026")])
def test_a_date_is_taken_as_people_write_it(hands: Hands, sample: SampleFirm, typed: str, reads: str) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    screen.fields.go_to("due_date")
    hands.write(typed)
    hands.press("Return")
    hands.settle()
    assert editor(screen, "due_date").text() == reads


def test_what_cannot_be_read_stays_with_its_reason_and_is_not_confirmed(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    before = states(screen)
    screen.fields.go_to("due_date")
    hands.write("someday")
    hands.press("Return")
    hands.settle()
    assert editor(screen, "due_date").text() == "someday"
    assert hands.focus() is editor(screen, "due_date")
    hands.press("Ctrl+Return")
    hands.settle()
    assert states(screen) == before
    assert hands.told == [], "nothing was confirmed"
    hands.press("Escape")
    assert editor(screen, "due_date").text() == "24/07/2026", "Escape takes back what was typed"


TWO_ACCOUNTS = (
    "Ferngully Plants Pty Ltd    TAX INVOICE",
    "ABN 51 824 753 556",
    "Invoice number FP-118",
    "Invoice date 4 May 2026",
    "Subtotal 143.20",
    "GST 14.32",
    "Total AUD 157.52",
    "BSB 062-000  Account 1020 3040",
    "BSB 033-001  Account 5566 7788",
)


def dropped(hands: Hands, client: str, name: str, lines: tuple[str, ...]) -> None:
    """Let a bill of these lines be taken in and read."""
    with hands.seat.desktop.office.workspace(client) as workspace:
        capture = CaptureService(workspace.desk, InProcessReader(NoTextReader()))
        capture.capture([Incoming(name, pages.pdf((lines,)))])
        capture.read_waiting()


def test_a_click_on_one_group_of_an_account_number_takes_the_number(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    dropped(hands, client, "ferngully.pdf", TWO_ACCOUNTS)
    screen = review(hands, client, "ferngully.pdf")
    assert states(screen)["bank_account"] == ("10203040", FieldState.CHECK), "two accounts are a doubt"
    screen.fields.go_to("bank_account")
    hands.click_word(screen.paper.viewer, "7788")
    hands.settle()
    assert states(screen)["bank_account"] == ("55667788", FieldState.CORRECTED)


def test_a_missing_account_is_said_by_its_line_and_the_keyboard_goes_there(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    dropped(hands, client, "ferngully.pdf", TWO_ACCOUNTS)
    screen = review(hands, client, "ferngully.pdf")
    screen.fields.go_to("bank_account")
    hands.press("Ctrl+Return")
    hands.settle()
    (lacking,) = (one for one in shown(screen).objections if "cannot be confirmed yet" in one.what)
    assert lacking.what.endswith("the account of line 1 is missing.")
    assert screen.fields.table.currentIndex() == screen.fields.lines.cell_of("line.1.account")


def test_what_else_a_field_may_be_is_offered_with_alt_and_down(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    dropped(hands, client, "ferngully.pdf", TWO_ACCOUNTS)
    screen = review(hands, client, "ferngully.pdf")
    name = next(field.name for field in shown(screen).item.fields if field.alternatives)
    screen.fields.go_to(name)
    hands.press("Alt+Down")
    (menu,) = (one for one in screen.findChildren(QMenu) if one.isVisible())
    before, offered = editor(screen, name).text(), menu.actions()[0].text()
    hands.press_in(menu, "Return")
    hands.settle()
    after = editor(screen, name).text()
    assert after != before
    assert "".join(filter(str.isdigit, offered)).startswith("".join(filter(str.isdigit, after)))


def test_a_duplicate_is_overruled_beside_the_reason(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("documents"), "rechnung-kopie.pdf")
    hands.press("Escape")
    hands.settle()
    inbox = hands.screen(InboxScreen)
    assert inbox.acts["bill"].isEnabled()
    hands.press("B")
    hands.settle()
    hands.press("Return")
    hands.settle()
    hands.press("R")
    hands.settle()
    reviewed = shown(screen)
    assert reviewed.open
    buttons = [one.text() for one in screen.fields.findChildren(QPushButton) if one.isVisible()]
    assert "It is another bill" not in buttons, "it was said already"


def test_leaving_in_the_middle_of_typing_loses_nothing_in_silence(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    screen.fields.go_to("payment_reference")
    hands.write("our order 7")
    hands.press("Ctrl+3")
    hands.settle()
    again = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    assert editor(again, "payment_reference").text() == "our order 7"
    again.fields.go_to("due_date")
    hands.write("someday")
    hands.press("Ctrl+3")
    hands.settle()
    assert hands.toast().words == "What was typed as Due was not understood and is not kept."


def test_the_document_before_and_the_next_come_with_their_own_page(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    seen = []
    for key in ("Ctrl+Down", "Ctrl+Down", "Ctrl+Up"):
        hands.press(key)
        hands.settle()
        assert shown(screen).document_id == screen.paper.document()
        seen.append(shown(screen).item.row.file_name)
        assert editor(screen, "invoice_number").text() == (shown(screen).item.row.bill_number or "")
    assert seen[0] == seen[2] != seen[1]


def test_enter_in_a_cell_leads_on_as_in_a_field(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "greenfield-fresh-gf-70031.pdf")
    screen.fields.go_to("line.1.account")
    hands.write("6-1000")
    hands.press("Return")
    hands.until(lambda: hands.told)
    hands.settle()
    wanted = screen.presenter.next_doubt("line.1.account")
    assert wanted is None or screen.fields.current == wanted
    assert screen.fields.table.open_editor() is None
    lines = shown(screen).item.bill
    assert lines is not None
    assert lines.lines[0].account == "6-1000"


def test_a_word_picked_leaves_the_keyboard_in_its_field(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    hands.click(editor(screen, "payment_reference"))
    hands.click_word(screen.paper.viewer, "SR-20031")
    hands.settle()
    assert hands.focus() is editor(screen, "payment_reference")


def test_a_bill_in_another_currency_asks_for_its_rate_and_takes_it(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    screen.fields.go_to("currency")
    hands.write("EUR")
    hands.press("Return")
    hands.settle()
    assert screen.fields.foot() == "Enter leads to what is doubtful: Exchange rate"
    hands.press("F8")
    assert screen.fields.current == "rate"
    hands.write("1.6543")
    hands.press("Return")
    hands.settle()
    assert editor(screen, "rate").text() == "1.6543"
    assert not any("rate" in one.about for one in shown(screen).objections)
    hands.press("Ctrl+Return")
    hands.settle()
    assert hands.told[-1].words == "Bill SR-20031 confirmed"


def test_the_next_document_is_the_next_of_the_list_one_came_from(hands: Hands, sample: SampleFirm) -> None:
    hands.seat.desktop.go(Place("inbox", sample.client("heap"), view="to review"))
    hands.settle()
    inbox = hands.screen(InboxScreen)
    inbox.presenter.show(order="supplier", descending=True)
    hands.settle()
    rows = [inbox.model.row_at(place) for place in range(inbox.model.rowCount())]
    listed = [row.id for row in rows if isinstance(row, DocumentRow)]
    inbox.table.choose(rows[0].key if isinstance(rows[0], DocumentRow) else "")
    hands.settle()
    hands.press("R")
    hands.settle()
    screen = hands.screen(ReviewScreen)
    met = [shown(screen).document_id]
    for _ in listed[1:]:
        hands.press("Ctrl+Down")
        hands.settle()
        met.append(shown(screen).document_id)
    assert met == listed


def test_one_field_goes_a_step_back_and_the_others_stay(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    before = states(screen)
    for name, text in (("payment_reference", "OUR 7"), ("invoice_number", "SR-2003l")):
        screen.fields.go_to(name)
        hands.write(text)
        hands.press("Return")
        hands.settle()
    screen.fields.go_to("payment_reference")
    hands.press("F4")
    hands.settle()
    after = states(screen)
    assert after["payment_reference"][0] == before["payment_reference"][0]
    assert after["invoice_number"] == ("SR-2003l", FieldState.CORRECTED)
    hands.click(screen.fields._rows["invoice_number"]._back)  # noqa: SLF001 - the button in the field
    hands.settle()
    assert states(screen)["invoice_number"][0] == before["invoice_number"][0]
    screen.fields.go_to("payment_reference")
    hands.press("F4")
    hands.settle()
    assert hands.told[-1].words == "Nobody changed this field: it stands as it was read."


def test_what_else_a_field_may_be_is_offered_with_the_mouse_as_well(hands: Hands, sample: SampleFirm) -> None:
    client = sample.client("heap")
    dropped(hands, client, "ferngully.pdf", TWO_ACCOUNTS)
    screen = review(hands, client, "ferngully.pdf")
    row = screen.fields._rows["bank_account"]  # noqa: SLF001 - what the person sees there
    hands.click(row._others)  # noqa: SLF001 - as above
    (menu,) = (one for one in screen.findChildren(QMenu) if one.isVisible())
    assert menu.actions()
    menu.close()
    assert row._state.text() == "Check this"  # noqa: SLF001 - as above
    assert row._state.isVisible()  # noqa: SLF001 - as above


def test_checks_stand_in_words_and_what_failed_comes_first(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    told = screen.fields.checks.told()
    assert "net + tax = total: holds" in told
    assert len(told) == len(shown(screen).item.checks)
    screen.fields.checks.show_checks([("one", True), ("two", False)])
    assert screen.fields.checks.told() == ["two: not so", "one: holds"]
    screen.fields.checks.show_checks([])
    assert not screen.fields.checks.isVisible()


def test_a_position_is_remembered_by_a_key_and_taken_back_by_the_same(hands: Hands, sample: SampleFirm) -> None:
    screen = review(hands, sample.client("heap"), "southern-roast-sr-20031.pdf")
    supplier = shown(screen).item.row.supplier
    screen.fields.go_to("invoice_number")
    hands.press("F9")
    hands.settle()
    assert hands.toast().words.startswith(f"Number: its position on documents of {supplier} is remembered")
    assert hands.toast().remedy == "F9 takes it back."
    hands.press("F9")
    hands.settle()
    assert hands.toast().words == f"Number: its position on documents of {supplier} is not remembered any more."
    screen.fields.go_to("due_date")
    hands.write("+14")
    hands.press("F9")
    hands.settle()
    assert "It is not known where this value stands" in hands.toast().words, "it was typed"
    assert editor(screen, "due_date").text() == "08/07/2026"

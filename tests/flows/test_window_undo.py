"""Taking back what was done: from its toast or with Ctrl+Z the books are again as they were, or it is said why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from bookdesk.office.equipment import Equipment
from bookdesk.ui.bank.view import BankScreen
from bookdesk.ui.contacts.view import ContactsScreen
from bookdesk.ui.messages import Place
from bookdesk.ui.payments.view import PaymentsScreen
from bookdesk.ui.pieces.table import RecordTable
from bookdesk.ui.review.view import ReviewScreen
from tests.support.firm import NOON
from tests.support.hands import Hands, at_window, texts
from tests.support.sample import SampleFirm
from tests.unit.office.picture import Picture, picture

pytestmark = pytest.mark.slow

BY_TOAST, BY_KEY = "toast", "Ctrl+Z"


@dataclass
class AtWork:
    """Somebody at work on a copy of the sample practice."""

    hands: Hands
    firm: SampleFirm
    folder: Path

    def go(self, screen: str, story: str, view: str = "") -> None:
        self.hands.seat.desktop.go(Place(screen, self.firm.client(story), view=view))
        self.hands.settle()

    def choose(self, words: str) -> None:
        """Choose the first record of the shown list in which some words stand."""
        table: RecordTable = self.hands.window.current().table  # type: ignore[union-attr] # of every list screen
        rows = (row for row in range(table.model().rowCount()) if any(words in text for text in texts(table, row)))
        index = table.model().index(next(rows), 0)
        self.hands.click_cell(table, index)
        self.hands.settle()

    def say(self, *keys: str, answer: str = "") -> None:
        """Press keys; answer what is asked then."""
        self.hands.press(*keys)
        if answer:
            self.hands.write(answer)
            self.hands.press("Return")
        self.hands.settle()

    def do(self, words: str) -> None:
        """Find an act by its words and do it."""
        self.hands.press("Ctrl+K")
        self.hands.write(words)
        self.hands.settle()
        self.hands.press("Return")
        self.hands.settle()

    def picture(self) -> Picture:
        self.hands.settle()
        with self.hands.seat.office.workspace(self.hands.seat.desktop.client_id) as workspace:
            return picture(workspace)

    def statement(self) -> Path:
        book = self.firm.passbook("bank")
        book.move(NOON.date(), "-12.50", "STAMPS")
        name, content = book.statement(NOON.date())
        path = self.folder / name
        path.write_bytes(content)
        return path


# -- acts; each begins on the screen of its own


def correct_a_field(work: AtWork) -> None:
    work.say("R")
    review = work.hands.screen(ReviewScreen)
    review.fields.go_to("invoice_number")
    work.hands.focus().selectAll()  # type: ignore[attr-defined] # an editor has the keyboard
    work.hands.write("GF 99")
    work.say("Return")


def propose_a_run(work: AtWork) -> None:
    work.say("N", "Return")


def pay_a_part(work: AtWork) -> None:
    screen = work.hands.screen(PaymentsScreen)
    screen.pane.payments.setFocus()
    work.say("P", answer="50.00")


def on_a_payment(key: str) -> Callable[[AtWork], None]:
    def act(work: AtWork) -> None:
        work.hands.screen(PaymentsScreen).pane.payments.setFocus()
        work.say(key, answer="not this month")

    return act


def import_a_statement(work: AtWork) -> None:
    assert work.hands.drop([work.statement()])
    work.hands.settle()
    work.say("Return")


def accept_a_line(work: AtWork) -> None:
    work.choose("OSKO HILTON")
    work.say("Return")


def code_a_line(work: AtWork) -> None:
    work.choose("BOLT AND BUCKET")
    work.say("C")
    work.say("Return")


def transfer(work: AtWork) -> None:
    work.choose("TRANSFER TO SAVINGS")
    work.say("T", "Return")


def match_by_hand(work: AtWork) -> None:
    work.choose("OSKO MARLOW")
    work.say("F")
    work.hands.write("KL-0312")
    work.say("Return")
    screen = work.hands.screen(BankScreen)
    screen.match.targets.selectRow(0)
    work.hands.settle()
    work.hands.click(screen.match.do)
    work.hands.settle()


def take_a_match_back(work: AtWork) -> None:
    work.choose("DIRECT ENTRY")
    work.say("U", "Return")


def edit_a_contact(work: AtWork) -> None:
    work.say("E")
    work.hands.screen(ContactsScreen).pane.form.fields["email"].setText("new@trident.example")
    work.say("Return")


def add_a_contact(work: AtWork) -> None:
    work.say("N")
    work.hands.write("Änne's Nursery")
    work.say("Return")


def enter_bank_details(work: AtWork) -> None:
    work.say("B")
    form = work.hands.screen(ContactsScreen).pane.account_form
    form.fields["bsb"].setText("306-041")
    form.fields["account_number"].setText("5550009")
    work.hands.click(form.save)
    work.hands.settle()


@dataclass(frozen=True)
class Act:
    """An act on a list of a screen of a client."""

    place: tuple[str, str, str]
    do: Callable[[AtWork], None]
    user: str = "ann"


ACTS = {
    "put a document aside": Act(("inbox", "heap", "to review"), lambda work: work.say("X", answer="not ours")),
    "confirm what is ready": Act(("inbox", "heap", "ready"), lambda work: work.say("Ctrl+Return", "Return")),
    "correct a field": Act(("inbox", "heap", "to review"), correct_a_field),
    "hold a bill": Act(("bills", "overdue", "open"), lambda work: work.say("H", answer="wrong price")),
    "lift a hold": Act(("bills", "overdue", "on hold"), lambda work: work.say("Shift+H")),
    "dispute a bill": Act(("bills", "overdue", "open"), lambda work: work.say("D")),
    "approve a bill": Act(("approvals", "approvals", "mine"), lambda work: work.say("A")),
    "send a bill back": Act(("approvals", "approvals", "mine"), lambda work: work.say("R", answer="wrong price")),
    "propose a run": Act(("payments", "overdue", "draft"), propose_a_run),
    "leave a payment out": Act(("payments", "draft run", "draft"), on_a_payment("X")),
    "hold a payment": Act(("payments", "draft run", "draft"), on_a_payment("H")),
    "pay a part": Act(("payments", "draft run", "draft"), pay_a_part),
    "import a statement": Act(("bank", "bank", "open"), import_a_statement),
    "accept a line": Act(("bank", "bank", "open"), accept_a_line),
    "accept what is clear": Act(("bank", "bank", "open"), lambda work: work.say("Ctrl+Return", "Return")),
    "code a line": Act(("bank", "bank", "open"), code_a_line),
    "book a transfer": Act(("bank", "bank", "open"), transfer),
    "match by hand": Act(("bank", "bank", "open"), match_by_hand),
    "take a match back": Act(("bank", "bank", "matched"), take_a_match_back),
    "sign off": Act(("bank", "heap", "open"), lambda work: work.say("Ctrl+Shift+Return", "Return")),
    "reopen": Act(("bank", "signed off", "open"), lambda work: work.do("Reopen the last")),
    "edit a contact": Act(("contacts", "overdue", "suppliers"), edit_a_contact),
    "add a contact": Act(("contacts", "overdue", "suppliers"), add_a_contact),
    "put a contact away": Act(("contacts", "bank", "suppliers"), lambda work: work.say("Shift+Delete")),
    "enter bank details": Act(("contacts", "overdue", "suppliers"), enter_bank_details),
    "confirm bank details": Act(
        ("contacts", "draft run", "unconfirmed"), lambda work: work.say("C", answer="called 01291 555 014, Dr Pryce")
    ),
}


@pytest.fixture
def at_work(qtbot: QtBot, sample: SampleFirm, equipment: Equipment, tmp_path: Path) -> Iterator[Callable[..., AtWork]]:
    """Yield what seats somebody; one at a time."""
    firm = sample.copy(tmp_path / "home")
    open_ones = []

    def seat(user: str) -> AtWork:
        manager = at_window(qtbot, firm, user, equipment=equipment)
        open_ones.append(manager)
        return AtWork(manager.__enter__(), firm, tmp_path)

    yield seat
    for manager in open_ones:
        manager.__exit__(None, None, None)


@pytest.mark.parametrize(("name", "way"), [(name, (BY_TOAST, BY_KEY)[n % 2]) for n, name in enumerate(ACTS)])
def test_what_was_done_is_taken_back_whole(at_work: Callable[[str], AtWork], name: str, way: str) -> None:
    act = ACTS[name]
    work = at_work(act.user)
    work.go(*act.place)
    before = work.picture()
    act.do(work)
    after = work.picture()
    assert after != before, f"nothing was done: {work.hands.told}"
    if way == BY_TOAST:
        toast = work.hands.toast()
        assert toast.label == "Undo", toast.words
        (button,) = (one for one in work.hands.window.toast.findChildren(QPushButton) if one.text() == "Undo")
        work.hands.click(button)
    else:
        work.hands.press("Ctrl+Z")
    undone = work.picture()
    assert [message.words for message in work.hands.told][-1].startswith("Undone: ")
    assert undone == before


FINAL = {
    "drop a run": Act(("payments", "draft run", "draft"), lambda work: work.say("Shift+Delete", answer="too early")),
    "take a bill's match back": Act(("bank", "bank", "matched"), lambda work: work.say("U", "Return")),
    "void a bill": Act(("bills", "overdue", "open"), lambda work: work.say("Shift+V", answer="sent twice")),
}


@pytest.mark.parametrize("name", FINAL)
def test_what_cannot_be_taken_back_is_said_to_be_so(at_work: Callable[[str], AtWork], name: str) -> None:
    act = FINAL[name]
    work = at_work(act.user)
    work.go(*act.place)
    before = work.picture()
    act.do(work)
    after = work.picture()
    assert after != before, f"nothing was done: {work.hands.told}"
    toast = work.hands.toast()
    assert (toast.label, toast.remedy.partition(":")[0]) == ("", "Undo is not possible"), toast
    work.hands.press("Ctrl+Z")
    assert work.picture() == after
    assert work.hands.toast().words.startswith("Not undone: ")


def test_undo_in_a_field_takes_typing_back_first_and_then_what_was_done(at_work: Callable[[str], AtWork]) -> None:
    work = at_work("ann")
    work.go("inbox", "heap", "to review")
    work.say("R")
    review = work.hands.screen(ReviewScreen)
    number = review.fields._rows["invoice_number"].editor  # noqa: SLF001 - what the person sees there
    before, shown = work.picture(), number.text()
    review.fields.go_to("invoice_number")
    work.hands.write("GF 99")
    work.hands.press("Ctrl+Z")
    assert number.text() == shown, "what is being typed is no act yet"
    work.hands.write("GF 99")
    work.say("Return")
    assert number.text() == "GF 99"
    work.say("Ctrl+Z")
    assert work.picture() == before
    assert number.text() == shown
    work.say("Ctrl+Shift+Z")
    assert number.text() == "GF 99", "and done again"


def test_undo_concerns_the_client_in_front(at_work: Callable[[str], AtWork]) -> None:
    work = at_work("ann")
    work.go("bills", "overdue", "open")
    work.say("D")
    disputed = work.picture()
    work.go("bills", "draft run", "open")
    work.say("Ctrl+Z")
    assert work.hands.toast().words == "There is nothing to undo for this client in this session."
    work.go("bills", "overdue", "open")
    assert work.picture() == disputed
    work.say("Ctrl+Z")
    assert work.picture() != disputed

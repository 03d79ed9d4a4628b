"""Customers come from a sheet once it was seen, and a statement of account leaves as it was seen."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bookdesk.receivables.statementmail import StatementService
from bookdesk.ui.contacts.importing.view import ImportingPanel
from bookdesk.ui.pieces.columns import Column
from bookdesk.ui.pieces.growing import GrowingModel
from tests.support.billing import customer, issued, line
from tests.support.way_in import ScriptedChooser
from tests.unit.ui.contacts.knowing import HEBREW, Knowing

SHEET = f"Name,Email,ABN\nBlue Cafe,other@blue.example,\nNew One,,\n{HEBREW},,\nBad,nobody,\nblue cafe,,\n"


def import_of(knowing: Knowing, folder: Path, text: str | bytes = SHEET) -> ImportingPanel:
    path = folder / "customers.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    knowing.screen.importing.chooser = ScriptedChooser([path])
    knowing.act("import")
    return knowing.screen.importing


def test_a_sheet_is_looked_at_row_by_row_and_brings_nobody_twice(knowing: Knowing, tmp_path: Path) -> None:
    knowing.work(lambda desk: customer(desk, email="jo@blue.example"))
    knowing.go("customers")
    panel = import_of(knowing, tmp_path)
    assert [(one.line, one.outcome.value) for one in panel.model.rows()] == [
        (5, "refused"),
        (2, "changed"),
        (3, "new"),
        (4, "new"),
        (6, "same"),
    ]
    assert knowing.names() == ["Blue Cafe"], "nothing was changed yet"
    assert panel.do.text() == "Import 2 customers"
    for _ in range(2):
        panel.do.click()
    knowing.settle()
    assert not panel.isVisible()
    assert knowing.names() == ["Blue Cafe", "New One", HEBREW]
    assert knowing.details("Blue Cafe").email == "jo@blue.example"
    panel = import_of(knowing, tmp_path)
    assert not panel.do.isEnabled()
    assert panel.table.hasFocus()
    panel.leave()
    assert knowing.screen.table.hasFocus()


def test_what_is_no_sheet_is_refused_in_words(knowing: Knowing, tmp_path: Path) -> None:
    knowing.go("customers")
    for text in (b"%PDF-1.7 \xff\xfe", "", "Colour\nblue\n"):
        panel = import_of(knowing, tmp_path, text)
        assert not panel.isVisible()
        message = knowing.screen.page.banner.message()
        assert message is not None
        assert message.label
        knowing.screen.page.banner.clear()


def test_a_statement_leaves_as_it_was_seen_and_once(knowing: Knowing, tmp_path: Path) -> None:
    blue = knowing.work(lambda desk: customer(desk, email="jo@blue.example"))
    knowing.work(lambda desk: issued(desk, blue, line("100")))
    knowing.go(item=blue)
    knowing.act("statement")
    panel = knowing.screen.statement
    assert panel.said.text() == "Owed at the end: 110.00 AUD"
    assert [one.words.split(",")[0] for one in panel.model.rows()] == [
        "Owed before",
        "Invoice INV-0001",
        "Owed at the end",
    ]
    panel.since.setText("never")
    panel.since.textEdited.emit("never")
    assert not panel.do.isEnabled(), "nothing leaves that was not seen"
    panel.since.returnPressed.emit()
    assert panel.problem.isVisible()
    panel.since.show_day(date(2026, 6, 1))
    panel.since.returnPressed.emit()
    knowing.settle()
    panel.chooser = ScriptedChooser([tmp_path])
    panel.save.click()
    knowing.settle()
    (file,) = tmp_path.glob("statement*.pdf")
    assert file.read_bytes().startswith(b"%PDF")
    for _ in range(2):
        panel.do.click()
    knowing.settle()
    assert not panel.isVisible()
    knowing.act("statement")
    panel.do.click()
    knowing.settle()
    assert panel.problem.isVisible(), "of one day there is one statement"
    card = knowing.screen.pane.card
    assert card.mails.model().rowCount() == 1


def test_of_who_owes_nothing_there_is_no_statement(knowing: Knowing) -> None:
    blue = knowing.work(customer)
    knowing.go(item=blue)
    knowing.act("statement")
    assert not knowing.screen.statement.do.isEnabled()
    assert "Nothing happened" in knowing.screen.statement.said.text()
    assert knowing.work(lambda desk: StatementService(desk).show(blue, date(2026, 1, 1), date(2026, 6, 30))) == ()


def test_a_list_that_grows_asks_once_for_what_follows() -> None:
    model: GrowingModel[str] = GrowingModel((Column("name", "Name", 100, str),), str)
    asked: list[None] = []
    model.more_wanted.connect(lambda: asked.append(None))
    model.show_first(["a", "b"], more=True)
    for _ in range(2):
        model.fetchMore(model.index(-1, -1))
    assert len(asked) == 1
    model.show_more(["c"], more=False)
    assert [model.key_at(row) for row in range(model.rowCount())] == ["a", "b", "c"]
    assert not model.canFetchMore(model.index(-1, -1))
    model.forget()
    assert (model.rowCount(), model.last()) == (0, None)

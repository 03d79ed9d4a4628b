"""Statements of account in the window: listed as at a day, drawn, mailed once, saved."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sqlalchemy import select

from bookdesk.core.vocabulary import MailKind
from bookdesk.models.mail import MailMessage
from bookdesk.receivables.policies import PolicyService
from bookdesk.store.desk import Desk
from tests.support.way_in import ScriptedChooser
from tests.unit.ui.reminders.reminding import Reminding


def mailed(desk: Desk) -> list[str]:
    with desk.books.query() as session:
        query = select(MailMessage.contact_id).where(MailMessage.kind == MailKind.STATEMENT)
        return [str(one) for one in session.scalars(query)]


def names(reminding: Reminding) -> list[str]:
    return [row.customer for row in reminding.statements.model.rows()]


def test_whoever_owes_is_listed_drawn_and_mailed_once(reminding: Reminding, tmp_path: Path) -> None:
    reminding.go("statements")
    screen = reminding.statements
    assert names(reminding)[:2] == ["Acme Catering", "Beta Bau GmbH"]
    reminding.seat.qtbot.waitUntil(lambda: screen.paper.document() == reminding.ids["acme"], timeout=30_000)
    screen.table.selectAll()
    assert screen.acts["mail"].text() == "Write 3 mails…"
    for _ in range(2):
        reminding.act("mail")
        assert "1 customer without a mail address" in screen.page.prompt._question.text()  # noqa: SLF001 - what is read
        reminding.answer(screen.page.prompt)
        assert len(reminding.work(mailed)) == 3, "a second press writes none"
        screen.table.selectAll()
    screen.chooser = ScriptedChooser([tmp_path])
    reminding.act("save")
    assert len(list(tmp_path.glob("statement*.pdf"))) == 4


def test_the_list_is_as_at_the_day_that_is_typed(reminding: Reminding) -> None:
    reminding.go("statements")
    screen = reminding.statements
    screen.until.show_day(date(2026, 4, 1))
    screen.until.editingFinished.emit()
    reminding.settle()
    assert names(reminding) == []
    assert screen.page.empty.isVisible()
    screen.until.setText("someday")
    screen.until.editingFinished.emit()
    assert screen.until.problem
    assert not screen.acts["mail"].isEnabled()
    screen.until.show_day(date(2026, 6, 30))
    screen.until.editingFinished.emit()
    reminding.settle()
    assert len(names(reminding)) == 4
    screen.page.filter_changed.emit("")
    screen.forget()
    assert (names(reminding), screen.until.text(), screen.found) == ([], "", None)


def test_who_gets_the_statement_of_a_month_is_said_before_it_is_written(reminding: Reminding) -> None:
    reminding.start_reminders()
    reminding.go("statements")
    screen = reminding.statements
    reminding.act("monthly")
    message = screen.page.banner.message()
    assert message is not None
    assert "switched off" in message.remedy
    reminding.work(lambda desk: PolicyService(desk).send_statements(28))
    for written in (3, 3):
        reminding.act("monthly")
        if not screen.page.prompt.isHidden():
            assert "Acme Catering" in screen.page.prompt._question.text()  # noqa: SLF001 - what is read
            reminding.answer(screen.page.prompt)
        assert len(reminding.work(mailed)) == written
    message = screen.page.banner.message()
    assert message is not None
    assert "4 customers had it already, or cannot be written to." in message.remedy

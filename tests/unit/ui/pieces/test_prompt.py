from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from bookdesk.core.errors import InputError
from bookdesk.ui.pieces.floating import Floating
from bookdesk.ui.pieces.prompt import Prompt
from tests.support.window import LONG_ENOUGH


def _ground(qtbot: QtBot) -> tuple[QWidget, QLineEdit]:
    ground = QWidget()
    field = QLineEdit(ground)
    qtbot.addWidget(ground)
    ground.show()
    field.setFocus()
    return ground, field


def test_enter_presses_the_button_of_a_question_without_a_line(qtbot: QtBot) -> None:
    ground, _ = _ground(qtbot)
    prompt, answers = Prompt(ground), list[str]()
    prompt.ask("Accept 1 clear match?", "Accept 1", answers.append, needed=False)
    QTest.keyClick(prompt.do, Qt.Key.Key_Return)
    assert answers == [""]
    assert prompt.isHidden()


def test_enter_leaves_what_nothing_takes_back_and_after_it_the_keyboard_is_in_the_list(qtbot: QtBot) -> None:
    ground, field = _ground(qtbot)
    prompt, answers, listed = Prompt(ground), list[str](), QLineEdit(ground)
    listed.show()
    prompt.home = listed.setFocus

    def ask() -> None:
        prompt.ask("Remove lucy?", "Remove lucy", answers.append, needed=False, final=True)

    ask()
    assert ground.focusWidget() is prompt.leave
    QTest.keyClick(prompt.leave, Qt.Key.Key_Return)
    assert answers == []
    assert prompt.isHidden()
    assert ground.focusWidget() is field, "nothing was done: it goes back to where it was"
    ask()
    prompt.do.click()
    assert answers == [""]
    assert ground.focusWidget() is listed, "a second Enter finds no button"


def test_a_second_enter_does_not_let_the_button_ask_again(qtbot: QtBot) -> None:
    ground, _ = _ground(qtbot)
    prompt, answers, listed, asks = Prompt(ground), list[str](), QLineEdit(ground), QPushButton("Issue", ground)
    prompt.home = listed.setFocus
    asks.setAutoDefault(True)
    asks.clicked.connect(lambda: prompt.ask("Issue INV-0001?", "Issue", answers.append, needed=False))
    for widget in (listed, asks):
        widget.show()
    asks.setFocus()
    asks.click()
    for _ in range(2):
        QTest.keyClick(ground.focusWidget(), Qt.Key.Key_Return)
    assert answers == [""]
    assert prompt.isHidden()


def test_a_long_question_stands_above_its_answer_and_the_next_short_one_beside_it_again(qtbot: QtBot) -> None:
    ground = QWidget()
    ground.resize(900, 300)
    column = QVBoxLayout(ground)
    prompt = Prompt()
    column.addWidget(prompt)
    qtbot.addWidget(ground)
    ground.show()

    def above() -> bool:
        ground.layout().activate()  # type: ignore[union-attr] # it has one
        prompt.layout().activate()  # type: ignore[union-attr] # as above
        return prompt._question.geometry().bottom() < prompt.answer.geometry().top()  # noqa: SLF001 - where it stands

    prompt.ask("Erase it? " + "What goes and what stays. " * 12, "Erase", lambda _: None)
    qtbot.waitUntil(above, timeout=LONG_ENOUGH)
    assert prompt._question.width() > 600, "over the whole width"  # noqa: SLF001 - as above
    prompt.ask("Why?", "Send back", lambda _: None)
    qtbot.waitUntil(lambda: not above(), timeout=LONG_ENOUGH)


def test_the_keyboard_does_not_go_back_to_what_is_gone(qtbot: QtBot) -> None:
    ground, field = _ground(qtbot)
    floating, line = Floating(ground, "finder"), QLineEdit(ground)
    floating.appear(line)
    field.deleteLater()
    QCoreApplication.sendPostedEvents(field, QEvent.Type.DeferredDelete)
    assert not isValid(field)
    floating.leave()
    assert floating.isHidden()


def test_an_answer_that_cannot_be_taken_stays_with_the_reason(qtbot: QtBot) -> None:
    ground, _ = _ground(qtbot)
    prompt, answers = Prompt(ground, stacked=True), list[str]()

    def check(text: str) -> None:
        if text != "7":
            raise InputError(f"{text} is not seven.", "Write seven.")

    prompt.ask("Which?", "Take", answers.append, check=check)
    QTest.keyClicks(prompt.answer, "8")
    QTest.keyClick(prompt.answer, Qt.Key.Key_Return)
    assert answers == []
    assert (prompt.isHidden(), prompt.answer.text()) == (False, "8")
    assert prompt.problem.text() == "8 is not seven. Write seven."
    prompt.answer.setText("7")
    QTest.keyClick(prompt.answer, Qt.Key.Key_Return)
    assert answers == ["7"]
    assert prompt.isHidden()


def test_what_is_typed_while_an_act_goes_on_goes_nowhere(qtbot: QtBot) -> None:
    ground, field = _ground(qtbot)
    prompt, answers = Prompt(ground), list[str]()
    for typed in ("", "again"):
        field.setFocus()
        prompt.ask("Password?", "Open it", answers.append, secret=True, waits="It is being read…")
        QTest.keyClicks(prompt.answer, "right")
        QTest.keyClick(prompt.answer, Qt.Key.Key_Return)
        assert (prompt.isHidden(), prompt.answer.text(), prompt.do.isEnabled()) == (False, "", False)
        assert ground.focusWidget() is prompt.answer
        QTest.keyClicks(prompt.answer, typed)
        QTest.keyClick(prompt.answer, Qt.Key.Key_Return)
        prompt.done("Its reading has ended.")
        assert prompt.isHidden() is not bool(typed)
        assert ground.focusWidget() is (prompt.answer if typed else field)
    assert prompt.problem.text() == "Its reading has ended."
    QTest.keyClick(prompt.answer, Qt.Key.Key_Return)
    assert prompt.isHidden()
    assert ground.focusWidget() is field
    assert answers == ["right", "right"]
    prompt.done("Its reading has ended.")
    assert prompt.isHidden(), "nobody waits"

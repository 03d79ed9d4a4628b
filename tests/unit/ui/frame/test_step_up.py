from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from bookdesk.core.errors import BookDeskError
from bookdesk.models.actions import Action
from bookdesk.security.stepup import LASTS, Proof, StepUpNeeded
from bookdesk.ui.frame.step_up import NotDone, StepUpDialog
from bookdesk.ui.frame.window import MainWindow
from tests.support.firm import PASSPHRASE, STAPLE
from tests.support.window import Seat, new_firm, seated

EITHER = frozenset(Proof)


@pytest.fixture
def seat(qtbot: QtBot, tmp_path: Path) -> Iterator[Seat]:
    with seated(qtbot, new_firm(tmp_path / "home")) as made:
        yield made


class Acts:
    """Acts that wait for a proof, as services have them, with what became of them."""

    def __init__(self, seat: Seat) -> None:
        self.seat, self.done, self.told = seat, list[str](), list[BookDeskError]()

    def release(self, what: str = "released") -> None:
        self.seat.door.change(
            "practice", self.seat.desktop, lambda: self._release(what), self.done.append, self.told.append
        )
        self.seat.settle()

    def _release(self, what: str) -> str:
        self.seat.practice.step_up.require(Action.RUN_RELEASED)
        return what


def asked(window: MainWindow) -> StepUpDialog:
    dialog = window.step_ups.dialog
    assert dialog is not None
    return dialog


def let_pass(seat: Seat) -> None:
    """Let the proof of the unlocking grow old."""
    seat.firm.clock.advance(LASTS.total_seconds() + 1)


def test_a_young_proof_is_enough_and_nobody_is_asked(seat: Seat) -> None:
    window, acts = seat.window(), Acts(seat)
    acts.release()
    assert (acts.done, window.step_ups.dialog) == (["released"], None)


def test_an_act_that_waits_is_done_again_once_the_person_proved_himself(seat: Seat) -> None:
    window, acts = seat.window(), Acts(seat)
    let_pass(seat)
    acts.release()
    acts.release("another")
    dialog = asked(window)
    assert (acts.done, acts.told) == ([], [])
    assert not dialog.code.isVisible(), "there is no second factor"
    dialog.passphrase.line.setText(STAPLE)
    dialog.go_on.click()
    seat.settle()
    assert "wrong" in dialog.problem.text()
    assert acts.done == []
    dialog.passphrase.line.setText(PASSPHRASE)
    dialog.go_on.click()
    seat.settle()
    assert acts.done == ["released", "another"]
    assert window.step_ups.dialog is None
    acts.release("third")
    assert acts.done[-1] == "third", "it holds for five minutes"


def test_who_leaves_the_question_has_done_nothing_and_is_told_so(seat: Seat) -> None:
    window, acts = seat.window(), Acts(seat)
    let_pass(seat)
    acts.release()
    QTest.keyClick(asked(window), Qt.Key.Key_Escape)
    assert acts.done == []
    (told,) = acts.told
    assert isinstance(told, NotDone)
    assert told.what == "Nothing was done: it was not proved who is there."
    assert window.step_ups.dialog is None


def test_other_errors_are_told_as_ever(seat: Seat) -> None:
    window, told = seat.window(), list[BookDeskError]()

    def fail() -> None:
        raise BookDeskError("The disk is full.", "Make room.")

    seat.door.ask(seat.desktop, fail, lambda _: None, told.append)
    seat.settle()
    assert [one.what for one in told] == ["The disk is full."]
    assert window.step_ups.dialog is None


@pytest.mark.parametrize(
    ("missing", "enough", "typed", "given"),
    [
        (EITHER, True, ("", "123 456"), ("", "123456")),
        (EITHER, True, ("a half", "123456"), ("", "123456")),
        (EITHER, True, (PASSPHRASE, ""), (PASSPHRASE, "")),
        (EITHER, False, (PASSPHRASE, "123456"), (PASSPHRASE, "123456")),
        (EITHER, False, (PASSPHRASE, ""), None),
        (EITHER, True, ("", ""), None),
        (frozenset({Proof.CODE}), False, ("", "123456"), ("", "123456")),
        (frozenset({Proof.PASSPHRASE}), False, (PASSPHRASE, ""), (PASSPHRASE, "")),
    ],
)
def test_what_is_missing_is_asked_for_and_no_more(
    seat: Seat, missing: frozenset[Proof], *, enough: bool, typed: tuple[str, str], given: tuple[str, str] | None
) -> None:
    dialog = StepUpDialog(StepUpNeeded(missing, one_is_enough=enough), seat.window())
    dialog.show()
    told: list[tuple[str, str]] = []
    dialog.given.connect(lambda passphrase, code: told.append((passphrase, code)))
    assert dialog.passphrase.isVisible() == (Proof.PASSPHRASE in missing)
    assert dialog.code.isVisible() == (Proof.CODE in missing)
    dialog.passphrase.line.setText(typed[0])
    dialog.code.setText(typed[1])
    dialog.go_on.click()
    assert told == ([given] if given else [])
    assert dialog.problem.isVisible() == (given is None)
    dialog.close()

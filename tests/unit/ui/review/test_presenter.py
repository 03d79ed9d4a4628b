"""A document is confirmed as it stands in front of the person: with what he has just typed, or not at all."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from bookdesk.capture.meanings import Hints
from bookdesk.capture.placed import PlacedWord
from bookdesk.capture.rereading import WorkedOn
from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.models.document import DocumentState
from bookdesk.reading.second import not_installed
from bookdesk.ui.review.presenter import Reviewed, ReviewPresenter


class Desk(QObject):
    """A desktop whose books answer when the test says so."""

    books_changed = Signal(str)
    client_id = "client"
    office = SimpleNamespace(named=lambda words: words)
    equipment: Any = SimpleNamespace(pictures=lambda: SimpleNamespace(show=lambda _data: None))

    def __init__(self) -> None:
        super().__init__()
        self.acts: list[tuple[Callable[[Any], None], Callable[[Any], None]]] = []

    def act(self, _client: str, _owner: object, _work: object, then: Any, failed: Any) -> None:  # noqa: ANN401 - of any kind
        self.acts.append((then, failed))

    def ask(self, _client: str, _owner: object, _work: object, then: Any, _failed: Any, *, name: str = "") -> None:  # noqa: ANN401 - as above
        """Answer with the document; queue, codes and pages are not tried here."""
        if name.startswith("item ") and not self.acts:
            then(Reviewed(_item("one", 1), (), Hints(currency="AUD", today=date(2026, 11, 28))))

    def answer(self, item: object) -> None:
        self.acts.pop(0)[0](item)

    def refuse(self, error: BookDeskError | None = None) -> None:
        self.acts.pop(0)[1](error or InputError("No.", "Otherwise."))


def _item(document: str, version: int) -> Any:  # noqa: ANN401 - as much of a document as is looked at here
    row = SimpleNamespace(document_id=document, version=version, state=DocumentState.TO_REVIEW, supplier="s")
    return SimpleNamespace(row=row, bill=None, fields=())


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def presenter(qtbot: QtBot, desk: Desk) -> ReviewPresenter:
    del qtbot
    made = ReviewPresenter(cast("Any", desk))
    made.open("one")
    assert made.reviewed is not None
    return made


def test_confirming_waits_until_what_was_typed_is_taken(desk: Desk, presenter: ReviewPresenter) -> None:
    assert presenter.enter("due_date", "20/12/2026")
    presenter.confirm()
    assert len(desk.acts) == 1  # the correction alone
    desk.answer(_item("one", 2))
    assert len(desk.acts) == 1  # now the confirmation


def test_nothing_is_confirmed_where_what_was_typed_is_refused(desk: Desk, presenter: ReviewPresenter) -> None:
    presenter.enter("due_date", "20/12/2026")
    presenter.confirm()
    desk.refuse()
    assert desk.acts == []


def test_what_cannot_be_understood_is_said_and_not_taken(desk: Desk, presenter: ReviewPresenter) -> None:
    said: list[str] = []
    presenter.refused.connect(lambda name, _: said.append(name))
    assert not presenter.enter("total", "abc")
    assert said == ["total"]
    assert desk.acts == []


def test_one_group_of_a_printed_number_is_taken_as_the_whole_number(desk: Desk, presenter: ReviewPresenter) -> None:
    page = [
        PlacedWord(1, at, text, (0.1 + 0.04 * at, 0.1, 0.13 + 0.04 * at, 0.12), 1.0, 0, 0)
        for at, text in enumerate(("062", "000"))
    ]
    said: list[str] = []
    presenter.refused.connect(lambda name, _: said.append(name))
    presenter.pick("bank_routing", page[1:])
    assert (said, desk.acts) == (["bank_routing"], []), "000 alone is no bank's code"
    presenter.pick("bank_routing", page[1:], page)
    assert (said, len(desk.acts)) == (["bank_routing"], 1)


def test_reading_again_asks_before_it_loses_what_was_corrected(
    desk: Desk, presenter: ReviewPresenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{ReviewPresenter.__module__}.is_installed", lambda: True)
    asked: list[BookDeskError] = []
    failed: list[BookDeskError] = []
    presenter.worked_on.connect(asked.append)
    presenter.failed.connect(failed.append)
    presenter.read_again()
    desk.refuse(WorkedOn("It was corrected.", "Read it again only if that may be lost."))
    assert (len(asked), failed) == (1, [])
    presenter.read_again(drop=True)
    desk.refuse(not_installed())
    assert [error.what for error in failed] == ["The second reader is not installed on this computer."]
    presenter.read_again()
    desk.answer(_item("one", 3))
    assert presenter.reviewed is not None
    assert presenter.reviewed.item.row.version == 3


def test_a_refused_answer_goes_back_to_its_question_and_to_nobody_else(desk: Desk, presenter: ReviewPresenter) -> None:
    told: list[object] = []
    presenter.failed.connect(told.append)
    presenter.refused.connect(lambda name, _why: told.append(name))
    asked: list[str] = []
    presenter.answer(presenter.beside, "99", asked.append)
    presenter.answer(presenter.reject, "not ours", asked.append)
    presenter.confirm()
    desk.refuse(InputError("There is no document 99.", "Choose one."))
    desk.refuse()
    assert (asked, told) == (["There is no document 99. Choose one.", "No. Otherwise."], [])
    presenter.correct({"kind": "bill"})
    desk.refuse()
    assert told == ["kind"], "what nobody asked is told as ever"

"""Undo and redo of a person's acts: every change set of an act, newest first, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from bookdesk.core.errors import BookDeskError, NotAllowed, RuleBroken
from bookdesk.models.actions import Action
from bookdesk.models.history import Actor, Origin
from bookdesk.office import ways
from bookdesk.office.acts import told
from bookdesk.office.answers import ANSWERS, Answer, How
from bookdesk.office.opened import Office
from bookdesk.office.undostack import Done, Sealed
from bookdesk.security.roles import require
from bookdesk.store.file import Heard, StoreFile, hearing
from bookdesk.store.glance import Glance, glances
from bookdesk.store.history import change_set
from bookdesk.store.undo import undo, undone
from bookdesk.workspace import Workspace

_WORST = (How.RESTORED, How.COUNTERED, How.NOT)


@dataclass(frozen=True, slots=True)
class UndoPlan:
    """Whether an act can be taken back and by what means; `words` say what that does, or why it is impossible."""

    possible: bool
    how: How
    words: str
    remedy: str = ""


class Undoing:
    """Takes acts of the person at work back, for Ctrl+Z and for toasts.

    Sets of one file are taken back in one transaction, each as a change set of its own: where one part is refused,
    nothing of it happened, and a crash leaves all or nothing.
    """

    def __init__(self, office: Office) -> None:
        """Work in an opened practice, as whoever opened it."""
        self._office = office

    def outlook(self, done: Done) -> UndoPlan:
        """Return what can be said by the kind of act alone; asks no file, for the button of a toast."""
        answers = [ANSWERS[Action(one.action)] for one in _asked(done)]
        worst = max(answers, key=lambda one: _WORST.index(one.how))
        return UndoPlan(worst.how is not How.NOT, worst.how, worst.words, worst.remedy)

    def plan(self, done: Done) -> UndoPlan:
        """Try to take an act back, keeping nothing, and return what came of it. Waits for its turn to write."""
        outlook = self.outlook(done)
        if not outlook.possible:
            return outlook
        try:
            with hearing():
                self._take_back(done, keep=False)
        except BookDeskError as why:
            return UndoPlan(possible=False, how=How.NOT, words=why.what, remedy=why.remedy)
        return outlook

    def undo(self, done: Done) -> Done:
        """Take an act back whole and return what that did; refused, before anything is changed, with the reason."""
        sets = self._sealed(done)
        return self._done(sets, done, f"Undone: {done.label}", takes_back=done)

    def redo(self, undone_act: Done) -> Done:
        """Do again what was undone, where undoing it had restored rows; refused with the reason otherwise."""
        if undone_act.takes_back is None:
            raise RuleBroken("This was no undo.", "Only what was undone can be done again.")
        sets = self._sealed(undone_act)
        return self._done(sets, undone_act, undone_act.takes_back.label, takes_back=None)

    def _sealed(self, done: Done) -> tuple[Sealed, ...]:
        """Take an act back for good and return what was sealed on the way."""
        _refuse_standing(done)
        if len({one.client_id for one in done.sets}) > 1:
            with hearing():
                self._take_back(
                    done, keep=False
                )  # no transaction spans two files: what would be refused is first tried
        with hearing() as heard:
            self._take_back(done, keep=True)
        for client_id in dict.fromkeys(one.client_id for one in done.sets if one.client_id):
            with self._office.workspace(client_id) as workspace:
                workspace.serve()
        return tuple(self._heard(done, heard))

    def _take_back(self, done: Done, *, keep: bool) -> None:
        _refuse_standing(done)
        asked = list(_asked(done))
        for client_id in dict.fromkeys(one.client_id for one in reversed(asked)):
            parts = [one for one in reversed(asked) if one.client_id == client_id]
            with self._together(client_id, keep=keep) as take:
                self._each(parts, take, done)

    def _each(self, parts: Sequence[Sealed], take: Callable[[Sealed], None], done: Done) -> None:
        """Take parts back in turn; of several, the refusal names the one that cannot be."""
        for part in parts:
            try:
                take(part)
            except BookDeskError as why:
                if len(done.sets) > 1:
                    why.what = f"{self._label(part)}: {why.what}"
                raise

    @contextmanager
    def _together(self, client_id: str | None, *, keep: bool) -> Iterator[Callable[[Sealed], None]]:
        """Yield what takes a set of one file back; all of them are kept, or none."""
        if client_id is None:
            with self._office.practice.file.together(keep=keep) as file:
                yield lambda part: self._in_practice(file, part)
            return
        with self._office.workspace(client_id) as workspace, workspace.desk.books.together(keep=keep) as books:
            joint = replace(workspace, desk=replace(workspace.desk, books=books))
            yield lambda part: _in_client(joint, part)

    def _in_practice(self, file: StoreFile, part: Sealed) -> None:
        answer = ANSWERS[Action(part.action)]
        self._office.practice.require(answer.needs)
        undo(file, part.id, actor=self._office.practice.actor)

    def _heard(self, done: Done, heard: Heard) -> Iterator[Sealed]:
        """Yield the change sets of this person that were kept, in their order."""
        ids = [change.id for _, change in heard if change.sealed]
        for client_id in dict.fromkeys(one.client_id for one in reversed(done.sets)):
            with self._file(client_id) as (file, actor):
                for one in _glances(file, ids):
                    if one.origin is Origin.PERSON and one.actor == actor.user:
                        yield Sealed(client_id, one.id, one.action)

    def _done(self, sets: tuple[Sealed, ...], of: Done, label: str, *, takes_back: Done | None) -> Done:
        when = self._office.clock.now()
        return Done(label, of.client_id, sets, when, of.person, takes_back)

    def _label(self, part: Sealed) -> str:
        with self._file(part.client_id) as (file, _):
            return told(file, _glances(file, [part.id]), self._office.name_of)

    @contextmanager
    def _file(self, client_id: str | None) -> Iterator[tuple[StoreFile, Actor]]:
        if client_id is None:
            yield self._office.practice.file, self._office.practice.actor
            return
        with self._office.workspace(client_id) as workspace:
            yield workspace.desk.books, workspace.desk.actor


def _in_client(workspace: Workspace, part: Sealed) -> None:
    """Take one set back in books that may be thrown away."""
    books, answer = workspace.desk.books, ANSWERS[Action(part.action)]
    with books.query() as session:
        old = change_set(session, part.id)
        if old.id in undone(session, [old.id]):
            raise RuleBroken("This was undone already.", "Nothing was changed.")
    if old.actor != workspace.desk.actor.user:
        raise NotAllowed("Somebody else did this.", "Ask him to take it back, or correct it by an act of your own.")
    needed = ANSWERS[ways.root_action(workspace, old)] if old.action == Action.UNDONE else answer
    require(workspace.entry.roles, needed.needs)
    if answer.way is None:
        raise RuleBroken(answer.words, answer.remedy)
    answer.way(workspace, old)


def _refuse_standing(done: Done) -> None:
    """Refuse an act of a kind that stands, before any file is asked."""
    if not done.sets:
        raise RuleBroken("There is nothing to take back.", "Nothing was changed.")
    for one in _asked(done):
        answer: Answer = ANSWERS[Action(one.action)]
        if answer.how is How.NOT:
            raise RuleBroken(answer.words, answer.remedy)


def _asked(done: Done) -> tuple[Sealed, ...]:
    """Return the sets that are to be taken back: reading goes with the capture that it followed."""
    captured = any(one.action == Action.DOCUMENT_CAPTURED for one in done.sets)
    reading = {Action.DOCUMENT_READ, Action.DOCUMENT_FAILED}
    return tuple(one for one in done.sets if not (captured and one.action in reading)) or done.sets


def _glances(file: StoreFile, ids: Sequence[str]) -> list[Glance]:
    with file.query() as session:
        return glances(session, ids)

"""Undo in the window: what was done last can be taken back from its toast or with Ctrl+Z, or it is said why not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.ledger.inboxlists import InboxList
from bookdesk.models.actions import Action
from bookdesk.office.undoing import Undoing
from bookdesk.office.undostack import Done, UndoStack
from bookdesk.ui.desktop import Act, Desktop
from bookdesk.ui.frame.places import entry
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place

ADDED = "Documents added"
"""What adding documents is remembered as, however many they were."""
_PUT_ASIDE = "Put aside what does not belong here: X in the inbox, Ctrl+Shift+X in review."
_BEFORE = "Ctrl+Z once more names what you did before it."
_ONCE_MORE = "Ctrl+Z once more takes it back."


class UndoKeeper(QObject):
    """Remembers what the person did in this session, client by client.

    On a screen of one client the last act on this client is taken back. Where all clients are shown it is the last act
    on any: whoever just signed for a bill of another client means that one. What stays, such as added documents or a
    booked refund, is passed over; what was done before it is named first, and taken back when it is asked once more:
    who meant the one that stays does not mean that.
    """

    changed = Signal()

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Nothing was done yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._undoing = Undoing(desktop.office)
        self._stack = UndoStack()
        self._of_client = True
        self._passed = False
        """Whether something that stays was passed over since the last act."""
        self._named_next: Done | None = None
        self._backs: dict[Done, Callable[[], object]] = {}
        desktop.went.connect(self._went)
        desktop.acted.connect(self._acted)
        desktop.intake.taken.connect(lambda client_id, _: self._added(client_id))
        desktop.client_changed.connect(lambda _: self.changed.emit())

    def next_words(self) -> str:
        """Return what Undo would take back here, nothing where there is nothing."""
        done = self._next()
        return done.label if done is not None else ""

    def undo(self) -> None:
        """Take back what was done last here."""
        done = self._next()
        if done is None:
            where = " for this client" if self._of_client else ""
            self._desktop.tell(Message(f"There is nothing to undo{where} in this session."))
        elif done.stands and done not in self._backs:
            self._let_stand(done)
        elif self._passed and self._named_next is not done:
            self._name(done)
        else:
            self.take_back(done)

    def redo(self) -> None:
        """Do again what was taken back last here."""
        stack, person = self._stack, self._person()
        client_id = self._desktop.client_id
        done = stack.peek_undone(client_id, person) if self._of_client else stack.newest_undone(person)
        if done is None:
            self._desktop.tell(Message("There is nothing to do again."))
            return
        self._run(done, again=True)

    def take_back(self, done: Done) -> None:
        """Take one act back, or say why that is not possible."""
        self._passed, self._named_next = False, None
        back = self._backs.pop(done, None)
        if back is None:
            self._run(done, again=False)
            return
        self._stack.pop(done)
        self.changed.emit()
        back()

    def _next(self) -> Done | None:
        stack, person = self._stack, self._person()
        return stack.peek(self._desktop.client_id, person) if self._of_client else stack.newest(person)

    def _went(self, place: Place) -> None:
        self._of_client = entry(place.screen).of_client
        self.changed.emit()

    def _person(self) -> str:
        return self._desktop.office.practice.actor.user

    def _pass_over(self, done: Done) -> None:
        """Leave an act that stays, and let nobody take the one before it for that one."""
        self._stack.pop(done)
        self._passed, self._named_next = True, None
        self.changed.emit()

    def _name(self, done: Done) -> None:
        """Say what would be taken back, which was done before something that stays."""
        self._named_next = done
        self._desktop.tell_here(Message(f"Before that: {self._named(done.label, done)}", Tone.WARN, _ONCE_MORE))

    def _added(self, client_id: str) -> None:
        """Remember that documents were added, once for all that came in a row."""
        last = self._stack.peek(client_id, self._person())
        if last is None or not last.stands or last in self._backs:
            self._stack.push(Done(ADDED, client_id, (), self._desktop.office.clock.now(), self._person()))
            self.changed.emit()

    def _let_stand(self, done: Done) -> None:
        """Say that added documents are not taken back, and how they are put aside."""
        self._pass_over(done)
        remedy = _PUT_ASIDE if self._next() is None else f"{_PUT_ASIDE} {_BEFORE}"
        words = self._named("Added documents stay: Undo does not take them back.", done)
        show = Place("inbox", done.client_id, view=InboxList.ALL_OPEN)
        self._desktop.tell_here(Message(words, Tone.WARN, remedy, "Show the inbox", lambda: self._desktop.go(show)))

    def _acted(self, act: Act) -> None:
        done: Done = act.done
        self._stack.push(done)
        self._passed = False
        if act.back is not None:
            self._backs[done] = act.back
        self.changed.emit()
        self._desktop.tell_here(self._message(act))

    def _message(self, act: Act) -> Message:
        """Return what is said of an act; of another client than that in front by now, with its name."""
        done: Done = act.done
        elsewhere = self._of_client and done.client_id != self._desktop.client_id
        words = self._named(done.label, done) if elsewhere else done.label
        outlook = None if act.back is not None else self._undoing.outlook(done)
        if outlook is None or outlook.possible:
            return Message(words, Tone.GOOD, act.remedy, "Undo", lambda: self.take_back(done))
        stands = " ".join(filter(None, (outlook.words, outlook.remedy, act.remedy)))
        return Message(words, Tone.GOOD, f"Undo is not possible: {stands}".strip())

    def _run(self, done: Done, *, again: bool) -> None:
        work = self._undoing.redo if again else self._undoing.undo
        self._desktop.door.change(
            done.client_id or "practice",
            self,
            lambda: work(done),
            lambda result: self._ended(done, result, again=again),
            lambda error: self._refused(done, error, again=again),
        )

    def _ended(self, done: Done, result: Done, *, again: bool) -> None:
        if again:
            self._stack.pop_undone(done, result)
        else:
            self._stack.pop(done, result)
        self.changed.emit()
        self._desktop.books_changed.emit(done.client_id or self._desktop.client_id)
        if done.client_id and any(one.action == Action.DOCUMENT_BOUND for one in done.sets):
            self._desktop.intake.go_on(done.client_id)  # the files as they came wait to be read
        words = f"Done again: {result.label}" if again else f"Undone: {done.label}"
        label, act = ("Undo", self.undo) if again else ("Redo", self.redo)
        self._desktop.tell_here(Message(self._named(words, done), label=label, act=act))

    def _named(self, words: str, done: Done) -> str:
        """Name the client in words about another one than that in front; where all are shown, always."""
        if done.client_id is None or (self._of_client and done.client_id == self._desktop.client_id):
            return words
        return f"{words} ({self._desktop.office.entry(done.client_id).name})"

    def _refused(self, done: Done, error: BookDeskError, *, again: bool) -> None:
        """Say why it stands. One that is never taken back makes room for the act before it."""
        named, remedy = self._desktop.office.named, error.remedy
        outlook = None if again else self._undoing.outlook(done)
        if outlook is not None and not outlook.possible:
            self._pass_over(done)
            remedy = remedy if self._next() is None else f"{remedy} {_BEFORE}".strip()
        self._desktop.books_changed.emit(self._desktop.client_id)
        words = "Not done again" if again else "Not undone"
        self._desktop.tell_here(Message(f"{words}: {named(error.what)}", Tone.WARN, named(remedy)))

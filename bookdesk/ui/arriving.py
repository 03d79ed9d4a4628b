"""Where the window hears of documents that came by themselves: by mail, or into a watched folder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from bookdesk.capture.listing import InboxList
from bookdesk.jobs.arriving import EVERY_SECONDS, Arriving, Came, FolderCame, MailCame
from bookdesk.jobs.runner import Runner
from bookdesk.jobs.taking import Left
from bookdesk.jobs.watching import FolderNews
from bookdesk.mail.documents import OpenDocuments, open_documents
from bookdesk.office.opened import Office
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.memory import Memory
from bookdesk.ui.messages import Message, Place

_MILLISECONDS = 1000
_MOST_NAMED: Final = 3
_TOLD, _MOST_KEPT = "told of folders", 500
"""Under which name marks of files that were told are remembered, and how many: older ones are told once more."""


class ArrivingDesk(QObject):
    """Lets documents come in by themselves while the practice is open, and tells what came."""

    came = Signal(str)
    """A client (its id) has new documents, which wait to be read."""
    told = Signal(object)
    """A `Message` that somebody should see."""
    wanted = Signal(object)
    """A `Place` that the person wants to see."""
    looked = Signal()
    """The mailboxes were looked into: whoever shows how they stand asks again."""
    _heard = Signal(object)

    def __init__(
        self,
        office: Office,
        memory: Memory,
        parent: QObject | None = None,
        *,
        open_box: OpenDocuments = open_documents,
    ) -> None:
        """Look into nothing before `begin`; `memory` knows what was told before the program was started anew."""
        super().__init__(parent)
        self._office, self._memory, self._runner = office, memory, Runner(1)
        self._arriving = Arriving(office, self._heard.emit, runner=self._runner, open_box=open_box)
        self._known: set[str] = set()
        """What failed and was told: it fails again with each look, and is told once."""
        self._heard.connect(self._tell)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_SECONDS * _MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Look now and then, for the first time in some seconds, when whoever has just sat down sees his desk."""
        self._timer.start()

    def look(self) -> None:
        """Look into folders, and into mailboxes where that is due, as the timer does."""
        self._arriving.look()

    def fetch_now(self) -> None:
        """Look into the mailboxes at once; what came of it is told in any case."""
        self._arriving.fetch_now()

    def changed(self, client_id: str) -> None:
        """Hear that something of a client was changed, perhaps its folders."""
        self._arriving.changed(client_id)

    def close(self) -> None:
        """Begin nothing more."""
        self._timer.stop()
        self._heard.disconnect(self._tell)
        self._arriving.close()
        self._runner.close()

    def _tell(self, one: Came) -> None:
        if isinstance(one, FolderCame):
            self._tell_folder(one)
        else:
            self._tell_mail(one)

    def _tell_folder(self, one: FolderCame) -> None:
        name, news = self._office.entry(one.client_id).name, one.news
        if news.documents:
            self.came.emit(one.client_id)
            self._say_new(one.client_id, f"{name}: {wording.count(len(news.documents), 'document')} from a folder.")
        left = self._not_told_yet(news)
        if left:
            self.told.emit(Message(f"{name}: {left_words(left)}", Tone.WARN))
        if news.error is not None:
            self.told.emit(Message(f"{name}: {news.error.what}", Tone.WARN, news.error.remedy))

    def _not_told_yet(self, news: FolderNews) -> list[Left]:
        """Return what was left out and was told at no start before, and keep that it is told now."""
        known = self._memory.text(_TOLD).split()
        new = [(one, mark) for one, mark in zip(news.left, news.marks, strict=True) if mark not in known]
        if new:
            marks = dict.fromkeys([*known, *(mark for _, mark in new)])
            self._memory.keep(_TOLD, " ".join(list(marks)[-_MOST_KEPT:]))
        return [one for one, _ in new]

    def _tell_mail(self, one: MailCame) -> None:
        fetched = one.fetched
        for client_id in sorted(fetched.clients):
            self.came.emit(client_id)
        for client_id in sorted(fetched.clients):
            self._say_new(client_id, f"{self._office.entry(client_id).name}: new documents came by mail.")
        if fetched.left:
            self.told.emit(Message(f"{fetched.mailbox}: {left_words(fetched.left)}", Tone.WARN))
        if fetched.error is not None:
            words = f"{fetched.mailbox}: {fetched.error.what}"
            if one.asked or not (one.away or words in self._known):
                self.told.emit(Message(words, Tone.WARN, fetched.error.remedy))
            self._known.add(words)
        elif fetched.new and fetched.not_routed:
            self.told.emit(self._not_routed(fetched.mailbox, fetched.not_routed))
        elif one.asked and not fetched.clients:
            self.told.emit(Message(f"{fetched.mailbox}: nothing new came."))
        self.looked.emit()

    def _say_new(self, client_id: str, words: str) -> None:
        place = Place("inbox", client_id, view=InboxList.ALL_OPEN)
        self.told.emit(Message(words, Tone.GOOD, label="Inbox", act=lambda: self.wanted.emit(place)))

    def _not_routed(self, mailbox: str, count: int) -> Message:
        waits = "waits" if count == 1 else "wait"
        return Message(
            f"{mailbox}: {wording.count(count, 'message')} {waits} for a client.",
            Tone.WARN,
            "Say whose it is in the settings.",
            label="Settings",
            act=lambda: self.wanted.emit(Place("settings", view="mailboxes")),
        )


def left_words(left: Sequence[Left]) -> str:
    """Return what was not taken and why, the first of it; the rest is in the list of messages, or where it lay."""
    told = " ".join(f"{name}: {why}" for name, why in left[:_MOST_NAMED])
    more = len(left) - _MOST_NAMED
    return f"{told} So were {more} more." if more > 0 else told

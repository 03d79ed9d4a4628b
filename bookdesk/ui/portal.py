"""Asking and telling the firm's pay portal from the window: on a thread that may wait, shown where long work is."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from bookdesk.core.errors import BookDeskError
from bookdesk.core.progress import Progress
from bookdesk.office import portal
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.ui.tasks import Failed
from bookdesk.workspace import Workspace

T = TypeVar("T")


class PortalPresenter(ClientPresenter):
    """Asks the books of the client in front, and the firm's pay portal about him."""

    def may(self, needed: Permission) -> bool:
        """Whether the person may do something for the client in front."""
        client_id = self._desktop.client_id
        return bool(client_id) and permitted(self._desktop.office.entry(client_id).roles, needed)

    def _round(self, then: Callable[[Message], None]) -> None:
        """Take what the portal has to tell and tell it what is new; `then` is given the words for what came of it."""
        self._at_portal(
            "Asking the pay portal",
            Permission.INVOICE,
            portal.go_round,
            lambda found: then(round_words(found)),
            lambda error: then(Message(error.what, Tone.BAD, error.remedy)),
        )

    def _at_portal(
        self,
        what: str,
        needed: Permission,
        work: Callable[[Workspace], T],
        then: Callable[[T], object],
        failed: Failed,
    ) -> None:
        """Reach the portal for the client in front; his books are looked at again, whatever came of it.

        The answer is left where another client is in front by then; a failure is told all the same.
        """
        client_id, desktop = self._desktop.client_id, self._desktop

        def run(progress: Progress) -> T:
            progress.step(f"{what}: {desktop.office.entry(client_id).name}", 0, 0)
            with desktop.office.workspace(client_id) as workspace:
                workspace.require(needed)
                try:
                    return work(workspace)
                finally:
                    workspace.serve()

        def ended(answer: T) -> None:
            desktop.books_changed.emit(client_id)
            if client_id == desktop.client_id:
                then(answer)

        def undone(error: BookDeskError) -> None:
            desktop.books_changed.emit(client_id)
            (failed if client_id == desktop.client_id else desktop.tell_error)(error)

        if client_id:
            desktop.door.long(what, self, run, ended, undone)


def round_words(found: portal.Round) -> Message:
    """Return what a round at the portal did, or why it could not be done to its end."""
    if found.problem is not None:
        return Message(found.problem.what, Tone.BAD, found.problem.remedy)
    told = found.pushed.sent if found.pushed is not None else 0
    taken = found.pulled.events if found.pulled is not None else 0
    words = f"The portal was told {wording.count(told, 'thing')} and had {taken:,} to tell."
    asks = found.acted.asks
    return Message(words, Tone.GOOD, f"{asks:,} of what customers said is left to you." if asks else "")

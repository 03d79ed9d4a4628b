"""Asking a client's payment gateway from the window: on a thread that may wait, shown where long work is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from bookdesk.core.errors import BookDeskError
from bookdesk.core.progress import Progress
from bookdesk.receivables.online.connection import reach
from bookdesk.receivables.online.foretelling import before_act, before_credit
from bookdesk.receivables.online.service import OnlineService
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.ui.tasks import Failed
from bookdesk.workspace import Workspace

T = TypeVar("T")


def online(workspace: Workspace) -> OnlineService:
    """Return the online payments of a client whose workspace is open."""
    way = reach(workspace.desk, practice=not workspace.real, others=workspace.neighbours)
    return OnlineService(workspace.desk, way)


def paying_words(workspace: Workspace, invoices: Collection[str]) -> str:
    """Return what becomes of what is under way online, once these invoices are settled otherwise; nothing for most."""
    with workspace.desk.books.query() as session:
        return " ".join(before_act(session, invoices))


def crediting_words(workspace: Workspace, notes: Collection[str]) -> str:
    """Return the same for the invoices that these documents correct, where they are credit notes."""
    with workspace.desk.books.query() as session:
        return " ".join(before_credit(session, notes))


class GatewayPresenter(ClientPresenter):
    """Asks the books of the client in front, and his gateway."""

    def may(self, needed: Permission) -> bool:
        """Whether the person may do something for the client in front."""
        client_id = self._desktop.client_id
        return bool(client_id) and permitted(self._desktop.office.entry(client_id).roles, needed)

    def _reach(
        self,
        what: str,
        needed: Permission,
        work: Callable[[OnlineService], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> None:
        """Ask the gateway; `what` is shown meanwhile. Whatever came of it, the books are looked at again.

        The answer is left where another client is in front by then; a failure is told all the same.
        """

        def asked(workspace: Workspace) -> T:
            try:
                return work(online(workspace))
            finally:
                workspace.serve()

        self._outside(what, needed, asked, then, failed)

    def _outside(
        self,
        what: str,
        needed: Permission,
        work: Callable[[Workspace], T],
        then: Callable[[T], None],
        failed: Failed | None = None,
    ) -> None:
        """Do work that reaches out of this machine, as `_reach` does."""
        client_id, desktop = self._desktop.client_id, self._desktop

        def run(progress: Progress) -> T:
            progress.step(f"{what}: {desktop.office.entry(client_id).name}", 0, 0)
            with desktop.office.workspace(client_id) as workspace:
                workspace.require(needed)
                return work(workspace)

        def ended(answer: T) -> None:
            desktop.books_changed.emit(client_id)
            if client_id == desktop.client_id:
                then(answer)

        def undone(error: BookDeskError) -> None:
            desktop.books_changed.emit(client_id)
            told = failed if failed is not None and client_id == desktop.client_id else desktop.tell_error
            told(error)

        if client_id:
            desktop.door.long(what, self, run, ended, undone)

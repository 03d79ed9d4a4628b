"""Statements of account as they are listed, drawn, mailed and saved; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError, InputError, RuleBroken
from bookdesk.core.ownfiles import write_beside
from bookdesk.receivables.statementlist import Account, accounts
from bookdesk.receivables.statementmail import MonthRun, StatementService
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.drawing import Drawer
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class AccountsFound:
    """The accounts of which something is open as at a day."""

    until: date
    accounts: tuple[Account, ...]


@dataclass(frozen=True)
class Saved:
    """The files that were saved, and for whom there was nothing to state, with why."""

    paths: tuple[Path, ...]
    failed: tuple[tuple[str, BookDeskError], ...]


class StatementsPresenter(ClientPresenter):
    """Asks for the accounts of the client in front, and writes statements of them."""

    found = Signal(object)
    """`AccountsFound`."""
    written = Signal(object)
    """`MonthRun`."""
    planned = Signal(object)
    """`MonthPlan`."""
    saved = Signal(object)
    """`Saved`."""
    refused = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(desktop, parent)
        self._unanswered = self.refused.emit
        self.paper = Drawer(desktop, self)

    def refresh(self, until: date) -> None:
        """Ask whose account has something open as at a day."""
        self._ask("list", lambda workspace: AccountsFound(until, accounts(workspace.desk, until)), self.found.emit)

    def draw(self, contact_id: str, since: date, until: date) -> None:
        """Paint the statement of a customer as it would be sent."""
        self.paper.draw(contact_id, lambda workspace: StatementService(workspace.desk).pdf(contact_id, since, until))

    def mail(self, contact_ids: Sequence[str], since: date, until: date) -> None:
        """Write a mail with his statement to each of these customers."""
        ids = tuple(contact_ids)
        self._act(lambda workspace: StatementService(workspace.desk).send_all(ids, since, until), self.written.emit)

    def save(self, chosen: Sequence[Account], since: date, until: date, folder: Path) -> None:
        """Save statements into a folder of the person's own; none that is there is replaced."""
        rows = tuple(chosen)

        def work(workspace: Workspace) -> Saved:
            service, paths = StatementService(workspace.desk), list[Path]()
            failed: list[tuple[str, BookDeskError]] = []
            for one in rows:
                try:
                    name, pdf = service.take(one.contact_id, since, until)
                except (InputError, RuleBroken) as error:
                    failed.append((one.customer, error))
                else:
                    paths.append(write_beside(folder, name, pdf))
            return Saved(tuple(paths), tuple(failed))

        self._act(work, self.saved.emit)

    def plan_month(self) -> None:
        """Ask who would get last month's statement."""
        self._ask("month", lambda workspace: StatementService(workspace.desk).plan(), self.planned.emit)

    def monthly(self) -> None:
        """Write last month's statements to all who are to get one and have none yet."""

        def work(workspace: Workspace) -> MonthRun:
            return StatementService(workspace.desk).send_monthly()

        self._act(work, self.written.emit)

    def _act(self, work: Callable[[Workspace], T], then: Callable[[T], None]) -> None:
        def allowed(workspace: Workspace) -> T:
            workspace.require(Permission.INVOICE)
            return work(workspace)

        self._desktop.act(self._desktop.client_id, self, allowed, then, self.refused.emit)

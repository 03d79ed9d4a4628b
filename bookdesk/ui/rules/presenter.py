"""The client's rules of capture as they are asked for and changed; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from bookdesk.capture import records
from bookdesk.capture.required import REQUIRABLE
from bookdesk.capture.rulebook import RuleBook, RuleShown, RuleTyped
from bookdesk.capture.supporting import RequiredPapers
from bookdesk.core.vocabulary import DocumentKind
from bookdesk.ledger.chart import accounts, tax_codes
from bookdesk.ledger.owner import client_profile
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.pieces.fields import money_typed
from bookdesk.ui.rules.table import RuleRow, code_row, paper_row
from bookdesk.workspace import Workspace


class RuleList(StrEnum):
    """The two lists of rules."""

    CODING = "coding"
    PAPERS = "papers"


@dataclass(frozen=True)
class RulesFound:
    """One look at the rules: rows by list, and what may be chosen in a rule, as value and words."""

    rows: dict[str, tuple[RuleRow, ...]]
    suppliers: tuple[tuple[str, str], ...]
    accounts: tuple[tuple[str, str], ...]
    taxes: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    currency: str


@dataclass(frozen=True)
class PaperTyped:
    """A rule of required documents as it is typed."""

    kind: str
    above: str
    supplier: str = ""
    account: str = ""


class CaptureRulesPresenter(QObject):
    """Asks for the rules of the client in front, and changes them."""

    found = Signal(object)
    """The `RulesFound`."""
    tried = Signal(object)
    """The `RuleShown` that a typed rule would be."""
    kept = Signal()
    refused = Signal(object)
    """A `BookDeskError`: why nothing was changed."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        desktop.books_changed.connect(lambda client_id: self.refresh() if client_id == desktop.client_id else None)

    def refresh(self) -> None:
        """Ask for the rules."""
        if self._desktop.client_id:
            self._desktop.ask(self._desktop.client_id, self, _find, self.found.emit, name="rules")

    def look(self, typed: RuleTyped) -> None:
        """Ask what a rule would have done to confirmed lines."""

        def work(workspace: Workspace) -> RuleShown:
            return RuleBook(workspace.desk).tried(typed)

        self._desktop.ask(self._desktop.client_id, self, work, self.tried.emit, self.refused.emit, name="tried")

    def keep(self, typed: RuleTyped, place: str = "") -> None:
        """Add a rule of coding, or write the one at `place` anew."""
        self._code(lambda book: book.edit(place, typed) if place else book.add(typed))

    def move(self, row: RuleRow, by: int) -> None:
        """Let a rule be tried earlier or later."""
        self._code(lambda book: book.move(row.id, max(1, row.place + by)))

    def switch(self, row: RuleRow) -> None:
        """Switch a rule on or off."""
        if row.code is not None:
            on = not row.code.rule.enabled
            self._code(lambda book: book.switch(row.id, on=on))

    def remove(self, row: RuleRow) -> None:
        """Remove a rule of either list."""
        if row.code is not None:
            self._code(lambda book: book.remove(row.id))
        else:
            self._papers(lambda papers, _: papers.remove(row.id))

    def require(self, typed: PaperTyped) -> None:
        """Add a rule of required documents."""

        def act(papers: RequiredPapers, currency: str) -> None:
            above = money_typed(typed.above or "0", currency)
            papers.add(DocumentKind(typed.kind), above, typed.supplier, typed.account)

        self._papers(act)

    def _code(self, act: Callable[[RuleBook], object]) -> None:
        def work(workspace: Workspace) -> None:
            workspace.require(Permission.REVIEW)
            act(RuleBook(workspace.desk))

        self._desktop.act(self._desktop.client_id, self, work, lambda _: self.kept.emit(), self.refused.emit)

    def _papers(self, act: Callable[[RequiredPapers, str], object]) -> None:
        def work(workspace: Workspace) -> None:
            workspace.require(Permission.EDIT_LIMITS)
            with workspace.desk.books.query() as session:
                currency = client_profile(session).base_currency
            act(RequiredPapers(workspace.desk), currency)

        self._desktop.act(self._desktop.client_id, self, work, lambda _: self.kept.emit(), self.refused.emit)


def _find(workspace: Workspace) -> RulesFound:
    coding = tuple(code_row(one) for one in RuleBook(workspace.desk).rules())
    papers = tuple(paper_row(place, one) for place, one in enumerate(RequiredPapers(workspace.desk).rules(), 1))
    with workspace.desk.books.query() as session:
        return RulesFound(
            {RuleList.CODING: coding, RuleList.PAPERS: papers},
            tuple((one.id, one.name) for one in records.known_suppliers(session)),
            tuple((one.code, f"{one.code}  {one.name}") for one in accounts(session)),
            tuple((one.code, f"{one.code}  {one.name}") for one in tax_codes(session)),
            tuple((one.value, one.value.replace("_", " ").capitalize()) for one in REQUIRABLE),
            client_profile(session).base_currency,
        )

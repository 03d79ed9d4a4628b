"""The bank as it is asked for and acted on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.banking.charging import Part
from bookdesk.banking.clearing import Choice
from bookdesk.banking.importing import Imported
from bookdesk.banking.listing import LineQuery, LineRow
from bookdesk.banking.matched_items import MatchDetails
from bookdesk.banking.previewing import ImportPreview, Sayings
from bookdesk.banking.proposing import Proposal, without
from bookdesk.banking.residue import Weighing
from bookdesk.banking.service import BankingService
from bookdesk.banking.standing import Standing
from bookdesk.banking.suggesting import CodingSuggestion
from bookdesk.banking.targets import Target
from bookdesk.core.errors import BookDeskError, NotFound
from bookdesk.core.limits import MEGABYTE
from bookdesk.core.money import Money
from bookdesk.core.ownfiles import read_own_file, shown_name, write_beside
from bookdesk.ledger.banklists import LineList
from bookdesk.ledger.chart import accounts, tax_codes
from bookdesk.models.bank import BankAccount, Reconciliation, Statement
from bookdesk.receivables.foresight import customers_of
from bookdesk.security.roles import Permission
from bookdesk.ui import wording
from bookdesk.ui.bank.table import LINES
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place, history_of
from bookdesk.ui.pieces.models import OpenedList, open_list
from bookdesk.workspace import Workspace

T = TypeVar("T")
LARGEST_STATEMENT = 20 * MEGABYTE
STATEMENT_SUFFIXES = frozenset(
    {".ofx", ".qfx", ".csv", ".sta", ".mt940", ".940", ".942", ".qif", ".bai", ".bai2", ".xml", ".txt"}
)


@dataclass(frozen=True)
class BankFound:
    """One look at an account: its lines, how long each list is, how it stands, and all accounts.

    `elsewhere` names the other accounts with open lines, and how many.
    """

    query: LineQuery
    lines: OpenedList[LineRow]
    counts: dict[LineList, int]
    standing: Standing
    accounts: tuple[tuple[str, str], ...]
    elsewhere: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Names:
    """What lines may be coded to, by code and name, and the customers there are, by id and name."""

    accounts: tuple[tuple[str, str], ...]
    taxes: tuple[tuple[str, str], ...]
    customers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FileLookedAt:
    """A statement file that is looked at before it is taken in."""

    name: str
    data: bytes
    preview: ImportPreview


class BankPresenter(QObject):
    """Asks for one account of the client in front, and does what a person decides on its lines."""

    found = Signal(object)
    no_account = Signal()
    """The client has none yet."""
    proposed = Signal(object)
    """Proposals by line, the best first."""
    targets = Signal(object)
    weighed = Signal(object)
    suggested = Signal(str, object)
    """A line's id, and what it is probably coded to."""
    unfolded = Signal(object)
    """The `MatchDetails` of the current line, or none."""
    names = Signal(object)
    looked_at = Signal(object)
    imported = Signal(object)
    signed_off = Signal(object)
    failed = Signal(object)
    did = Signal(str)
    """Something was done to a line: its id."""
    stale = Signal()

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with the open lines of the first account."""
        super().__init__(parent)
        self._desktop = desktop
        self.query = LineQuery()
        self.proposals: dict[str, list[Proposal]] = {}
        self._all: list[Proposal] = []
        desktop.books_changed.connect(self._books_changed)

    # -- looking

    def start(self, *, account: str | None = None, on: LineList | None = None) -> None:
        """Look at an account of the client in front, as if for the first time."""
        self.query = LineQuery(account=account, on=on or LineList.OPEN)
        self.proposals, self._all = {}, []
        self._ask("names", _names, self.names.emit)
        self.refresh()

    def forget(self) -> None:
        """Know no account and no proposal any more."""
        self.query = LineQuery()
        self._take([])

    def show(self, **changes: object) -> None:
        """Look at other lines, with other terms where given."""
        self.query = replace(self.query, **changes)  # type: ignore[arg-type] # fields of the query, by name
        self.refresh(propose="account" in changes)

    def refresh(self, pages: Sequence[int] = (0,), *, propose: bool = True) -> None:
        """Look at the same lines again, and think about the open ones anew."""
        query = self.query
        self._ask("list", lambda workspace: _find(workspace, query, pages), self._show_found)
        if propose:
            self._ask("proposals", lambda workspace: _propose(workspace, query.account), self._show_proposals)

    def page(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        """Read a page of the list; the model asks for it."""
        self._ask("", lambda _workspace: work(), then)

    def best(self) -> Mapping[str, Proposal]:
        """Return the best proposal of each line."""
        return {line: proposals[0] for line, proposals in self.proposals.items()}

    def clear_ones(self) -> list[Proposal]:
        """Return the proposals that the evidence singles out."""
        return [one for one in self.best().values() if one.auto and one.difference is None]

    def weigh(self, line_ids: Sequence[str], keys: Sequence[str]) -> None:
        """Ask what chosen lines and items leave over."""
        lines, chosen = list(line_ids), [Choice(key) for key in keys]
        self._ask("weigh", lambda workspace: _bank(workspace).weigh(lines, chosen), self.weighed.emit)

    def suggest(self, line_id: str) -> None:
        """Ask what a line without a document is probably coded to."""
        self._ask(
            "suggest",
            lambda workspace: tuple(_bank(workspace).coding_suggestions(line_id)),
            lambda found: self.suggested.emit(line_id, found),
        )

    def unfold(self, line_id: str) -> None:
        """Ask what a line was matched with."""
        self._ask("unfold", lambda workspace: _bank(workspace).match_of(line_id), self.unfolded.emit)

    # -- deciding

    def record_of(self, row: object) -> Place | None:
        """Return where the history of a line is shown, or of the account where there is none."""
        if isinstance(row, LineRow):
            return history_of("bank_line", row.id)
        return history_of("bank_account", self.query.account) if self.query.account else None

    def accept(self, row: LineRow, rank: int = 1) -> None:
        """Accept what is suggested for a line: the best, or another by its rank."""
        one = next((found for found in self.proposals.get(row.id, ()) if found.rank == rank), None)
        if one is None:
            return
        keys = [target.key for target, _ in one.targets]
        if rank == 1 or one.pair is not None or one.coding is not None:
            self._decide([row.id], keys, lambda bank: bank.accept(row.id))
        else:
            choices = [Choice(target.key, share) for target, share in one.targets]
            self._decide([row.id], keys, lambda bank: bank.accept_many([row.id], choices))

    def accept_clear(self) -> None:
        """Accept every proposal that the evidence singles out."""
        account = self.query.account
        self._decide([one.line.id for one in self.clear_ones()], [], lambda bank: bank.accept_all(account))

    def match(
        self,
        line_ids: Sequence[str],
        keys: Sequence[str],
        residue: tuple[str, str | None] | None = None,
        *,
        on_account: bool = False,
    ) -> None:
        """Match chosen lines with chosen items; what is left over is coded at once, or stays the customer's credit."""
        lines, chosen = list(line_ids), [Choice(key) for key in keys]
        parts = [Part(*residue)] if residue is not None else []
        kept = "" if on_account else None
        self._decide(lines, keys, lambda bank: bank.accept_many(lines, chosen, residue=parts, on_account=kept))

    def keep(self, line_ids: Sequence[str], customer: str) -> None:
        """Keep money that came as a customer's credit, whatever of his is open."""
        lines = list(line_ids)
        self._decide(lines, [], lambda bank: bank.accept_many(lines, [], on_account=customer))

    def code(self, line_ids: Sequence[str], parts: Sequence[Part], contact: str | None = None) -> None:
        """Code chosen lines alike; each is a match of its own."""
        lines, wanted = list(line_ids), list(parts)
        if len(lines) == 1:
            self._decide(lines, [], lambda bank: bank.code(lines[0], wanted, contact=contact))
        else:
            self._decide(lines, [], lambda bank: bank.code_many(lines, wanted, contact=contact))

    def transfer(self, line_id: str, other_account: str) -> None:
        """Book a line as a transfer with another own account."""
        self._decide([line_id], [], lambda bank: bank.transfer(line_id, other_account))

    def undo(self, line_ids: Sequence[str]) -> None:
        """Take back what lines were matched with."""
        lines = list(line_ids)
        self._decide([], [], lambda bank: bank.undo_many(lines))

    def enable_rule(self, contains: str) -> None:
        """Let lines with these words be proposed the coding that past lines had."""
        self._decide([], [], lambda bank: bank.enable_rule(contains))

    # -- statements and signing off

    def look_at_file(self, path: Path, *, of_any_account: bool = False) -> None:
        """Read a statement file and tell what it would bring, without taking it in.

        It is of the account that is shown, unless it was brought from elsewhere: then its own number says whose it is.
        """
        account = None if of_any_account else self.query.account

        def work(workspace: Workspace) -> FileLookedAt:
            if not _usable(workspace):
                raise NotFound("This client has no bank account yet.", "Add it first, then import the statement.")
            name, data = shown_name(path), read_own_file(path, LARGEST_STATEMENT)
            return FileLookedAt(name, data, _bank(workspace).look_at(name, data, account))

        self._ask("file", work, self.looked_at.emit)

    def look_again(self, file: FileLookedAt, sayings: Sayings) -> None:
        """Read the same file in the way a person said."""
        account = self.query.account

        def work(workspace: Workspace) -> FileLookedAt:
            preview = _bank(workspace).look_at(file.name, file.data, account, sayings)
            return FileLookedAt(file.name, file.data, preview)

        self._ask("file", work, self.looked_at.emit)

    def take_in(self, file: FileLookedAt, *, accept_gap: bool) -> None:
        """Take a statement in, as it was looked at."""
        preview = file.preview

        def work(bank: BankingService) -> list[Imported]:
            return bank.import_statement(
                file.name, file.data, account=preview.account_id, profile=preview.profile, accept_gap=accept_gap
            )

        self._do(work, self.imported.emit)

    def ask_last_import(self, then: Callable[[Statement | None], None]) -> None:
        """Tell which import into the shown account came last, of those that count."""
        account = self.query.account

        def work(workspace: Workspace) -> Statement | None:
            found = [one for one in _bank(workspace).statements(account) if not one.withdrawn]
            return max(found, key=lambda one: one.imported_at, default=None)

        self._ask("last import", work, then)

    def withdraw(self, statement_id: str) -> None:
        """Let the lines of an import count for nothing."""
        self._do(lambda bank: bank.withdraw_statement(statement_id), lambda _: None)

    def sign_off(self, day: date | None, stated: Money | None) -> None:
        """Keep a finished reconciliation."""
        account = self.query.account

        def work(bank: BankingService) -> Reconciliation:
            return bank.sign_off(account, day, stated)

        self._do(work, self.signed_off.emit)

    def reopen(self, day: date) -> None:
        """Reopen the reconciliation of a day."""
        account = self.query.account
        self._do(lambda bank: bank.reopen(account, day), lambda _: None)

    def report(self, day: date, folder: Path | None) -> None:
        """Save the report of the reconciliation of a day into a folder, if one was chosen; nothing is replaced."""
        account, person = self.query.account, self._desktop.office.name_of
        if folder is None:
            return

        def work(workspace: Workspace) -> Path:
            from bookdesk.banking.reconreport import take_report  # noqa: PLC0415 - it draws PDFs

            workspace.require(Permission.SEE)
            return write_beside(folder, *take_report(workspace.desk, account, day, person))

        def then(path: Path) -> None:
            self._desktop.tell(Message(f"Saved {path.name}.", Tone.GOOD))

        self._desktop.quietly(self._desktop.client_id, self, work, then)

    # -- inside

    def _decide(self, line_ids: Sequence[str], keys: Sequence[str], work: Callable[[BankingService], object]) -> None:
        """Do something to lines; they leave the grid at once, and come back if it fails."""
        before = self._all
        self._take(without(self._all, line_ids, keys))

        def failed(error: BookDeskError) -> None:
            self._take(before)
            self.failed.emit(error)

        self._do(work, lambda _: self.did.emit(line_ids[0] if line_ids else ""), failed)

    def _do(
        self,
        work: Callable[[BankingService], T],
        then: Callable[[T], None],
        failed: Callable[[BookDeskError], None] | None = None,
    ) -> None:
        def allowed(workspace: Workspace) -> T:
            workspace.require(Permission.BANK)
            return work(_bank(workspace))

        self._desktop.act(self._desktop.client_id, self, allowed, then, failed or self.failed.emit)

    def _take(self, proposals: Sequence[Proposal]) -> None:
        self._all = list(proposals)
        self.proposals = {}
        for one in self._all:
            self.proposals.setdefault(one.line.id, []).append(one)
        self.proposed.emit(self.proposals)

    def _show_found(self, found: BankFound | None) -> None:
        if found is None:
            self.no_account.emit()
            return
        self.query = replace(found.query, account=found.standing.account_id)
        self.found.emit(found)

    def _show_proposals(self, answer: tuple[list[Proposal], list[Target]]) -> None:
        proposals, targets = answer
        self._take(proposals)
        self.targets.emit(targets)

    def _ask(
        self,
        name: str,
        work: Callable[[Workspace], T],
        then: Callable[[T], None],
        failed: Callable[[BookDeskError], None] | None = None,
    ) -> None:
        if self._desktop.client_id:
            self._desktop.ask(self._desktop.client_id, self, work, then, failed or self.failed.emit, name=name)

    def _books_changed(self, client_id: str) -> None:
        if client_id == self._desktop.client_id:
            self.stale.emit()


def share_of(text: str, whole: Money) -> Decimal | None:
    """Return what a split's `20 %` or amount comes to, exact; none for an empty text, which takes the rest."""
    words = text.strip()
    if not words:
        return None
    if words.endswith("%"):
        return abs(whole.times(Decimal(words[:-1].strip()) / 100)).major
    return Decimal(words)


def _bank(workspace: Workspace) -> BankingService:
    return BankingService(workspace.desk)


def _usable(workspace: Workspace) -> list[BankAccount]:
    return [one for one in _bank(workspace).accounts() if not one.archived]


def _find(workspace: Workspace, query: LineQuery, pages: Sequence[int]) -> BankFound | None:
    """Return what an account looks like, or None where the client has none yet."""
    bank, usable = _bank(workspace), _usable(workspace)
    if not usable:
        return None
    account = query.account or usable[0].id
    asked = replace(query, account=account)
    lines = open_list(bank.listing(asked), LINES, pages)
    names = tuple((one.id, one.name) for one in usable)
    waiting = ((one.name, bank.counts(one.id)[LineList.OPEN]) for one in usable if one.id != account)
    elsewhere = tuple((name, count) for name, count in waiting if count)
    return BankFound(asked, lines, bank.counts(account), bank.standing(account), names, elsewhere)


def _propose(workspace: Workspace, account: str | None) -> tuple[list[Proposal], list[Target]]:
    bank, usable = _bank(workspace), _usable(workspace)
    chosen = account or (usable[0].id if usable else None)
    return (bank.propose(chosen), bank.targets(chosen)) if chosen else ([], [])


def _names(workspace: Workspace) -> Names:
    with workspace.desk.books.query() as session:
        return Names(
            tuple((one.code, one.name) for one in accounts(session)),
            tuple((one.code, one.name) for one in tax_codes(session)),
            customers_of(workspace.desk),
        )


__all__ = ["BankFound", "BankPresenter", "CodingSuggestion", "FileLookedAt", "MatchDetails", "Names", "Weighing"]


def is_signed(now: Standing) -> bool:
    """Whether all of the account is signed off."""
    return now.signed_off_through is not None and now.signed_off_through >= now.day


def why_empty(
    found: BankFound, *, clear: Callable[[], object], sign: Callable[[], object], take: Callable[[], object]
) -> Message:
    """Return why no line is shown, with the act that goes on from there."""
    standing = found.standing
    if found.query.text or found.query.same_payee_as:
        return Message("No line here fits the filter.", label="Clear the filter", act=clear)
    if found.query.on is LineList.OPEN and standing.last_statement is not None:
        until = f"The balance is proven to {wording.day(standing.proven_to)}." if standing.proven_to else ""
        if is_signed(standing):
            return Message("Every line is matched and signed off.", remedy=until)
        return Message("Every line is matched.", remedy=until, label="Sign off", act=sign)
    if standing.last_statement is None:
        remedy = "Drop a file of your bank here: OFX, CSV, CAMT, MT940, QIF or BAI2."
        return Message("No statement was imported yet.", remedy=remedy, label="Import a statement", act=take)
    return Message("No line is on this list.")


def looks_like_statement(file: Path) -> bool:
    """Whether a file may be a bank's statement, by its name."""
    return file.suffix.lower() in STATEMENT_SUFFIXES

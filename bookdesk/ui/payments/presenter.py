"""Payment runs as they are asked for and acted on; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from bookdesk.banking.service import BankingService
from bookdesk.core.errors import BookDeskError, NotFound
from bookdesk.core.money import Money
from bookdesk.core.ownfiles import write_beside
from bookdesk.models.payment import RunState
from bookdesk.payments.runfile import RunFile
from bookdesk.payments.runlist import RunRow, run_rows
from bookdesk.payments.views import RunView
from bookdesk.security.roles import Permission, require_any
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class RunsFound:
    """All runs of the client, and the accounts a new one may pay from (id and name)."""

    runs: tuple[RunRow, ...]
    accounts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Written:
    """Files to be kept where a person wants them: name and bytes of each."""

    files: tuple[tuple[str, bytes], ...]
    run: RunFile | None = None
    """Of a bank file: what is held against the bank's screen."""


@dataclass(frozen=True)
class Saved:
    """Where files are now, and what they were."""

    written: Written
    paths: tuple[Path, ...]


class PaymentsPresenter(QObject):
    """Asks for runs of the client in front, and does what a person decides on them."""

    found = Signal(object)
    """A `RunsFound`."""
    run_shown = Signal(object)
    """A `RunView`."""
    saved = Signal(object)
    """`Saved` files."""
    proposed = Signal()
    not_proposed = Signal(object)
    """Why no run was made."""
    part_paid = Signal()
    part_refused = Signal(object)
    """Why a part cannot be paid."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop
        self.run_id = ""
        desktop.books_changed.connect(self._books_changed)

    def refresh(self) -> None:
        """Ask for the list of runs, and for the shown one again."""
        self._ask("runs", _find, self.found.emit)
        if self.run_id:
            self.show_run(self.run_id)

    def show_run(self, run_id: str) -> None:
        """Ask for one run in full, judged for the person at the desk."""
        self.run_id = run_id
        self._ask("run", lambda workspace: workspace.payments.show(run_id), self.run_shown.emit, self._not_shown)

    def today(self) -> date:
        """Return the client's civil date."""
        return self._desktop.today()

    def named(self, words: str) -> str:
        """Return a service's sentence with people's names in it, and dates and amounts as they are written here."""
        return wording.local(self._desktop.office.named(words))

    # -- acts

    def propose(self, account_id: str, day: date, due_by: date | None, *, net_credits: bool) -> None:
        """Make a run and show it."""

        def work(workspace: Workspace) -> RunView:
            workspace.require(Permission.ASSEMBLE_RUN)
            return workspace.payments.propose(account_id, day, due_by=due_by, net_credits=net_credits)

        def then(view: RunView) -> None:
            self._shown(view)
            self.proposed.emit()

        self._desktop.act(self._desktop.client_id, self, work, then, self.not_proposed.emit)

    def exclude(self, payment_id: str, reason: str) -> None:
        """Leave a payment out of its run."""
        self._assemble(lambda workspace: workspace.payments.exclude(payment_id, reason))

    def hold(self, payment_id: str, reason: str) -> None:
        """Hold a payment back."""
        self._assemble(lambda workspace: workspace.payments.hold(payment_id, reason))

    def include(self, payment_id: str) -> None:
        """Put a payment back into its run."""
        self._assemble(lambda workspace: workspace.payments.include(payment_id))

    def pay_part(self, payment_id: str, bill_id: str, amount: Money) -> None:
        """Pay a part of a bill only."""

        def work(workspace: Workspace) -> RunView:
            workspace.require(Permission.ASSEMBLE_RUN)
            return workspace.payments.pay_part(payment_id, bill_id, amount)

        def then(view: RunView) -> None:
            self._shown(view)
            self.part_paid.emit()

        self._desktop.act(self._desktop.client_id, self, work, then, self.part_refused.emit)

    def net(self, payment_id: str, credit_id: str) -> None:
        """Use a credit note in a payment, as far as it fits."""
        self._assemble(lambda workspace: workspace.payments.net(payment_id, credit_id))

    def release(self, view: RunView) -> None:
        """Let the money go: file, postings and settlement in one."""
        run = view.run

        def work(workspace: Workspace) -> RunView:
            workspace.require(Permission.RELEASE_RUN)
            return workspace.payments.release(run.id, version=run.version)

        self._desktop.act(self._desktop.client_id, self, work, self._shown)

    def compared(self, run_id: str) -> None:
        """Write down that bank and books were compared, since the client was put back from a backup."""

        def work(workspace: Workspace) -> RunView:
            workspace.require(Permission.RELEASE_RUN)
            workspace.payments.compared()
            return workspace.payments.show(run_id)

        self._desktop.act(self._desktop.client_id, self, work, self._shown)

    def cancel(self, run_id: str, reason: str) -> None:
        """Drop a run before its release."""
        self._assemble(lambda workspace: workspace.payments.cancel(run_id, reason))

    def recall(self, run_id: str, reason: str) -> None:
        """Take a released run back, which the bank never executed."""
        self._release_act(lambda workspace: workspace.payments.recall(run_id, reason))

    def returned(self, payment_id: str, reason: str) -> None:
        """Record that the bank could not pay one payment."""
        self._release_act(lambda workspace: workspace.payments.returned(payment_id, reason))

    def export(self, view: RunView, folder: Path) -> None:
        """Save the file of a released run, always the same bytes."""

        def work(workspace: Workspace) -> Written:
            require_any(workspace.entry.roles, (Permission.ASSEMBLE_RUN, Permission.RELEASE_RUN))
            file = workspace.payments.take_file(view.run.id)
            return Written(((file.name, file.content),), file)

        self._save(work, folder)

    def advices(self, view: RunView, folder: Path) -> None:
        """Save the remittance advices of a run."""

        def work(workspace: Workspace) -> Written:
            from bookdesk.payments.papers import take_advices  # noqa: PLC0415 - it draws PDFs, which takes 15 MB

            workspace.require(Permission.SEE)
            return Written(take_advices(workspace.desk, view, view.paying))

        self._save(work, folder)

    def report(self, view: RunView, folder: Path) -> None:
        """Save the report of a run that was released."""
        person = self._desktop.office.name_of

        def work(workspace: Workspace) -> Written:
            from bookdesk.payments.papers import take_report  # noqa: PLC0415 - it draws PDFs, as above

            workspace.require(Permission.SEE)
            return Written((take_report(workspace.desk, view, person),))

        self._save(work, folder)

    def _save(self, made: Callable[[Workspace], Written], folder: Path) -> None:
        """Write files into a folder of the person's own; none that is there is replaced."""

        def work(workspace: Workspace) -> Saved:
            written = made(workspace)
            return Saved(written, tuple(write_beside(folder, name, content) for name, content in written.files))

        if self._desktop.client_id:
            self._desktop.quietly(self._desktop.client_id, self, work, self.saved.emit)

    # -- inside

    def _assemble(self, work: Callable[[Workspace], RunView]) -> None:
        self._allowed(Permission.ASSEMBLE_RUN, work)

    def _release_act(self, work: Callable[[Workspace], RunView]) -> None:
        self._allowed(Permission.RELEASE_RUN, work)

    def _allowed(self, permission: Permission, work: Callable[[Workspace], RunView]) -> None:
        def allowed(workspace: Workspace) -> RunView:
            workspace.require(permission)
            return work(workspace)

        self._desktop.act(self._desktop.client_id, self, allowed, self._shown)

    def _shown(self, view: RunView) -> None:
        self.run_id = view.run.id
        self.run_shown.emit(view)

    def _not_shown(self, error: BookDeskError) -> None:
        """Forget a run that is gone, as when its proposal was taken back: the list shows what there is."""
        self.run_id = ""
        if not isinstance(error, NotFound):
            self._desktop.tell_error(error)

    def _ask(
        self,
        name: str,
        work: Callable[[Workspace], object],
        then: Callable[[object], None],
        failed: Callable[[BookDeskError], None] | None = None,
    ) -> None:
        if self._desktop.client_id:
            self._desktop.ask(self._desktop.client_id, self, work, then, failed, name=name)

    def _books_changed(self, client_id: str) -> None:
        if client_id == self._desktop.client_id:
            self.stale.emit()

    stale = Signal()
    """The books changed: what is shown may not hold any more."""


def _find(workspace: Workspace) -> RunsFound:
    accounts = BankingService(workspace.desk).accounts()
    return RunsFound(
        tuple(run_rows(workspace.desk)),
        tuple((one.id, one.name) for one in accounts if not one.archived and not one.card),
    )


def tabs_of(runs: Sequence[RunRow]) -> dict[str, int]:
    """Return how many runs each list has."""
    drafts = sum(run.state is RunState.DRAFT for run in runs)
    return {"draft": drafts, "released": sum(run.state is RunState.RELEASED for run in runs), "all": len(runs)}

"""Schedules as they are asked for, paused and billed; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.invoicing.mailing import MailRun, SalesMailing
from bookdesk.invoicing.recurring import Billed, ScheduleService, ScheduleView
from bookdesk.models.invoice import InvoiceStatus
from bookdesk.models.schedule import InvoiceSchedule
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.workspace import Workspace

T = TypeVar("T")


@dataclass(frozen=True)
class Ran:
    """What a run of schedules made, and the mails it wrote."""

    made: tuple[Billed, ...]
    mails: MailRun

    def drafts(self) -> int:
        """Return how many of them wait to be issued."""
        return sum(one.invoice is not None and one.invoice.status is InvoiceStatus.DRAFT for one in self.made)

    def problems(self) -> list[str]:
        """Return what went otherwise than wanted, each in one sentence with whose it is."""
        names = {one.invoice.id: one.schedule.name for one in self.made if one.invoice is not None}
        told = [(one.schedule.name, one.why) for one in self.made if one.why is not None]
        told += [(names.get(invoice_id, "A mail"), why) for invoice_id, why in self.mails.failed]
        return [f"{name}: {why}" for name, why in told]


class SchedulesPresenter(ClientPresenter):
    """Asks for the schedules of the client in front, and does what a person decides on them."""

    found = Signal(object)
    """All schedules, as `ScheduleView`s, those that were stopped too."""
    ran = Signal(object)
    """What was made: `Ran`."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(desktop, parent)

    def refresh(self) -> None:
        """Ask for the list."""

        def work(workspace: Workspace) -> tuple[ScheduleView, ...]:
            return tuple(ScheduleService(workspace.desk).schedules(stopped=True))

        if self._desktop.client_id:
            self._desktop.ask(self._desktop.client_id, self, work, self.found.emit, name="list")

    def open(self, schedule_id: str = "") -> None:
        """Go to a schedule, or to a new one."""
        back = Place("schedules", self._desktop.client_id, item=schedule_id)
        self._desktop.go(Place("invoice", item=schedule_id, view="schedule", back=back))

    # -- acts

    def run(self, views: Sequence[ScheduleView]) -> None:
        """Make what is due of these schedules, and write the mails of those that go by mail."""
        ids = [one.schedule.id for one in views]

        def work(workspace: Workspace) -> Ran:
            workspace.require(Permission.INVOICE)
            schedules = ScheduleService(workspace.desk)
            made = tuple(billed for schedule_id in ids for billed in schedules.bill(schedule_id))
            to_send = [one.invoice.id for one in made if one.to_send and one.invoice is not None]
            return Ran(made, SalesMailing(workspace.desk).write_all(to_send))

        self._desktop.act(self._desktop.client_id, self, work, self.ran.emit)

    def pause(self, view: ScheduleView, last: date | None) -> None:
        """Bill nothing from today until a day, or until it is resumed."""
        first = self.today()
        self._act(view, lambda schedules, one: schedules.pause(one.id, first, last, version=one.version))

    def resume(self, view: ScheduleView) -> None:
        """Bill again from today."""
        self._act(view, lambda schedules, one: schedules.resume(one.id, version=one.version))

    def stop(self, view: ScheduleView) -> None:
        """Bill nothing more."""
        self._act(view, lambda schedules, one: schedules.stop(one.id, version=one.version))

    # -- inside

    def _act(self, view: ScheduleView, act: Callable[[ScheduleService, InvoiceSchedule], T]) -> None:
        def work(workspace: Workspace) -> None:
            workspace.require(Permission.INVOICE)
            act(ScheduleService(workspace.desk), view.schedule)

        self._desktop.act(self._desktop.client_id, self, work)

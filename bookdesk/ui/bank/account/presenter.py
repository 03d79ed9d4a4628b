"""Adds a bank account to the books of the client in front; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from PySide6.QtCore import QObject, Signal

from bookdesk.core.clock import today
from bookdesk.core.errors import BookDeskError
from bookdesk.takeon.details import AccountSetting, BankDetails, refusals
from bookdesk.takeon.service import NEEDED, KnownAccount, TakeOnService
from bookdesk.takeon.starting import bank_account
from bookdesk.ui.desktop import Desktop
from bookdesk.workspace import Workspace

_NOTHING: Mapping[str, str] = MappingProxyType({})


class AccountPresenter(QObject):
    """Asks what the account begins from, judges what was typed, and adds it."""

    ready = Signal(object)
    """The `AccountSetting` that the form begins from."""
    barred = Signal(object)
    """A `BookDeskError`: no account can be added to these books, or not by this person."""
    wrong = Signal(object)
    """What cannot stand, in words, by field; what is about none of them is under no name."""
    added = Signal(str)
    """The id of the account that was added."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Know nothing of the books yet."""
        super().__init__(parent)
        self._desktop = desktop
        self._setting: AccountSetting | None = None

    def today(self) -> date:
        """Return the client's civil date."""
        zone = self._desktop.office.entry(self._desktop.client_id).profile.zone
        return today(self._desktop.office.clock, zone or "UTC")

    def prepare(self) -> None:
        """Ask what an account of the client in front begins from."""

        def work(workspace: Workspace) -> AccountSetting:
            workspace.require(NEEDED)
            return TakeOnService(workspace.desk).account_setting()

        self._desktop.ask(self._desktop.client_id, self, work, self._begin, self.barred.emit, name="setting")

    def add(
        self, said: BankDetails, opening: Decimal | None, day: date | None, unread: Mapping[str, str] = _NOTHING
    ) -> bool:
        """Add the account, or say what is wrong with what was said of it; whether it is on its way.

        `unread` tells of fields whose text could not be read at all.
        """
        setting = self._setting
        if setting is None:
            return False
        found = {**refusals(said, opening, day, setting), **unread}
        if found or opening is None or day is None:
            self.wrong.emit(found)
            return False

        def work(workspace: Workspace) -> str:
            workspace.require(NEEDED)
            account, in_chart = bank_account(said, opening, day, kind=setting.kind)
            TakeOnService(workspace.desk).bank_account(account, in_chart)
            return account.id

        self._desktop.act(self._desktop.client_id, self, work, self.added.emit, self._refused)
        return True

    def _begin(self, setting: AccountSetting) -> None:
        self._setting = setting
        self.ready.emit(setting)

    def _refused(self, error: BookDeskError) -> None:
        named = self._desktop.office.named
        field = error.field if isinstance(error, KnownAccount) else ""
        self.wrong.emit({field: f"{named(error.what)} {named(error.remedy)}".strip()})

"""What may be chosen in the form of a contact; no widget, no SQL."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from bookdesk.ledger.chart import accounts, tax_codes
from bookdesk.models.account import TaxSide
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.pieces.choice_field import Choice
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class Offers:
    """Accounts and tax codes of the client, by their codes; those of sales and of purchases apart."""

    accounts: tuple[Choice, ...] = ()
    sales_codes: tuple[Choice, ...] = ()
    purchase_codes: tuple[Choice, ...] = ()


class FormPresenter(QObject):
    """Asks what may be chosen at the client in front."""

    offered = Signal(object)
    """`Offers`."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(parent)
        self._desktop = desktop

    def country(self) -> str:
        """Return the country of the client in front, where contacts are at home that say nothing else."""
        client_id = self._desktop.client_id
        return self._desktop.office.entry(client_id).profile.country or "" if client_id else ""

    def ask(self) -> None:
        """Ask for accounts and tax codes."""
        self._desktop.ask(self._desktop.client_id, self, offers, self.offered.emit, name="offers")


def offers(workspace: Workspace) -> Offers:
    """Return what may be chosen."""
    with workspace.desk.books.query() as session:
        charted = tuple(Choice(one.code, f"{one.code}  {one.name}") for one in accounts(session))
        codes = [(one.side, Choice(one.code, f"{one.code}  {one.name}")) for one in tax_codes(session)]
    return Offers(
        charted,
        tuple(choice for side, choice in codes if side is not TaxSide.PURCHASES),
        tuple(choice for side, choice in codes if side is not TaxSide.SALES),
    )

"""What a person says of a move: whose payment it is, or what it was for; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Signal

from bookdesk.banking.service import BankingService
from bookdesk.core.money import Money
from bookdesk.receivables.foresight import customers_of, purse_of
from bookdesk.receivables.online.deciding_by_hand import Coded
from bookdesk.receivables.online.moveshown import MoveShown
from bookdesk.receivables.takings import Wanted
from bookdesk.security.roles import Permission
from bookdesk.ui.gateway import GatewayPresenter, online
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.workspace import Workspace


class DecidingPresenter(GatewayPresenter):
    """Books what a person decided on a move of the client in front."""

    customers = Signal(object, object)
    """The move that is asked about, and who may have paid, as pairs of id and name."""
    accounts = Signal(object, object)
    """The move that is asked about, and the accounts it may be coded to, as pairs of code and name.

    There are none for what settles in another currency than the books': it is entered by hand.
    """
    purse = Signal(object)
    """The `Purse` of the customer who was chosen."""
    done = Signal()
    refused = Signal(object)
    """Why it was not booked: a `BookDeskError`."""

    def may_decide(self) -> bool:
        """Whether the person may decide on moves."""
        return self.may(Permission.BANK)

    def ask_whose(self, shown: MoveShown) -> None:
        """Look who may have paid."""
        self._ask(
            "asked", lambda workspace: customers_of(workspace.desk), lambda found: self.customers.emit(shown, found)
        )

    def ask_what_for(self, shown: MoveShown) -> None:
        """Look which accounts there are."""

        def work(workspace: Workspace) -> tuple[tuple[str, str], ...]:
            if shown.line.net.currency != online(workspace).offers().currency:
                return ()
            found = BankingService(workspace.desk).accounts_for_coding()
            return tuple((one.code, f"{one.code}  {one.name}") for one in found)

        self._ask("asked", work, lambda found: self.accounts.emit(shown, found))

    def look_at(self, customer_id: str) -> None:
        """Look what is open of a customer."""
        self._ask("purse", lambda workspace: purse_of(workspace.desk, customer_id), self.purse.emit)

    def assign(self, shown: MoveShown, customer_id: str, amounts: Mapping[str, Money]) -> None:
        """Book a payment as a customer's, laid on just these invoices; what is more is his credit."""
        wanted = [Wanted(invoice_id, amount) for invoice_id, amount in amounts.items()]

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.BANK)
            online(workspace).assign(shown.line.id, customer_id, wanted)

        self._decide(work, "The payment is booked as the customer’s.")

    def code(self, shown: MoveShown, coded: Coded) -> None:
        """Post a move to an account."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.BANK)
            online(workspace).code(shown.line.id, coded)

        self._decide(work, f"The move is coded to {coded.account}.")

    def note_entered(self, shown: MoveShown, why: str) -> None:
        """Note that a move was entered by hand."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.BANK)
            online(workspace).note_entered(shown.line.id, why)

        self._decide(work, "It is noted that the move is entered.")

    def _decide(self, work: Callable[[Workspace], None], words: str) -> None:
        def done(_: object) -> None:
            self.done.emit()
            self._desktop.tell(Message(words, Tone.GOOD))

        self._desktop.act(self._desktop.client_id, self, work, done, self.refused.emit)

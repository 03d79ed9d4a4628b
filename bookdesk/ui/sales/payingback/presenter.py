"""An online payment as the gateway is asked to pay it back; no widget, no SQL."""

from __future__ import annotations

from PySide6.QtCore import Signal

from bookdesk.core.money import Money
from bookdesk.models.gateway import RefundWish
from bookdesk.security.roles import Permission
from bookdesk.ui import wording
from bookdesk.ui.gateway import GatewayPresenter, online
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message


class PayingBackPresenter(GatewayPresenter):
    """Asks the gateway of the client in front to pay back."""

    asked = Signal(object)
    """`BackAsked`: the panel may open."""
    done = Signal()
    refused = Signal(object)
    """Why it was not done, or that nobody knows: a `BookDeskError`."""

    def may_pay_back(self) -> bool:
        """Whether the person may pay back for the client in front."""
        return self.may(Permission.POST)

    def ask(self, receipt_id: str) -> None:
        """Look how much can be paid back."""
        self._ask("asked", lambda workspace: online(workspace).back_asked(receipt_id), self.asked.emit)

    def pay_back(self, receipt_id: str, amount: Money, why: str, *, again: bool = False) -> None:
        """Ask the gateway to pay back; `again` says that as much goes back once more."""

        def done(wish: RefundWish) -> None:
            self.done.emit()
            words = f"The gateway pays {wording.money(wish.money)} back."
            self._desktop.tell_here(Message(words, Tone.GOOD, "It is booked when the gateway says so."))

        self._reach(
            "Paying back at the gateway",
            Permission.POST,
            lambda service: service.pay_back(receipt_id, amount, why, again=again),
            done,
            self.refused.emit,
        )

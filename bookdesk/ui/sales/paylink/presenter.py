"""Pay links of an invoice as they are asked for, made and closed; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState
from bookdesk.office import portal
from bookdesk.office.portalstanding import LinkThere, link_there, make_link, withdraw_link
from bookdesk.receivables.online.asking import LinkAsked
from bookdesk.receivables.online.collecting import PayLink
from bookdesk.receivables.online.service import Looked
from bookdesk.security.roles import Permission
from bookdesk.ui.gateway import GatewayPresenter, online
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.portal import PortalPresenter
from bookdesk.workspace import Workspace


class PayLinkPresenter(GatewayPresenter):
    """Makes and closes the page on which an invoice of the client in front is paid."""

    asked = Signal(object)
    """`LinkAsked`: the panel may open."""
    known = Signal(object)
    """`LinkAsked`: how it stands after something was done."""
    led = Signal(object)
    """`LinkThere`: the client is at the pay portal, so its link takes the place of a page."""
    attempted = Signal(str, object)
    """The id of an invoice, and the `Attempted` of it, if there is one."""
    refused = Signal(object)
    """Why it was not done: a `BookDeskError`."""

    def may_make(self) -> bool:
        """Whether the person may make pay links for the client in front."""
        return self.may(Permission.INVOICE)

    def ask(self, invoice_id: str) -> None:
        """Look what could be asked for; where no gateway is connected, say how it is."""

        def found(both: tuple[LinkThere | None, LinkAsked]) -> None:
            there, asked = both
            if there is not None:
                self.led.emit(there)
                return
            if asked.live is not None:
                self.asked.emit(asked)
                return
            place = Place("settings", view="paid online")
            words = "This client is connected with no payment gateway, so nobody can pay online."
            connect = Message(words, Tone.WARN, "Connect one first.", "Connect…", lambda: self._desktop.go(place))
            self._desktop.tell_here(connect)

        self._ask(
            "asked",
            lambda workspace: (link_there(workspace, invoice_id), online(workspace).link_asked(invoice_id)),
            found,
        )

    def ask_estimate(self, estimate_id: str) -> None:
        """Look at which link an estimate is decided; where none is to be had, say how it is."""

        def found(there: LinkThere | None) -> None:
            if there is not None:
                self.led.emit(there)
                return
            place = Place("settings", view="pay portal")
            words = "Estimates of this client are not offered at a pay portal, so no link leads to one."
            act = Message(words, Tone.WARN, "Offer them there first.", "Pay portal…", lambda: self._desktop.go(place))
            self._desktop.tell_here(act)

        self._ask("asked", lambda workspace: link_there(workspace, estimate_id), found)

    def look_again(self, invoice_id: str) -> None:
        """Look how it stands by now; the gateway is not asked."""
        self._ask("known", lambda workspace: online(workspace).link_asked(invoice_id), self.known.emit)

    def show_attempt(self, invoice_id: str) -> None:
        """Look how the last attempt stands."""
        self._ask(
            "attempt",
            lambda workspace: online(workspace).attempt(invoice_id),
            lambda found: self.attempted.emit(invoice_id, found),
        )

    def make(self, invoice_id: str, amount: Money) -> None:
        """Have the page made."""

        def made(_: PayLink) -> None:
            self.look_again(invoice_id)

        self._reach(
            "Making a pay link",
            Permission.INVOICE,
            lambda service: service.link(invoice_id, amount),
            made,
            lambda error: self._failed(invoice_id, error),
        )

    def close_page(self, invoice_id: str) -> None:
        """Have the page closed at the gateway."""

        def closed(_: AttemptState | None) -> None:
            self.look_again(invoice_id)

        self._reach(
            "Closing a pay link",
            Permission.INVOICE,
            lambda service: service.close(invoice_id),
            closed,
            lambda error: self._failed(invoice_id, error),
        )

    def look_now(self, invoice_id: str) -> None:
        """Ask the gateway what happened."""

        def looked(_: Looked) -> None:
            self.look_again(invoice_id)

        self._reach(
            "Looking at the payment gateway",
            Permission.BANK,
            lambda service: service.look(),
            looked,
            lambda error: self._failed(invoice_id, error),
        )

    def _failed(self, invoice_id: str, error: BookDeskError) -> None:
        """Say why, and look what it left: an attempt may be unknown now."""
        self.refused.emit(error)
        self.look_again(invoice_id)


class PortalLinks(PortalPresenter):
    """Makes and withdraws the link at which an invoice of the client in front is seen and paid at the portal."""

    known = Signal(object, str)
    """`LinkThere` as it is now, and what of it the portal was not told yet, in words."""
    refused = Signal(object)
    """Why it was not done: a `BookDeskError`."""

    def make(self, invoice_id: str) -> None:
        """Make a link; those before it lead nowhere."""
        self._change("Making a link", invoice_id, make_link)

    def withdraw(self, invoice_id: str) -> None:
        """Let every link of the invoice lead nowhere."""
        self._change("Withdrawing a link", invoice_id, withdraw_link)

    def _change(self, what: str, invoice_id: str, act: Callable[[Workspace, str], portal.Round]) -> None:
        def work(workspace: Workspace) -> tuple[LinkThere | None, portal.Round]:
            told = act(workspace, invoice_id)
            return link_there(workspace, invoice_id), told

        def done(found: tuple[LinkThere | None, portal.Round]) -> None:
            there, told = found
            if there is not None:
                self.known.emit(there, str(told.problem) if told.problem is not None else "")

        self._at_portal(what, Permission.INVOICE, work, done, self.refused.emit)

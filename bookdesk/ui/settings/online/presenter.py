"""What the section on online payments does: connects an account, lets it go, and keeps how customers may pay."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from PySide6.QtCore import Signal

from bookdesk.core.errors import BookDeskError, NotFound
from bookdesk.gateways.catalogue import entry
from bookdesk.ledger.owner import NotStarted
from bookdesk.receivables.online.connection import Connected
from bookdesk.receivables.online.service import Looked
from bookdesk.receivables.online.settings import Named, Offers, Wishes
from bookdesk.security.roles import Permission
from bookdesk.ui import wording
from bookdesk.ui.gateway import GatewayPresenter, online
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.settings.online.table import METHODS, fee_words
from bookdesk.ui.tasks import Failed
from bookdesk.workspace import Workspace


@dataclass(frozen=True)
class OnlineKnown:
    """How online payments of a client stand. `offers` is missing where the books are not started.

    `practice` says that a stand-in on this machine may be connected.
    """

    client: str
    may_change: bool
    practice: bool
    today: date
    wishes: Wishes
    named: Named
    offers: Offers | None = None
    connected: Connected | None = None

    @property
    def currency(self) -> str:
        """In what fees are said: the currency of the books."""
        return self.offers.currency if self.offers is not None else ""


class OnlinePresenter(GatewayPresenter):
    """Asks and changes; the section shows."""

    found = Signal(object)
    """An `OnlineKnown`."""
    none = Signal()
    """No client is in front."""
    said = Signal(object)
    """A `Message` about what was done."""

    def look(self) -> None:
        """Ask how it stands."""
        client_id = self._desktop.client_id
        if not client_id:
            self.none.emit()
            return
        name, may, today = self._desktop.office.entry(client_id).name, self.may(Permission.POST), self.today()
        self._ask("online", lambda workspace: _known(workspace, name, today, may=may), self.found.emit)

    def connect_account(
        self, gateway: str, key: str, base_url: str | None, then: Callable[[], object], failed: Failed
    ) -> None:
        """Connect the client with the account that a key opens."""

        def done(found: Connected) -> None:
            then()
            mode = "It moves real money." if found.account.live else "It is in test mode: no real money moves."
            by_hand = "" if found.account.automatic else " Payouts are made by hand there, so they name no payments."
            words = f"Connected with {found.account.name} at {entry(found.gateway).title}."
            self.said.emit(Message(words, Tone.GOOD, f"{mode}{by_hand}"))
            self.look()

        self._reach(
            "Connecting the payment gateway",
            Permission.POST,
            lambda service: service.connect(gateway, key, base_url=base_url),
            done,
            failed,
        )

    def disconnect_account(self) -> None:
        """Forget the key of the account."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.POST)
            online(workspace).disconnect()

        def done(_: object) -> None:
            self.said.emit(Message("The key is forgotten.", Tone.GOOD, "Withdraw it at the gateway as well."))
            self.look()

        self._desktop.act(self._desktop.client_id, self, work, done)

    def look_now(self, then: Callable[[], object]) -> None:
        """Ask the gateway what happened."""

        def done(looked: Looked) -> None:
            then()
            self.said.emit(Message(looked_words(looked), Tone.GOOD))
            self.look()

        def failed(error: BookDeskError) -> None:
            then()
            self.look()
            self._desktop.tell_error(error)

        self._reach("Looking at the payment gateway", Permission.BANK, lambda service: service.look(), done, failed)

    def keep(self, wishes: Wishes, then: Callable[[], object], failed: Failed) -> None:
        """Keep how customers may pay."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.POST)
            online(workspace).keep_wishes(wishes)

        def done(_: object) -> None:
            then()
            self.said.emit(Message("So customers may pay online from now on.", Tone.GOOD))
            self.look()

        self._desktop.act(self._desktop.client_id, self, work, done, failed)


def looked_words(looked: Looked) -> str:
    """Return what a look at the gateway brought."""
    moves = wording.count(looked.booked.booked, "move")
    waits = f", {looked.booked.waiting:,} wait" if looked.booked.waiting else ""
    asks = f", {looked.booked.to_decide:,} to decide" if looked.booked.to_decide else ""
    return f"The gateway was asked: {moves} booked{waits}{asks}."


def account_words(known: OnlineKnown) -> list[tuple[str, str]]:
    """Return whose account it is, and how far it is known."""
    found = known.connected
    if found is None:
        return []
    account = found.account
    return [
        ("Account", account.name),
        ("At", f"{entry(found.gateway).title}, {account.id}"),
        ("Settles in", f"{account.currency}, {account.country}"),
        ("Payouts", "by themselves" if account.automatic else "by hand: they name no payments"),
        ("Connected", wording.moment(found.connected_at)),
        ("As of", wording.moment(found.asked_at) or "not asked since it was connected"),
    ]


def wish_words(known: OnlineKnown) -> list[tuple[str, str]]:
    """Return how customers may pay, and what that is expected to cost."""
    wishes, named = known.wishes, known.named
    return [
        ("Offered", ", ".join(METHODS.get(one, one.value) for one in wishes.methods) or "whatever the gateway has"),
        ("Pay link in mails", "yes, in each mail of an open invoice" if wishes.in_mails else "no"),
        ("Customers come back to", named.website or "not said: enter the website in the invoice settings first"),
        ("Payouts reach", named.payouts_to or "not said: payouts wait for it"),
        ("Tax code of fees", named.fee_tax_code or "none"),
        *fee_words(wishes, known.today, known.currency),
    ]


def _known(workspace: Workspace, name: str, today: date, *, may: bool) -> OnlineKnown:
    service = online(workspace)
    try:
        offers = service.offers()
    except NotStarted:
        offers = None
    try:
        connected = service.connected()
    except NotFound:
        connected = None
    wishes, named = service.wishes(), service.named_wishes()
    return OnlineKnown(name, may, not workspace.real, today, wishes, named, offers, connected)

"""What the section on the pay portal does: pairs the firm, lets the client in front in, shows, tells and asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Signal

from bookdesk.core.errors import BookDeskError
from bookdesk.core.progress import Progress
from bookdesk.office import portal, portalstanding
from bookdesk.office.portal import Met
from bookdesk.office.portalstanding import AtPortal, FirmPaired
from bookdesk.receivables.portal.listing import ToTell
from bookdesk.receivables.portal.switching import Offer, PortalKeys
from bookdesk.security.roles import Permission, permitted
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message, Place
from bookdesk.ui.portal import PortalPresenter
from bookdesk.ui.tasks import Failed
from bookdesk.workspace import Workspace

LANE = "practice"
_SWITCHED = "Nothing leaves before somebody has seen what would."


@dataclass(frozen=True, slots=True)
class PortalKnown:
    """How firm and client stand at the portal. `at` is missing without a client, or where no books are started."""

    client: str
    manages: bool
    may_change: bool
    may_tell: bool
    firm: FirmPaired | None
    at: AtPortal | None = None


class PortalSettings(PortalPresenter):
    """Asks and changes; the section shows."""

    found = Signal(object)
    """A `PortalKnown`."""
    said = Signal(object)
    """A `Message` about what was done or refused."""

    def look(self) -> None:
        """Ask how it stands; the portal is not asked."""
        desktop, client_id = self._desktop, self._desktop.client_id
        may_change, may_tell = self.may(Permission.POST), self.may(Permission.INVOICE)

        def known() -> PortalKnown:
            practice = desktop.office.practice
            manages = practice.writes and permitted(practice.roles(), Permission.MANAGE_USERS)
            firm = portalstanding.firm_paired(practice)
            if not client_id:
                return PortalKnown("", manages, may_change, may_tell, firm)
            with desktop.office.workspace(client_id) as workspace:
                at = portalstanding.at_portal(workspace)
            return PortalKnown(desktop.office.entry(client_id).name, manages, may_change, may_tell, firm, at)

        def seen(found: PortalKnown) -> None:
            if desktop.client_id == client_id:
                self.found.emit(found)

        desktop.door.ask(self, known, seen, self._say_error, name="portal")

    # -- the firm

    def meet(self, address: str, code: str, then: Callable[[Met], None], failed: Failed) -> None:
        """Show a portal its code, and learn whose key answers; nothing is kept yet."""
        practice = self._desktop.office.practice

        def run(progress: Progress) -> Met:
            progress.step("Reaching the pay portal", 0, 0)
            return portal.meet(practice, address, code)

        self._desktop.door.long("Reaching the pay portal", self, run, then, failed)

    def trust(self, met: Met, then: Callable[[], object], failed: Failed) -> None:
        """Pair the firm with a portal whose fingerprint somebody has compared."""
        practice = self._desktop.office.practice

        def done(_: object) -> None:
            then()
            words = f"The firm is paired with the portal at {met.address}."
            self._done(Message(words, Tone.GOOD, "Choose a client, and say what of him is offered there."))

        self._desktop.door.change(LANE, self, lambda: portal.trust(practice, met), done, failed)

    def forget(self) -> None:
        """Forget with which portal the firm is paired."""
        practice = self._desktop.office.practice
        told = Message("The pairing is forgotten.", Tone.GOOD, "Have the portal’s host take its key off as well.")
        self._desktop.door.change(
            LANE, self, lambda: portal.forget(practice), lambda _: self._done(told), self._say_error
        )

    # -- the client

    def offer(self, offer: Offer, then: Callable[[], object], failed: Failed) -> None:
        """Let the client in, or keep what else is offered of him."""
        practice = self._desktop.office.practice

        def done(_: object) -> None:
            then()
            self._done(Message("So the client is at the pay portal from now on.", Tone.GOOD, _SWITCHED))

        self._at_portal(
            "Letting the client in at the pay portal",
            Permission.POST,
            lambda workspace: portalstanding.offer_there(practice, workspace, offer),
            done,
            failed,
        )

    def give_keys(self, keys: PortalKeys, then: Callable[[], object], failed: Failed) -> None:
        """Give the portal a key of its own at the client's gateway."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.POST)
            portalstanding.give_keys(workspace, keys)

        def done(_: object) -> None:
            then()
            words = "The portal’s key waits to be told. It is kept nowhere here."
            self._done(Message(words, Tone.GOOD, "Tell and ask now, or let the window do it with its next round."))

        self._desktop.act(self._desktop.client_id, self, work, done, failed)

    def switch_off(self) -> None:
        """Offer nothing of the client any more."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.POST)
            portal.switch_off(workspace)

        told = Message("Switched off.", Tone.GOOD, "With the next telling everything of him is withdrawn there.")
        self._desktop.act(self._desktop.client_id, self, work, lambda _: self._done(told), self._say_error)

    def fall_silent(self) -> None:
        """Let this computer speak no more for the client; the portal is told, and forgets its key."""
        practice = self._desktop.office.practice
        told = Message("This computer speaks no more for the client.", Tone.GOOD, "He stays at the portal.")
        self._at_portal(
            "Telling the pay portal",
            Permission.POST,
            lambda workspace: portal.revoke_device(practice, workspace),
            lambda _: self._done(told),
            self._say_error,
        )

    def preview(self, then: Callable[[list[ToTell]], None], failed: Failed) -> None:
        """Show what would leave; nothing does by that."""

        def work(workspace: Workspace) -> list[ToTell]:
            workspace.require(Permission.POST)
            return portal.service(workspace).preview(seen=False)

        self._desktop.quietly(self._desktop.client_id, self, work, then, failed)

    def let_leave(self, then: Callable[[], object], failed: Failed) -> None:
        """Keep that a person has seen what leaves, then tell it and ask."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.POST)
            portal.service(workspace).preview()

        self._desktop.quietly(self._desktop.client_id, self, work, lambda _: self.tell_and_ask(then), failed)

    def tell_and_ask(self, then: Callable[[], object]) -> None:
        """Take what the portal has to tell, and tell it what is new."""

        def ended(message: Message) -> None:
            then()
            self._done(message)

        self._round(ended)

    def withdraw_strangers(self) -> None:
        """Have withdrawn what only the portal knows."""

        def work(workspace: Workspace) -> int:
            workspace.require(Permission.INVOICE)
            return portalstanding.withdraw_strangers(workspace)

        told = Message("They are withdrawn with the next telling.", Tone.GOOD)
        self._desktop.quietly(self._desktop.client_id, self, work, lambda _: self._done(told), self._say_error)

    def go_to_gateway(self) -> None:
        """Show how the client is connected with his gateway."""
        self._desktop.go(Place("settings", self._desktop.client_id, view="paid online"))

    def _done(self, message: Message) -> None:
        self.said.emit(message)
        self.look()

    def _say_error(self, error: BookDeskError) -> None:
        self.said.emit(Message(error.what, Tone.BAD, error.remedy))

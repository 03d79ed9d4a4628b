"""What the screen of people does: it asks who may what, and changes it in the practice's own lane."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from bookdesk.core.clock import today
from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.core.progress import Progress
from bookdesk.office import people
from bookdesk.office.people import Access, Limit, Member, NewMember, Served, Staff, Wish
from bookdesk.security.roles import Role
from bookdesk.security.rotation import Rotated
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.tasks import Failed

LANE = "practice"
"""Changes of the practice's own file run one after the other."""
_MOST: Final = 24
"""Of so many accesses at once the limits are asked for: each is in the file of its client."""
_WAITS = "A role that somebody gives himself counts for approving and paying a day later."


@dataclass(frozen=True, slots=True)
class LimitWish:
    """An approval limit that was changed: an amount, or any (none)."""

    amount: Money | None


class PeoplePresenter(QObject):
    """Asks and changes; the screen shows."""

    found = Signal(object)
    """The `Staff`."""
    added = Signal(str)
    """The id of a person who was added, before it is told."""
    limits_found = Signal(object)
    """User and client ids of the accesses that were asked about and approve nothing yet."""
    done = Signal(object)
    """A `Message` about what was changed; the form that asked for it closes."""
    refused = Signal(object)
    """A `BookDeskError` for the form that is open, else for the page."""

    def __init__(self, desktop: Desktop, owner: QObject) -> None:
        """Serve the people of this desk."""
        super().__init__(owner)
        self._desktop = desktop

    def look(self) -> None:
        """Ask who works here and who may open what."""
        office = self._desktop.office

        def seen(staff: Staff) -> None:
            self.found.emit(staff)

        self._desktop.door.ask(self, lambda: people.staff(office), seen, self._desktop.tell_error, name="staff")

    def today(self) -> date:
        """Return the day it is here."""
        return today(self._desktop.office.clock, "UTC")

    def limit(self, user_id: str, client_id: str, then: Callable[[Limit], None], failed: Failed) -> None:
        """Ask up to which amount somebody approves at a client."""
        office = self._desktop.office
        self._desktop.door.ask(self, lambda: people.limit_of(office, user_id, client_id), then, failed, name="limit")

    def look_at_limits(self, accesses: Sequence[Access]) -> None:
        """Ask up to which amount some accesses approve; of all of a long list that would open too many files."""
        office, asked = self._desktop.office, tuple(accesses[:_MOST])

        def seen(limits: Mapping[tuple[str, str], Limit]) -> None:
            self.limits_found.emit(limits)

        failed = self._desktop.tell_error
        self._desktop.door.ask(self, lambda: people.limits_of(office, asked), seen, failed, name="limits")

    def add(self, new: NewMember) -> None:
        """Add a person."""
        told = Message(f"{new.name} was added, with {wording.count(len(new.clients), 'client')}.", Tone.GOOD)

        def added(user_id: str) -> None:
            self.added.emit(user_id)
            self._end(told)

        work = partial(people.add_member, self._desktop.office, new)
        self._desktop.door.change(LANE, self, work, added, self._fail)

    def give_roles(self, member: Member, roles: tuple[Role, ...]) -> None:
        """Give a person other usual roles."""
        remedy = _WAITS if member.is_me else ""
        self._change(
            lambda: people.give_roles(self._desktop.office, member.id, roles), f"{member.name} has other roles.", remedy
        )

    def renew(self, member: Member, passphrase: str) -> None:
        """Give a person new keys and a new passphrase."""
        words = f"{member.name} has new keys and a new passphrase."
        self._change(
            lambda: people.renew_member(self._desktop.office, member.id, passphrase),
            words,
            "His second factor is gone with the old keys; the old passphrase opens nothing.",
        )

    def give(self, wish: Wish, name: str, limit: LimitWish | None = None) -> None:
        """Let somebody open a client, with a limit where that was changed."""
        office = self._desktop.office

        def work() -> None:
            people.give_client(office, wish)
            if limit is not None:
                people.set_limit(office, wish.user_id, wish.client_id, limit.amount)

        day = f" until {wording.day(wish.until)}" if wish.until is not None else ""
        self._change(work, f"{name} may open {office.entry(wish.client_id).name}{day}.")

    def take(self, served: Served, member: Member) -> None:
        """Take a client away from somebody, and change its key."""
        office = self._desktop.office

        def work(progress: Progress) -> Rotated:
            return people.take_client(office, member.id, served.client_id, progress)

        what = f"{member.name} can no longer open {served.name}"
        self._desktop.door.long(
            "Changing keys", self, work, lambda done: self._end(taken_words(what, done)), self._fail
        )

    def finish_keys(self) -> None:
        """Change the keys that somebody who left still knows."""
        office = self._desktop.office

        def work(progress: Progress) -> Rotated:
            return people.finish_keys(office, progress)

        what = "Nobody who left knows a key any more"
        self._desktop.door.long(
            "Changing keys", self, work, lambda done: self._end(taken_words(what, done)), self._fail
        )

    def withdraw(self, device_id: str, name: str) -> None:
        """Refuse a computer from now on."""
        self._change(
            lambda: people.withdraw(self._desktop.office, device_id),
            f"{name} is let in no more.",
            "If it was lost, give its users new passphrases, too.",
        )

    def remove(self, member: Member) -> None:
        """Remove a person and change the keys he knew; it takes its time, and the status line shows it."""
        office = self._desktop.office

        def work(progress: Progress) -> Rotated:
            return people.remove_member(office, member.id, progress)

        self._long(work, lambda done: removal_words(member.name, done))

    def _long(self, work: Callable[[Progress], Rotated], told: Callable[[Rotated], Message]) -> None:
        self._desktop.door.long("Changing keys", self, work, lambda done: self._end(told(done)), self._fail)

    def _change(self, work: Callable[[], object], words: str, remedy: str = "") -> None:
        told = Message(words, Tone.GOOD, remedy)
        self._desktop.door.change(LANE, self, work, lambda _: self._end(told), self._fail)

    def _end(self, told: Message) -> None:
        self.done.emit(told)
        self.look()

    def _fail(self, error: BookDeskError) -> None:
        self.refused.emit(error)
        self.look()  # a part may be done


_KEPT = "What was copied before stays readable to whoever has the copy."
_LATER = "Change them in People when nothing else is going on."


def removal_words(name: str, rotated: Rotated) -> Message:
    """Return what is said of a removal: all keys are new, or what is left to be done."""
    if rotated.finished:
        keys = wording.count(len(rotated.clients), "client")
        return Message(f"{name} was removed; the practice and {keys} have new keys.", Tone.GOOD, _KEPT)
    return Message(f"{name} was removed, but still knows {_left(rotated)}.", Tone.WARN, f"{_LATER} {_KEPT}")


def taken_words(what: str, rotated: Rotated) -> Message:
    """Return what is said where keys were changed: that they are new, or which are still known."""
    if rotated.finished:
        return Message(f"{what}; the keys are new.", Tone.GOOD, _KEPT)
    return Message(f"Still known to somebody who left: {_left(rotated)}.", Tone.WARN, f"{_LATER} {_KEPT}")


def _left(rotated: Rotated) -> str:
    clients = wording.count(len(rotated.left), "client")
    of = f"the keys of {clients}" if rotated.left else "the key"
    return of if rotated.practice else f"{of} of the practice" if not rotated.left else f"{of} and of the practice"

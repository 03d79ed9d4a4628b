"""Who works in the practice, who may open which client, and from which computers: seen as one, changed one by one."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final

from bookdesk.approvals.limits import ApprovalRules
from bookdesk.core.errors import BookDeskError, NotAllowed, RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.progress import Progress
from bookdesk.models.practice import User
from bookdesk.office.opened import Office
from bookdesk.office.staffing import Holder, lacking
from bookdesk.security import members
from bookdesk.security.clientkeys import ClientEntry
from bookdesk.security.devices import DeviceEntry, devices, withdraw_device
from bookdesk.security.ends import end_of, last_day
from bookdesk.security.passphrase import passphrase_from
from bookdesk.security.rolechange import change_roles
from bookdesk.security.roles import PERMISSIONS, Permission, Role, permitted
from bookdesk.security.rotation import Rotated, rotate, rotation_pending

_CONSONANTS: Final = "bdfghjklmnprstvz"
_VOWELS: Final = "aeiou"
_WORDS, _SYLLABLES = 5, 2


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works here, or did: his usual roles, and how many of the clients one sees he may open."""

    id: str
    name: str
    roles: tuple[Role, ...]
    active: bool
    is_me: bool
    clients: int


@dataclass(frozen=True, slots=True)
class Access:
    """That somebody may open a client: the roles that hold there, whether they are his own for it, and his last day."""

    user_id: str
    client_id: str
    roles: tuple[Role, ...]
    own_roles: bool = False
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """A client that one can open oneself: who else may, and what nobody can do there."""

    client_id: str
    name: str
    access: Mapping[str, Access]
    """User id → his access."""
    lacking: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Staff:
    """All of it. `may_change` says whether who looks is an owner, `old_keys` whether somebody who left knows a key."""

    members: tuple[Member, ...]
    clients: tuple[Served, ...]
    computers: tuple[DeviceEntry, ...]
    may_change: bool
    old_keys: bool = False

    def member(self, user_id: str) -> Member | None:
        """Return a person; none where he is not known."""
        return next((one for one in self.members if one.id == user_id), None)

    def client(self, client_id: str) -> Served | None:
        """Return a client; none where one has no key of it."""
        return next((one for one in self.clients if one.client_id == client_id), None)

    def of(self, user_id: str) -> tuple[tuple[Served, Access], ...]:
        """Return the clients somebody may open."""
        return tuple((one, one.access[user_id]) for one in self.clients if user_id in one.access)


@dataclass(frozen=True, slots=True)
class NewMember:
    """Somebody who is to work here. `clients` are ids; the passphrase was typed by him, or is told him once."""

    name: str
    roles: tuple[Role, ...]
    passphrase: str
    clients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody is to have at a client: roles of his own or his usual ones (none), and a last day if any."""

    user_id: str
    client_id: str
    roles: tuple[Role, ...] = ()
    until: date | None = None


def staff(office: Office) -> Staff:
    """Return who works here and who may open what, as far as one can see oneself."""
    practice = office.practice
    users = practice.file.users()
    served = tuple(_served(office, entry, users) for entry in office.clients())
    people = tuple(
        Member(
            user.id,
            user.name,
            practice.roles_of(user),
            user.active,
            user.id == practice.user.id,
            sum(user.id in one.access for one in served),
        )
        for user in users
    )
    may_change = practice.user.root_box is not None and permitted(practice.roles(), Permission.MANAGE_USERS)
    return Staff(people, served, devices(practice), may_change, bool(rotation_pending(practice)))


def add_member(office: Office, new: NewMember) -> str:
    """Add a person and return his id."""
    user = members.add_user(office.practice, new.name, new.roles, passphrase_from(new.passphrase), new.clients)
    office.refresh()
    return user.id


def give_roles(office: Office, user_id: str, roles: Sequence[Role]) -> None:
    """Give a person other usual roles."""
    change_roles(office.practice, _name(office, user_id), roles)
    office.refresh()


def renew_member(office: Office, user_id: str, passphrase: str) -> None:
    """Give a person who lost his passphrase new keys and a new one; his grants stay."""
    if user_id == office.practice.user.id:
        raise RuleBroken("Nobody renews his own keys.", "Change your passphrase in the settings instead.")
    members.renew_user(office.practice, _name(office, user_id), passphrase_from(passphrase))
    office.refresh()


def remove_member(office: Office, user_id: str, progress: Progress) -> Rotated:
    """Take everything away from a person, and give the practice and each client he could open a new key.

    It may be stopped between two clients; for somebody who was removed before it goes on with what is left.
    """
    try:
        return members.remove_user(office.practice, _name(office, user_id), progress=progress)
    finally:
        office.refresh()


def give_client(office: Office, wish: Wish) -> None:
    """Let a person open a client, or change with which roles and until which day he may."""
    zone = office.entry(wish.client_id).profile.zone
    until = None if wish.until is None else end_of(wish.until, zone)
    members.grant_client(office.practice, wish.client_id, _name(office, wish.user_id), wish.roles or None, until)
    office.refresh()


def take_client(office: Office, user_id: str, client_id: str, progress: Progress) -> Rotated:
    """Take a client away from a person, and give it a new key."""
    if user_id == office.practice.user.id:
        raise NotAllowed(
            "You would lose this client yourself, and with it the right to give it to anybody.",
            "Let another owner take it away.",
        )
    try:
        return members.revoke_client(office.practice, client_id, _name(office, user_id), progress=progress)
    finally:
        office.refresh()


def finish_keys(office: Office, progress: Progress) -> Rotated:
    """Change the keys that somebody who left still knows, because the change was stopped or a client was in use."""
    left = rotation_pending(office.practice)
    return rotate(office.practice, left.clients, practice_too=left.practice, progress=progress)


def withdraw(office: Office, device_id: str) -> None:
    """Refuse a computer from now on."""
    withdraw_device(office.practice, device_id)


@dataclass(frozen=True, slots=True)
class Limit:
    """Up to which amount somebody approves at a client: an amount, any (none), or nothing where he has no limit."""

    currency: str
    given: bool
    amount: Money | None


def limit_of(office: Office, user_id: str, client_id: str) -> Limit:
    """Return the approval limit of a person at a client; its file is opened for that."""
    with office.workspace(client_id) as workspace:
        rules = ApprovalRules(workspace.desk, workspace.trusted)
        currency = rules.currency()
        found = next((one for one in rules.rules().approvers if one.user_id == user_id), None)
    amount = None if found is None or found.limit is None else Money(found.limit, currency)
    return Limit(currency, found is not None, amount)


def limits_of(office: Office, accesses: Sequence[Access]) -> Mapping[tuple[str, str], Limit]:
    """Return the limits of those accesses that approve, by user and client; each client's file is opened.

    Where the books of a client are not started there are no limits yet, and nobody is named.
    """
    found: dict[tuple[str, str], Limit] = {}
    for one in accesses:
        if any(Permission.APPROVE in PERMISSIONS[role] for role in one.roles):
            with suppress(BookDeskError):  # it may be in use, or not started
                found[one.user_id, one.client_id] = limit_of(office, one.user_id, one.client_id)
    return found


def set_limit(office: Office, user_id: str, client_id: str, limit: Money | None) -> None:
    """Say up to which amount of base currency a person approves at a client; none is any amount."""
    with office.workspace(client_id) as workspace:
        ApprovalRules(workspace.desk, workspace.trusted).set_limit(user_id, limit)


def new_passphrase() -> str:
    """Return five words that nobody connects, of letters that are said as they are written: 63 bits."""
    return " ".join(
        "".join(secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS) for _ in range(_SYLLABLES)) for _ in range(_WORDS)
    )


def _served(office: Office, entry: ClientEntry, users: Sequence[User]) -> Served:
    practice, access = office.practice, dict[str, Access]()
    grants = practice.file.grants_on(entry.client_id)
    for user in users:
        grant = grants.get(user.id)
        if grant is None or not user.active:
            continue
        usual, roles = practice.roles_of(user), practice.roles_of(user, entry.client_id)
        until = practice.rights.until(user, entry.client_id)
        day = None if until is None else last_day(until, entry.profile.zone)
        access[user.id] = Access(user.id, entry.client_id, roles, own_roles=set(roles) != set(usual), until=day)
    names = {user.id: user.name for user in users}
    holders = [Holder(names[one.user_id], one.roles) for one in access.values() if one.roles]
    return Served(entry.client_id, entry.name, access, lacking(holders))


def _name(office: Office, user_id: str) -> str:
    return office.practice.file.user(user_id).name

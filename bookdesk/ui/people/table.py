"""What the lists show: people, clients with a column for each person, computers, and one's accesses beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bookdesk.office.people import Access, Limit, Member, Served, Staff
from bookdesk.office.staffing import access_words
from bookdesk.security.devices import DeviceEntry
from bookdesk.security.roles import Role
from bookdesk.ui import wording
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill


def role_words(roles: Sequence[Role]) -> str:
    """Return roles as they are read."""
    return ", ".join(role.value for role in roles) or "none"


def member_pill(member: Member) -> Pill:
    """Return how somebody stands."""
    if not member.active:
        return Pill("void", "Removed")
    return Pill("user", "You", Tone.ACCENT) if member.is_me else Pill("check", "Works here", Tone.GOOD)


def computer_pill(computer: DeviceEntry) -> Pill:
    """Return how a computer stands."""
    if not computer.active:
        return Pill("void", "Withdrawn")
    return Pill("check", "This one", Tone.ACCENT) if computer.here else Pill("check", "Let in", Tone.GOOD)


def served_pill(served: Served) -> Pill:
    """Return whether something cannot be done at a client."""
    if not served.lacking:
        return Pill("check", "Complete", Tone.GOOD)
    return Pill("alert", f"{wording.count(len(served.lacking), 'gap')}", Tone.WARN)


def access_text(access: Access | None) -> str:
    """Return until when somebody may open a client, before what is cut off where there is no room, and what he does."""
    if access is None:
        return ""
    does = access_words(access.roles)
    if access.until is None or not does:
        return does or "ended"
    return f"until {wording.day(access.until)}: {does}"


MEMBERS: tuple[Column[Member], ...] = (
    Column("name", "Name", 170, lambda member: member.name),
    Column("roles", "Roles", 220, lambda member: role_words(member.roles), grows=True, spare=1),
    Column("clients", "Clients", 80, lambda member: f"{member.clients:,}", number=True, spare=2),
    Column("standing", "Standing", 120, lambda member: member_pill(member).words, pill=member_pill),
)
COMPUTERS: tuple[Column[DeviceEntry], ...] = (
    Column("name", "Computer", 190, lambda computer: computer.name, grows=True),
    Column("user", "First used by", 140, lambda computer: computer.user, spare=1),
    Column("since", "Since", 150, lambda computer: wording.moment(computer.since), spare=2),
    Column("standing", "Standing", 120, lambda computer: computer_pill(computer).words, pill=computer_pill),
)


def clients_columns(staff: Staff) -> tuple[Column[Served], ...]:
    """Return the columns of who can open what: a client a row, a person a column."""
    first = Column[Served]("client", "Client", 200, lambda served: served.name)
    last = Column[Served](
        "gaps",
        "Second person",
        116,
        lambda served: served_pill(served).words,
        pill=served_pill,
        note=lambda served: " ".join(served.lacking),
    )
    return (first, last, *(_of_person(one) for one in staff.members if one.active))


def _of_person(member: Member) -> Column[Served]:
    def words(served: Served) -> str:
        return access_text(served.access.get(member.id))

    def roles(served: Served) -> str:
        access = served.access.get(member.id)
        return f"{member.name}: {role_words(access.roles)}" if access is not None else f"{member.name} has no key of it"

    return Column(f"person {member.id}", member.name, 168, words, note=roles)


@dataclass(frozen=True, slots=True)
class Line:
    """An access beside the list: named by the client where a person is shown, by the person where a client is."""

    name: str
    access: Access
    limit: Limit | None = None
    """Up to which amount he approves there, where it is known."""

    @property
    def does(self) -> str:
        """What he does there, in few words."""
        limit = self.limit
        up_to = wording.amount(limit.amount) if limit is not None else ""
        return access_words(self.access.roles, no_limit=limit is not None and not limit.given, up_to=up_to) or "ended"

    @property
    def in_full(self) -> str:
        """His roles there, and his limit with its currency."""
        own = ", for this client only" if self.access.own_roles else ""
        up_to = wording.money(self.limit.amount) if self.limit is not None else ""
        return f"{role_words(self.access.roles)}{own}{f'; approves up to {up_to}' if up_to else ''}"

    @property
    def last_day(self) -> str:
        """His last day there, or nothing where it is for good."""
        return wording.day(self.access.until) if self.access.until is not None else ""


LINES: tuple[Column[Line], ...] = (
    Column("name", "Name", 110, lambda line: line.name, grows=True),
    Column("until", "Last day", 96, lambda line: line.last_day),
    Column(
        "access",
        "There",
        150,
        lambda line: line.does,
        note=lambda line: line.in_full,
        grows=True,
    ),
)

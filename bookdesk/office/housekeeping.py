"""What keeps a practice safe and known, for a person at the desk: who works here, everything verified."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bookdesk.core.progress import Progress
from bookdesk.office.invariants import check_practice
from bookdesk.office.opened import Office
from bookdesk.security.safety import Verified


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who works here; `clients` is how many he may read, as far as the asking person can see."""

    id: str
    name: str
    roles: tuple[str, ...]
    active: bool
    is_me: bool


@dataclass(frozen=True, slots=True)
class About:
    """What the practice is."""

    name: str
    mode: str
    home: Path
    people: tuple[Person, ...]
    computers: int


def about_practice(office: Office) -> About:
    """Return name, place and people of the practice."""
    practice = office.practice
    people = tuple(
        Person(
            user.id,
            user.name,
            tuple(role.value for role in practice.roles_of(user)),
            user.active,
            user.id == practice.user.id,
        )
        for user in practice.file.users()
    )
    kept = practice.practice
    computers = sum(device.active for device in practice.file.devices())
    return About(kept.name, kept.mode.value, practice.places.home, people, computers)


def verify_all(office: Office, progress: Progress) -> tuple[Verified, ...]:
    """Check the practice and every client this person can open; what was checked by the time it is stopped is told."""
    entries = office.practice.clients()
    found: list[Verified] = []
    for verified in check_practice(office.practice, entries):
        found.append(verified)
        progress.step("Verifying", len(found), len(entries) + 1)
        if progress.cancelled():
            break
    return tuple(found)

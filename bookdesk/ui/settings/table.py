"""Who works here, as a table to be read."""

from __future__ import annotations

from bookdesk.office.housekeeping import Person
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.pieces.columns import Column, Pill
from bookdesk.ui.pieces.models import RowsModel


def _standing(person: Person) -> Pill:
    if not person.active:
        return Pill("void", "Removed")
    return Pill("user", "You", Tone.ACCENT) if person.is_me else Pill("check", "Active", Tone.GOOD)


COLUMNS: tuple[Column[Person], ...] = (
    Column("name", "Name", 180, lambda person: person.name),
    Column("roles", "Roles in the practice", 260, lambda person: ", ".join(person.roles), grows=True),
    Column("standing", "Standing", 110, lambda person: _standing(person).words, pill=_standing),
)


def people_model() -> RowsModel[Person]:
    """Return a table without rows."""
    return RowsModel(COLUMNS, lambda person: person.id)

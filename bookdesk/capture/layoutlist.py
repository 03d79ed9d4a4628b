"""What was learned of suppliers' layouts, told to people, who may have it forgotten."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bookdesk.capture.memory.kept import KeptSpots
from bookdesk.capture.memory.layouts import LEARNED
from bookdesk.capture.remembering import share
from bookdesk.core.errors import NotFound
from bookdesk.models.contact import Contact
from bookdesk.models.layout import SupplierLayout
from bookdesk.store.desk import Desk
from bookdesk.store.layouts import FirmLayouts


@dataclass(frozen=True, slots=True)
class LearnedLayout:
    """What is remembered of one supplier.

    `documents` are those that taught it, `missed` how often a value had to be corrected that they spoke for.
    """

    contact_id: str
    supplier: str
    documents: int
    fields: tuple[str, ...]
    missed: int


def learned_layouts(desk: Desk) -> tuple[LearnedLayout, ...]:
    """Return what is remembered, by supplier."""
    with desk.books.query() as session:
        return _learned(session)


def forget_layouts(desk: Desk, supplier: str) -> LearnedLayout:
    """Forget all layouts of a supplier (name or id) and return what they were; `NotFound` where there are none."""
    wanted = supplier.strip().casefold()
    found = next((one for one in learned_layouts(desk) if wanted in {one.contact_id, one.supplier.casefold()}), None)
    if found is None:
        raise NotFound(
            f"Nothing is remembered of the layout of {supplier}.",
            "Name the supplier as the list has him.",
            command="bookdesk inbox layouts",
        )
    with desk.books.upkeep() as session:
        session.execute(delete(SupplierLayout).where(SupplierLayout.contact_id == found.contact_id))
    if isinstance(desk.layouts, FirmLayouts):
        share(desk, desk.layouts)  # at once: nothing is sealed that would wake anybody
    return found


def _learned(session: Session) -> tuple[LearnedLayout, ...]:
    query = (
        select(SupplierLayout, Contact.name)
        .join(Contact, Contact.id == SupplierLayout.contact_id)
        .order_by(Contact.name, Contact.id)
    )
    rows: dict[tuple[str, str], list[SupplierLayout]] = defaultdict(list)
    for row, name in session.execute(query):
        rows[row.contact_id, name].append(row)
    return tuple(_of_supplier(contact_id, name, those) for (contact_id, name), those in rows.items())


def _of_supplier(contact_id: str, name: str, rows: list[SupplierLayout]) -> LearnedLayout:
    known = {field for row in rows for field in KeptSpots(row.spots)}
    fields = tuple(field for field in LEARNED if field in known)
    return LearnedLayout(contact_id, name, len(rows), fields, sum(row.missed for row in rows))

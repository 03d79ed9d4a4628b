"""The whole history of a client, or of the practice, as a windowed list: newest first, sought by many things."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.models.client import ClientProfile
from bookdesk.models.wording import NOUNS
from bookdesk.office.actkinds import ActKind, acts_of
from bookdesk.office.fields import FieldChange, Value
from bookdesk.office.naming import Names, Person
from bookdesk.office.parts import with_parts
from bookdesk.office.trail import Reader, net_changes
from bookdesk.store.books import Books
from bookdesk.store.file import StoreFile
from bookdesk.store.glance import Key, glances_at, images_in
from bookdesk.store.history import Image
from bookdesk.store.listing import Keys
from bookdesk.store.sought import Sought, condition
from bookdesk.store.undo import undone

MOST_ENTRIES = 400
"""Of an act that touched more rows, such as a take-on, the first are shown."""
_SILENT = frozenset({"document_page", "supplier_layout", "match_line", "match_part", "certificate", "client_summary"})
"""Rows that say nothing to people beside the one they belong to."""
_CALLED = (
    ("bill", "number"),
    ("contact", "name"),
    ("document", "file_name"),
    ("payee_account", "holder"),
    ("bank_line", "description"),
    ("payment_run", "number"),
    ("user", "name"),
)
_MOST_NAMED = 500


@dataclass(frozen=True, slots=True)
class PastQuery:
    """What is looked for; days are the client's own, both included. `mine` are acts of the person at work."""

    text: str = ""
    person: str = ""
    kind: ActKind | None = None
    table: str = ""
    records: tuple[Key, ...] = ()
    since: date | None = None
    until: date | None = None
    by_people: bool = False


@dataclass(frozen=True, slots=True)
class ActRow:
    """One act in the list. `by_job` says that it followed of itself, `undone` that it was taken back since."""

    key: int
    id: str
    when: datetime
    user: str
    who: str
    action: str
    label: str
    note: str
    by_job: bool
    undone: bool


@dataclass(frozen=True, slots=True)
class Touched:
    """What an act did to one record: `made` and `gone` say that it came or went with it, `purged` that it was emptied.

    `leads_to` is the record it means to people.
    """

    noun: str
    name: str
    leads_to: Key
    made: bool
    gone: bool
    purged: bool
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class ActDetail:
    """One act in full; `more` says that it touched more than is shown."""

    row: ActRow
    device: str
    touched: tuple[Touched, ...]
    more: bool


def heading_of(one: Touched) -> str:
    """Return which record was touched, and whether it came or went."""
    name = f"{one.noun[:1].upper()}{one.noun[1:]} {one.name}".strip()
    if one.purged:
        return f"{name}: purged, nothing is kept of it"
    if one.gone:
        return f"{name}: removed"
    return f"{name}: new" if one.made else name


def changes_of(one: Touched, said: Callable[[Value], str]) -> list[tuple[str, str]]:
    """Return what was before and after, field by field; `said` writes a value the way its reader is used to."""
    return [(change.field[:1].upper() + change.field[1:], _told(one, change, said)) for change in one.changes]


def _told(one: Touched, change: FieldChange, said: Callable[[Value], str]) -> str:
    if one.made:
        return said(change.after)
    if one.gone:
        return said(change.before)
    return f"{said(change.before) or 'nothing'}  →  {said(change.after) or 'nothing'}"


class Past:
    """The acts kept in one file, ready to be asked from any thread (a `store.listing.Beginning`)."""

    def __init__(self, file: StoreFile, query: PastQuery, person: Person, zone: str = "UTC") -> None:
        """Look into `file`; `person` names users. Days begin at midnight where the client is, else in `zone`."""
        self._file, self._query, self._person, self._zone = file, query, person, zone

    def first(self, count: int) -> Keys:
        """Return the positions of the newest acts that fit, `count` of them or all there are."""
        with self._file.query(aside=True) as session:
            return self._positions(session, f"ORDER BY position DESC LIMIT {int(count)}")

    def keys(self) -> Keys:
        """Return the positions of all acts that fit, the newest first."""
        with self._file.query(aside=True) as session:
            if self._query == PastQuery():  # they are numbered without a gap
                last = session.connection().exec_driver_sql("SELECT max(position) FROM change_set").scalar() or 0
                return array("q", range(int(last), 0, -1))
            return self._positions(session, "ORDER BY position DESC")

    def rows(self, keys: Keys) -> Sequence[ActRow]:
        """Return the acts at these positions."""
        with self._file.query(aside=True) as session:
            acts = glances_at(session, keys)
            reader = Reader(session, self._file, self._person)
            gone = undone(session, [act.id for act in acts])
            labels = reader.telling.one_by_one(acts)
            found = {}
            for act, label in zip(acts, labels, strict=True):
                said = reader.entry(act, label, gone)
                found[act.position] = ActRow(
                    act.position,
                    act.id,
                    said.when,
                    act.actor,
                    said.who,
                    act.action,
                    label,
                    said.note,
                    said.by_job,
                    said.undone,
                )
            return [found[key] for key in keys if key in found]

    def detail(self, position: int) -> ActDetail | None:
        """Return one act in full; none where it is not there."""
        (row,) = self.rows((position,)) or (None,)
        if row is None:
            return None
        with self._file.query(aside=True) as session:
            entries = images_in(session, row.id, MOST_ENTRIES + 1)
            reader = Reader(session, self._file, self._person)
            reader.names.learn((entry.table, entry.row_id) for entry in entries)
            purged = {(entry.table, entry.row_id) for entry in entries if entry.redacted_by is not None}
            touched = tuple(_touched(reader, net_changes(entries[:MOST_ENTRIES]), purged))
            device = session.connection().exec_driver_sql("SELECT device FROM change_set WHERE id = ?", (row.id,))
            return ActDetail(row, str(device.scalar()), touched, len(entries) > MOST_ENTRIES)

    def about(self) -> str:
        """Return what the one record is called whose history is looked for, with its noun; nothing where none is."""
        if not self._query.records:
            return ""
        with self._file.query(aside=True) as session:
            names, key = Reader(session, self._file, self._person).names, self._query.records[0]
            names.learn((key,))
            return f"{names.noun(key, NOUNS.get(key[0], key[0]))} {names.of(key)}".strip()

    def sought(self) -> Sought:
        """Return the query as the store takes it."""
        with self._file.query(aside=True) as session:
            return self._sought(session)

    def _positions(self, session: Session, tail: str) -> Keys:
        where, parameters = condition(self._sought(session))
        rows = session.connection().exec_driver_sql(f"SELECT position FROM change_set WHERE {where} {tail}", parameters)  # noqa: S608 - conditions of ours
        return array("q", (int(position) for (position,) in rows))

    def _sought(self, session: Session) -> Sought:
        query, zone = self._query, ZoneInfo(zone_of(session, self._file) or self._zone)
        return Sought(
            words=query.text,
            named=_named(session, self._file, query.text) if query.text else (),
            actor=query.person,
            actions=acts_of(query.kind) if query.kind is not None else frozenset(),
            table=query.table,
            records=with_parts(session, self._file, query.records),
            since=_midnight(query.since, zone),
            until=_midnight(query.until + timedelta(days=1) if query.until else None, zone),
            by_people=query.by_people,
        )


def zone_of(session: Session, file: StoreFile) -> str:
    """Return the time zone of the client whose file it is; nothing of the practice's own file."""
    return (session.scalar(select(ClientProfile.zone)) or "") if isinstance(file, Books) else ""


def _midnight(day: date | None, zone: ZoneInfo) -> datetime | None:
    return datetime(day.year, day.month, day.day, tzinfo=zone) if day else None


_LEADS: Mapping[str, tuple[str, str]] = {
    "payee_account": ("contact_id", "contact"),
    "payment": ("run_id", "payment_run"),
}
"""Rows that are shown within another record: column and table of that."""


def _leads_to(names: Names, key: Key) -> Key:
    """Return the record that people look at for a row."""
    table, row_id = names.meant(key)
    column, whole = _LEADS.get(table, ("", ""))
    other = names.records.row(table, row_id).get(column)
    return (whole, str(other)) if other else (table, row_id)


def _touched(
    reader: Reader, net: Mapping[Key, tuple[Image | None, Image | None]], purged: Collection[Key]
) -> Iterator[Touched]:
    for (table, row_id), (before, after) in net.items():
        if table in _SILENT:
            continue
        key = (table, row_id)
        changes = reader.whole(table, before, after)
        noun = reader.names.noun(key, NOUNS.get(table, table))
        gone = key in purged
        if changes or gone:
            yield Touched(
                noun,
                reader.names.of(key),
                _leads_to(reader.names, key),
                before is None and not gone,
                after is None and not gone,
                gone,
                changes,
            )


def _named(session: Session, file: StoreFile, text: str) -> tuple[Key, ...]:
    """Return the records that have some words in their name."""
    like = "%" + "".join(f"\\{one}" if one in "%_\\" else one for one in text) + "%"
    found: list[Key] = []
    for table, column in _CALLED:
        if table in file.metadata.tables:
            rows = session.connection().exec_driver_sql(
                f"SELECT id FROM \"{table}\" WHERE {column} LIKE ? ESCAPE '\\' LIMIT {_MOST_NAMED}",  # noqa: S608 - names of ours
                (like,),
            )
            found += [(table, str(row_id)) for (row_id,) in rows]
    return tuple(found)

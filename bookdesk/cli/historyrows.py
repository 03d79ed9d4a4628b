"""How acts of a history read on the command line: when and where, who, on which computer, what, and each record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bookdesk.cli.console import Console
from bookdesk.core.errors import NotFound
from bookdesk.office.fields import Value
from bookdesk.office.past import ActDetail, ActRow, Past, PastQuery, changes_of, heading_of
from bookdesk.store.file import StoreFile
from bookdesk.store.history import RowEntry, SealedSet

_MACHINE_COLUMNS = frozenset(
    {"version", "seal_key", "file_seal_key", "wrapped_key", "root_box", "sealed_profile", "sealed_secret"}
)
"""What programs make nothing of either: counters of writes, and keys and names as they lie sealed."""
Object = dict[str, object]


@dataclass(frozen=True, slots=True)
class History:
    """One file's history, and what people, clients and computers are called by their ids; times are those of `zone`."""

    file: StoreFile
    people: Mapping[str, str]
    clients: Mapping[str, str]
    computers: Mapping[str, str]
    zone: str

    def rows(self, sets: Iterable[SealedSet]) -> dict[str, ActRow]:
        """Return acts as people are told them, by id."""
        return {row.id: row for row in self._past().rows([one.position for one in sets])}

    def detail(self, one: SealedSet) -> ActDetail:
        """Return one act in full."""
        found = self._past().detail(one.position)
        if found is None:
            raise NotFound("This entry is not there any more.", "List the history again.")
        return found

    def computer(self, device: str) -> str:
        """Return what a computer is called; its id where the practice does not know it."""
        return self.computers.get(device, device)

    def when(self, instant: datetime) -> str:
        """Return a time on the client's own clock, with the name of that: `2026-11-29 19:30 AEDT`."""
        return f"{instant.astimezone(ZoneInfo(self.zone) if self.zone else UTC):%Y-%m-%d %H:%M %Z}"

    def _past(self) -> Past:
        return Past(self.file, PastQuery(), lambda one: self.people.get(one) or self.clients.get(one, one))


def line(history: History, one: SealedSet, row: ActRow) -> str:
    """Return an act of the list: its kind is what `--kind` takes, its id what `show` and `undo` take."""
    by_itself = ", by itself" if row.by_job else ""
    said = f"{row.label}{f': {row.note}' if row.note else ''}{' (taken back since)' if row.undone else ''}"
    who = f"{row.who}{by_itself} on {history.computer(one.device)}"
    return f"{history.when(row.when)}  {who}  {said}  ({row.action})  [{row.id}]"


def as_object(history: History, one: SealedSet, row: ActRow) -> Object:
    """Return an act of the list for programs: ids, and what they are called."""
    return {
        "id": one.id,
        "at": one.made_at,
        "by": one.actor,
        "who": row.who,
        "device": one.device,
        "computer": history.computer(one.device),
        "origin": one.origin,
        "action": one.action,
        "label": row.label,
        "note": row.note,
        "reason": one.reason,
        "taken_back": row.undone,
        "records": sorted({f"{entry.table}:{entry.row_id}" for entry in one.rows}),
    }


def told(history: History, one: SealedSet, console: Console) -> None:
    """Tell one act in full: in words with a heading, or for programs row by row."""
    detail = history.detail(one)
    if console.as_json:
        for row in _objects(history, one, detail.row):
            console.row(row, "")
    else:
        for words in _text(history, one, detail):
            console.row({}, words)


def _text(history: History, one: SealedSet, detail: ActDetail) -> Iterator[str]:
    """Yield a heading, then each record with what changed of it."""
    row = detail.row
    yield row.label
    facts = {
        "When": history.when(row.when),
        "Who": f"{row.who}{', by itself' if row.by_job else ''}",
        "Note": row.note,
        "Taken back": "yes, by a later act" if row.undone else "",
        "Kind of act": row.action,
        "Computer": history.computer(one.device),
        "Entry": row.id,
    }
    yield from (f"  {name}: {words}" for name, words in facts.items() if words)
    for touched in detail.touched:
        yield f"{heading_of(touched)}  [{':'.join(touched.leads_to)}]"
        yield from (f"  {name}: {words}" for name, words in changes_of(touched, lambda one: _value(history, one)))
    if detail.more:
        yield "It touched more records; the export has all of them."


def _objects(history: History, one: SealedSet, row: ActRow) -> Iterator[Object]:
    """Yield each row with the stored values that changed, and whose act it was."""
    act = {"entry": one.id, "at": one.made_at, "by": one.actor, "who": row.who, "label": row.label, "note": row.note}
    where = {"device": one.device, "computer": history.computer(one.device)}
    for entry in one.rows:
        record = {"table": entry.table, "id": entry.row_id, "changes": _stored(entry), "redacted_by": entry.redacted_by}
        yield {**record, **act, **where}


def _stored(entry: RowEntry) -> Mapping[str, Object]:
    before, after = entry.before or {}, entry.after or {}
    return {
        name: {"before": before.get(name), "after": after.get(name)}
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name) and name not in _MACHINE_COLUMNS
    }


def _value(history: History, found: Value) -> str:
    match found:
        case None:
            return ""
        case bool():
            return "yes" if found else "no"
        case datetime():
            return history.when(found)
        case date():
            return found.isoformat()
        case _:
            return str(found)

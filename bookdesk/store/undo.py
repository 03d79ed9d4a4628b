"""Undo: a new change set that restores the images of an old one, never the version, which increments.

It is refused, with the reason, where the act is not of the reversible kind, where it recorded facts, where a row it
touched has a newer entry, or where other records now depend on the difference.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import IntegrityError

from bookdesk.core.changes import SealedChange
from bookdesk.core.errors import RuleBroken
from bookdesk.models.actions import REVERSAL, Action, Reversal
from bookdesk.models.base import Keeping, keeping
from bookdesk.models.columns import PART
from bookdesk.models.history import Actor, Origin
from bookdesk.store.file import StoreFile
from bookdesk.store.history import Image, RowEntry, SealedSet, change_set

_WHY_NOT = {
    Reversal.COMPENSATED: "Cancel its effect with a new act (void, reversal, credit note): both stay visible.",
    Reversal.FINAL: "It cannot be taken back.",
}


def undo(file: StoreFile, change_set_id: str, *, actor: Actor) -> SealedChange:
    """Undo a change set and return the new one; `RuleBroken` with the reason where that is impossible."""
    with file.query() as session:
        old = change_set(session, change_set_id)
    _refuse_by_kind(old)
    _refuse_facts(file, old)
    reason = f"undo: {old.reason}"
    with file.change(Action.UNDONE, reason, actor=actor, origin=Origin.PERSON, origin_id=f"undo:{old.id}") as work:
        connection = work.session.connection()
        _refuse_newer(connection, old)
        _refuse_settled_wholes(connection, file, old)
        try:
            for entry in reversed(old.rows):
                _restore(connection, file.metadata.tables[entry.table], entry)
        except IntegrityError as taken:
            raise RuleBroken(
                "Another record has meanwhile taken its place (the same number or name).",
                "Change that record first, then undo.",
            ) from taken
        _refuse_loose_ends(connection, file, old)
        return work.commit()


def _refuse_by_kind(old: SealedSet) -> None:
    reversal = REVERSAL[Action(old.action)]
    if reversal is not Reversal.REVERSIBLE:
        raise RuleBroken(f"'{old.action}' cannot be undone.", _WHY_NOT[reversal])


def _refuse_facts(file: StoreFile, old: SealedSet) -> None:
    tables = file.metadata.tables
    if any(entry.redacted_by for entry in old.rows):
        raise RuleBroken("What this changed was purged since.", "It cannot be taken back.")
    if any(keeping(tables[entry.table]) is Keeping.FACTS for entry in old.rows):
        raise RuleBroken(
            "This recorded facts (postings, decisions, bank lines), which stay.", _WHY_NOT[Reversal.COMPENSATED]
        )


def _refuse_newer(connection: Connection, old: SealedSet) -> None:
    for table, row_id, seq in _last_touched(old):
        if _is_again(connection, old, table, row_id, seq):
            continue
        newer = connection.exec_driver_sql(
            "SELECT change_set.action, change_set.made_at FROM row_change"
            " JOIN change_set ON change_set.id = row_change.change_set"
            " WHERE tbl = ? AND pk = ? AND seq > ? ORDER BY seq LIMIT 1",
            (table, row_id, seq),
        ).fetchone()
        if newer is not None:
            raise RuleBroken(
                f"The {_words(table)} was changed later ({newer.action}, {newer.made_at[:10]}).",
                "Undo the later change first.",
            )


def _is_again(connection: Connection, old: SealedSet, table: str, row_id: str, seq: int) -> bool:
    """Whether a row is again what the act left: what came later was of the reversible kind, and was itself undone."""
    later = connection.exec_driver_sql(
        "SELECT change_set.action, after FROM row_change JOIN change_set ON change_set.id = row_change.change_set"
        " WHERE tbl = ? AND pk = ? AND seq > ? ORDER BY seq",
        (table, row_id, seq),
    ).all()
    if any(REVERSAL[Action(action)] is not Reversal.REVERSIBLE for action, _ in later):
        return False
    left = next(entry.after for entry in old.rows if entry.seq == seq)
    last = json.loads(later[-1][1]) if later and later[-1][1] else None
    return last is not None and left is not None and _kept(last) == _kept(left)


def _kept(image: Image) -> dict[str, str | int | None]:
    return {name: value for name, value in image.items() if name != "version"}


def _refuse_settled_wholes(connection: Connection, file: StoreFile, old: SealedSet) -> None:
    """Refuse to change a part of what was since finished as a whole: a payment of a run that was released."""
    for entry in old.rows:
        for table, row_id in _wholes(connection, file, entry):
            for action, day in connection.exec_driver_sql(
                "SELECT change_set.action, change_set.made_at FROM row_change"
                " JOIN change_set ON change_set.id = row_change.change_set"
                " WHERE tbl = ? AND pk = ? AND seq > ? ORDER BY seq",
                (table, row_id, entry.seq),
            ):
                reversal = REVERSAL[Action(action)]
                if reversal is not Reversal.REVERSIBLE:
                    raise RuleBroken(
                        f"The {_words(table)} it is a part of went on since ({action}, {day[:10]}).", _WHY_NOT[reversal]
                    )


def _wholes(connection: Connection, file: StoreFile, entry: RowEntry) -> Iterator[tuple[str, str]]:
    """Yield table and id of each record that a row is a part of, up to the outermost."""
    table, row = entry.table, {**(entry.before or {}), **(entry.after or {})}
    while True:
        keys = [key for key in file.metadata.tables[table].foreign_keys if key.info.get(PART)]
        if not keys:
            return
        table, row_id = keys[0].column.table.name, str(row[keys[0].parent.name])
        yield table, row_id
        columns = file.metadata.tables[table].columns
        found = connection.execute(select(*columns).where(columns.id == row_id)).mappings().first()
        if found is None:
            return
        row = dict(found)


def _last_touched(old: SealedSet) -> Iterator[tuple[str, str, int]]:
    last = {(entry.table, entry.row_id): entry.seq for entry in old.rows}
    return ((table, row_id, seq) for (table, row_id), seq in last.items())


def _restore(connection: Connection, table: Table, entry: RowEntry) -> None:
    """Bring one row back. In reverse order each step passes through a state that was legal before."""
    if entry.before is None:
        connection.exec_driver_sql(f'DELETE FROM "{table.name}" WHERE id = ?', (entry.row_id,))  # noqa: S608 - a name of our metadata
    elif entry.after is None:
        _insert(connection, table, entry.before)
    else:
        _update(connection, table, entry.row_id, entry.before)


def _insert(connection: Connection, table: Table, before: Image) -> None:
    names = [column.name for column in table.columns if column.name in before]
    values = [_next_version(before) if name == "version" else before[name] for name in names]
    columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" for _ in names)
    connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', tuple(values))  # noqa: S608 - names of our metadata


def _update(connection: Connection, table: Table, row_id: str, before: Image) -> None:
    names = [column.name for column in table.columns if column.name in before and column.name not in {"id", "version"}]
    setting = ", ".join(f'"{name}" = ?' for name in names)
    connection.exec_driver_sql(
        f'UPDATE "{table.name}" SET {setting}, version = version + 1 WHERE id = ?',  # noqa: S608 - names of our metadata
        (*(before[name] for name in names), row_id),
    )


def _next_version(before: Image) -> int:
    return int(before["version"] or 0) + 1


def _refuse_loose_ends(connection: Connection, file: StoreFile, old: SealedSet) -> None:
    """Find what the commit would refuse as a broken key, and say it in words."""
    made = {(entry.table, entry.row_id) for entry in old.rows if entry.before is None}
    for table, row_id in made:
        for other, column in _references_to(file, table):
            if _dangling(connection, other, column, table, row_id):
                raise RuleBroken(
                    f"The {_words(other)} still refers to this {_words(table)}.", "Change it first, then undo."
                )
    for table, row_id in {(entry.table, entry.row_id) for entry in old.rows} - made:
        for column, parent in _references_from(file, table):
            if _orphaned(connection, table, column, parent, row_id):
                raise RuleBroken(
                    f"The {_words(parent)} it belonged to is gone.", "Undo the deletion of that one first."
                )


def _references_to(file: StoreFile, table: str) -> Iterator[tuple[str, str]]:
    for other in file.metadata.tables.values():
        for key in other.foreign_keys:
            if key.column.table.name == table:
                yield other.name, key.parent.name


def _references_from(file: StoreFile, table: str) -> Iterator[tuple[str, str]]:
    for key in file.metadata.tables[table].foreign_keys:
        yield key.parent.name, key.column.table.name


def _dangling(connection: Connection, other: str, column: str, table: str, row_id: str) -> bool:
    query = (
        f'SELECT 1 FROM "{other}" WHERE "{column}" = ?'  # noqa: S608 - names of our metadata
        f' AND NOT EXISTS (SELECT 1 FROM "{table}" WHERE id = ?) LIMIT 1'
    )
    return connection.exec_driver_sql(query, (row_id, row_id)).fetchone() is not None


def _orphaned(connection: Connection, table: str, column: str, parent: str, row_id: str) -> bool:
    query = (
        f'SELECT 1 FROM "{table}" WHERE id = ? AND "{column}" IS NOT NULL'  # noqa: S608 - names of our metadata
        f' AND NOT EXISTS (SELECT 1 FROM "{parent}" AS parent WHERE parent.id = "{table}"."{column}")'
    )
    return connection.exec_driver_sql(query, (row_id,)).fetchone() is not None


def _words(table: str) -> str:
    return table.replace("_", " ")

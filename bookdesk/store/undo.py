"""Undo: a new change set that restores the images of an old one, never the version, which increments.

It is refused, with the reason, where the act is not of the reversible kind, where it recorded facts, where a row it
touched is not any more what it left, or where other records now depend on the difference.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from bookdesk.core.changes import SealedChange
from bookdesk.core.dates import in_words
from bookdesk.core.errors import BookDeskError, NotAllowed, RuleBroken
from bookdesk.core.identifiers import DeviceId, UserId
from bookdesk.models.actions import REVERSAL, Action, Reversal
from bookdesk.models.base import Keeping, keeping
from bookdesk.models.columns import PART
from bookdesk.models.history import Actor, Origin
from bookdesk.models.wording import DEEDS, NOUNS, later
from bookdesk.store.change import Change
from bookdesk.store.file import StoreFile
from bookdesk.store.history import Image, RowEntry, SealedSet, change_set
from bookdesk.store.restoring import kept, loose_ends, restore, restore_columns

UNDO = "undo:"
"""Before the id of what was undone, in the `origin_id` of the undo: an act is undone once."""

_WHY_NOT = {
    Reversal.COMPENSATED: "Cancel its effect with a new act (void, reversal, credit note): both stay visible.",
    Reversal.FINAL: "It cannot be taken back.",
}


def undo(file: StoreFile, change_set_id: str, *, actor: Actor) -> SealedChange:
    """Undo a change set and return the new one; `RuleBroken` with the reason where that is impossible."""
    with undoing(file, _old(file, change_set_id), actor=actor) as work:
        return work.commit()


def can_undo(file: StoreFile, change_set_id: str) -> str | None:
    """Return why a change set cannot be undone, in a sentence, or None; all of it is tried and nothing is kept."""
    old = _old(file, change_set_id)
    try:
        with undoing(file, old, actor=Actor(UserId(old.actor), DeviceId(old.device))):
            return None
    except BookDeskError as why:
        return str(why)


def undone(session: Session, change_set_ids: Collection[str]) -> frozenset[str]:
    """Return which of some change sets hold no more: each was undone, and its undo was not undone itself."""
    found = session.connection().exec_driver_sql(
        "SELECT origin_id, id FROM change_set WHERE origin_id IN (SELECT ? || value FROM json_each(?))",
        (UNDO, json.dumps(sorted(change_set_ids))),
    )
    undos = {origin_id.removeprefix(UNDO): undo_id for origin_id, undo_id in found}
    again = undone(session, undos.values()) if undos else frozenset()
    return frozenset(old for old, undo_id in undos.items() if undo_id not in again)


@contextmanager
def undoing(file: StoreFile, old: SealedSet, *, actor: Actor) -> Iterator[Change]:
    """Yield a change in which every row is again as it was before `old`; whoever enters it commits."""
    _refuse_by_kind(old)
    _refuse_facts(file, old)
    with _restoring(file, old, actor) as work:
        connection = work.session.connection()
        _refuse_newer(connection, old)
        _refuse_settled_wholes(connection, file, old)
        with _told_if_taken():
            for entry in reversed(old.rows):
                restore(connection, file.metadata.tables[entry.table], entry)
        _refuse_loose_ends(connection, file, old)
        yield work


@contextmanager
def undoing_beside_jobs(file: StoreFile, old: SealedSet, *, actor: Actor) -> Iterator[Change]:
    """Yield a change in which what `old` changed of books rows is as it was, although jobs answered it since.

    For acts that had consequences of their own: an approval lapsed, a booking was replaced. Whoever enters it sees to
    these and commits. Refused where a person changed a row later, or a job just that value.
    """
    _refuse_purged(old)
    books = [entry for entry in old.rows if keeping(file.metadata.tables[entry.table]) is Keeping.BOOKS]
    with _restoring(file, old, actor) as work:
        connection = work.session.connection()
        _refuse_newer(connection, replace(old, rows=tuple(books)), beside_jobs=True)
        with _told_if_taken():
            for entry in reversed(books):
                restore_columns(connection, file.metadata.tables[entry.table], entry)
        _refuse_loose_ends(connection, file, old)
        yield work


def _restoring(file: StoreFile, old: SealedSet, actor: Actor) -> Change:
    """Begin the undo; the guard is asked for what was once done as well, since taking it back is an act of its kind."""
    _refuse_undone(file, old)
    _refuse_others_undo(old, actor)
    file.guard(root_action(file, old), Origin.PERSON)
    return file.change(
        Action.UNDONE, f"undo: {old.reason}", actor=actor, origin=Origin.PERSON, origin_id=f"{UNDO}{old.id}"
    )


@contextmanager
def _told_if_taken() -> Iterator[None]:
    """Tell in words that the place of a row was taken meanwhile."""
    try:
        yield
    except IntegrityError as taken:
        raise RuleBroken(
            "Another record has meanwhile taken its place (the same number or name).",
            "Change that record first, then undo.",
        ) from taken


def _old(file: StoreFile, change_set_id: str) -> SealedSet:
    with file.query() as session:
        return change_set(session, change_set_id)


def _refuse_by_kind(old: SealedSet) -> None:
    action = Action(old.action)
    reversal = REVERSAL[action]
    if reversal is not Reversal.REVERSIBLE:
        deed = DEEDS[action]
        article = "an" if deed.noun[0] in "aeio" else "a"
        raise RuleBroken(f"That {article} {deed.noun} was {deed.did} cannot be undone.", _WHY_NOT[reversal])


def root_action(file: StoreFile, old: SealedSet) -> Action:
    """Return what kind of act was undone, or undone and done again, by a set."""
    with file.query() as session:
        while old.action == Action.UNDONE and old.origin_id:
            old = change_set(session, old.origin_id.removeprefix(UNDO))
    return Action(old.action)


def _refuse_others_undo(old: SealedSet, actor: Actor) -> None:
    """What somebody took back himself, such as his confirmation of bank details, nobody gives again in his name."""
    if old.action == Action.UNDONE and old.actor != actor.user:
        raise NotAllowed("Somebody else took this back.", "Ask him to do it again, or do it anew yourself.")


def _refuse_undone(file: StoreFile, old: SealedSet) -> None:
    with file.query() as session:
        known = session.connection().exec_driver_sql(
            "SELECT made_at FROM change_set WHERE origin_id = ?", (f"{UNDO}{old.id}",)
        )
        found = known.fetchone()
    if found is not None:
        raise RuleBroken(f"This was undone already ({_day(found.made_at)}).", "Undo that undo to have it again.")


def _refuse_purged(old: SealedSet) -> None:
    if any(entry.redacted_by for entry in old.rows):
        raise RuleBroken("What this changed was purged since.", "It cannot be taken back.")


def _refuse_facts(file: StoreFile, old: SealedSet) -> None:
    _refuse_purged(old)
    if any(keeping(file.metadata.tables[entry.table]) is Keeping.FACTS for entry in old.rows):
        raise RuleBroken(
            "This recorded facts (postings, decisions, bank lines), which stay.", _WHY_NOT[Reversal.COMPENSATED]
        )


def _refuse_newer(connection: Connection, old: SealedSet, *, beside_jobs: bool = False) -> None:
    """Refuse where a row is not again what the act left, or what jobs made of that since."""
    for table, row_id, seq in _last_touched(old):
        later_ones = connection.exec_driver_sql(
            "SELECT action, origin, made_at, before, after FROM row_change"
            " JOIN change_set ON change_set.id = row_change.change_set"
            " WHERE tbl = ? AND pk = ? AND seq > ? ORDER BY seq",
            (table, row_id, seq),
        ).all()
        allowed = [one for one in later_ones if beside_jobs and one.origin == Origin.JOB]
        in_the_way = [one for one in later_ones if one not in allowed]
        left = next(entry.after for entry in old.rows if entry.seq == seq)
        if in_the_way and not _is_again(left, allowed, later_ones[-1].after):
            newer = in_the_way[-1]
            what = later(table, Action(newer.action))
            raise RuleBroken(
                f"The {NOUNS[table]} was changed later ({what}, {_day(newer.made_at)}).", "Undo the later change first."
            )


def _is_again(left: Image | None, allowed: Iterable[Row[Any]], now: str | None) -> bool:
    """Whether a row is again what an act left, but for what `allowed` entries changed; versions do not count."""
    if left is None or now is None:
        return False
    expected = kept(left)
    for one in allowed:
        before, after = json.loads(one.before or "{}"), json.loads(one.after or "{}")
        expected |= {name: value for name, value in kept(after).items() if before.get(name) != value}
    return expected == kept(json.loads(now))


def _refuse_settled_wholes(connection: Connection, file: StoreFile, old: SealedSet) -> None:
    """Refuse to change a part of what was since finished as a whole: a payment of a run that was released."""
    last = max((entry.seq for entry in old.rows), default=0)
    for table, row_id in dict.fromkeys(whole for entry in old.rows for whole in _wholes(connection, file, entry)):
        steps = connection.exec_driver_sql(
            "SELECT seq, action, made_at, after FROM row_change"
            " JOIN change_set ON change_set.id = row_change.change_set"
            " WHERE tbl = ? AND pk = ? ORDER BY seq",
            (table, row_id),
        ).all()
        left = next((one.after for one in reversed(steps) if one.seq <= last), None)
        went_on = [one for one in steps if one.seq > last and not _reversible(one.action)]
        if went_on and not _is_again(json.loads(left) if left else None, (), steps[-1].after):
            what = later(table, Action(went_on[0].action))
            raise RuleBroken(
                f"The {NOUNS[table]} it is a part of went on since ({what}, {_day(went_on[0].made_at)}).",
                _WHY_NOT[REVERSAL[Action(went_on[0].action)]],
            )


def _reversible(action: str) -> bool:
    return REVERSAL[Action(action)] is Reversal.REVERSIBLE


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


def _refuse_loose_ends(connection: Connection, file: StoreFile, old: SealedSet) -> None:
    """Say in words what the commit would refuse as a broken key."""
    for loose in loose_ends(connection, file.metadata, old.rows):
        if loose.missing:
            raise RuleBroken(
                f"The {NOUNS[loose.parent]} it belonged to is gone.", "Undo the deletion of that one first."
            )
        raise RuleBroken(
            f"The {NOUNS[loose.child]} still refers to this {NOUNS[loose.parent]}.", "Change it first, then undo."
        )


def _day(made_at: str) -> str:
    """Return the day of a stored instant in words."""
    return in_words(datetime.fromisoformat(made_at).date())

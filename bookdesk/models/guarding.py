"""Guards of what may not change any more: triggers beside the history's own, so that no code path gets round them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import MetaData, Table

_PURGING = "(SELECT action FROM current_change) IS 'purged'"
"""A purge alone may blank what is kept; it leaves its own mark in the history."""


def add_guards(metadata: MetaData, guards: Mapping[str, str]) -> None:
    """Let a file of these tables carry `guards`, triggers by name; the store applies and asserts them."""
    metadata.info.setdefault("guards", {}).update(guards)


def frozen(table: Table, said: str, *, since: str = "1", but: Collection[str] = (), once: Collection[str] = ()) -> str:
    """Return the trigger that refuses, in `said`, a change of a row for which the condition `since` holds on OLD.

    Columns in `but` may change for ever, those in `once` as long as they hold nothing.
    """
    fixed = [column.name for column in table.columns if column.name not in {*but, *once, "version"}]
    changed = [f'NEW."{name}" IS NOT OLD."{name}"' for name in fixed]
    changed += [f'(OLD."{name}" IS NOT NULL AND NEW."{name}" IS NOT OLD."{name}")' for name in once]
    return (
        f'CREATE TRIGGER guard_{table.name}_frozen BEFORE UPDATE ON "{table.name}" BEGIN\n'
        f"  SELECT RAISE(ABORT, '{said}') WHERE {since} AND NOT {_PURGING} AND ({' OR '.join(changed)});\n"
        "END"
    )


def kept(table: Table, said: str, *, since: str = "1") -> str:
    """Return the trigger that refuses to delete a row for which the condition `since` holds on OLD."""
    return (
        f'CREATE TRIGGER guard_{table.name}_kept BEFORE DELETE ON "{table.name}" BEGIN\n'
        f"  SELECT RAISE(ABORT, '{said}') WHERE {since} AND NOT {_PURGING};\n"
        "END"
    )


def parts_frozen(table: Table, whole: str, key: str, said: str, *, since: str) -> dict[str, str]:
    """Return the triggers that let no part be added, changed or removed once the condition `since` holds on the whole.

    `whole` is the table of the whole, `key` the column that leads to it; `since` speaks of its row as `whole`.
    """
    found = {}
    for verb, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD")):
        name = f"guard_{table.name}_{verb.lower()}"
        found[name] = (
            f'CREATE TRIGGER {name} BEFORE {verb} ON "{table.name}" BEGIN\n'  # noqa: S608 - names of our metadata
            f"  SELECT RAISE(ABORT, '{said}') FROM \"{whole}\" AS whole\n"
            f'    WHERE whole.id = {row}."{key}" AND {since} AND NOT {_PURGING};\n'
            "END"
        )
    return found

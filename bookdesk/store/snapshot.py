"""Writes revision 1 of a tree from the models: `python -m bookdesk.store.snapshot`, as long as it is the only one.

A tree that has a second revision is frozen up to it; a change of its models then needs a revision of its own.
"""

from __future__ import annotations

from bookdesk.store.kinds import CLIENT, PRACTICE, FileKind
from bookdesk.store.schema import OPEN_CHANGE_ROW, ddl


def snapshot(kind: FileKind) -> str:
    """Return the script of revision 1: what the models say now."""
    return ";\n".join([*ddl(kind), OPEN_CHANGE_ROW]) + ";\n"


def main() -> None:
    """Write the script of each tree that is not frozen."""
    for kind in (kind for kind in (CLIENT, PRACTICE) if kind.head == 1):
        (kind.migrations / "versions" / "0001_first.sql").write_text(snapshot(kind), encoding="utf-8")


if __name__ == "__main__":
    main()

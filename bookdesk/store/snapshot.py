"""Writes revision 1 of both trees from the models: `python -m bookdesk.store.snapshot`, until the first release.

After a release revision 1 is frozen; a change of the models then needs a revision of its own.
"""

from __future__ import annotations

from bookdesk.store.kinds import CLIENT, PRACTICE, FileKind
from bookdesk.store.schema import OPEN_CHANGE_ROW, ddl


def snapshot(kind: FileKind) -> str:
    """Return the script of revision 1: what the models say now."""
    return ";\n".join([*ddl(kind), OPEN_CHANGE_ROW]) + ";\n"


def main() -> None:
    """Write both scripts."""
    for kind in (CLIENT, PRACTICE):
        (kind.migrations / "versions" / "0001_first.sql").write_text(snapshot(kind), encoding="utf-8")


if __name__ == "__main__":
    main()

"""Freezes the present revision: `python -m tests.releases.freeze` lets this program keep a small practice, as text.

It is run once, when a revision is released, and its folder is kept for ever (see CONTRIBUTING.md).
"""

from __future__ import annotations

import base64
import json
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.releases.generate import FOLDER, ROWS, connect, contents, heads_of, rows_file, schema_file
from tests.releases.story import Told, tell

_PRINTABLE = re.compile(r"[^\x00-\x1f\x7f]*")
_LINE = 120


def main() -> None:
    """Keep a practice with the program as it is, and write it down under the numbers of its revisions."""
    with TemporaryDirectory() as temporary:
        told = tell(Path(temporary) / "home")
        sys.stdout.write(f"{freeze(told, FOLDER)}\n")


def freeze(told: Told, into: Path) -> Path:
    """Write a closed practice down below `into`, and return its folder; what is there is never written over."""
    facts: dict[str, Any] = {}
    schemas, rows = {}, {}
    for path, key in told.keys.items():
        with closing(connect(told.home / path, key)) as connection:
            facts[path] = _facts(connection, key)
            schemas[path], rows[path] = schema(connection), _joined(dumped_rows(connection))
    of_client = max(one["revision"] for path, one in facts.items() if path != "practice.db")
    folder = into / f"{of_client:04d}-{facts['practice.db']['revision']:04d}"
    folder.mkdir(parents=True)
    for path in facts:
        _write(schema_file(folder, path), schemas[path])
        _write(rows_file(folder, path), rows[path])
    kept = {path: _lines(told.home / path) for path in _others(told)}
    said = {
        "frozen_at": told.ended_at.isoformat(),
        "passphrases": told.passphrases,
        "recovery": told.recovery,
        "clients": told.clients,
        "databases": facts,
    }
    for name, content in (("files.json", kept), ("release.json", said)):
        _write(folder / name, json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
    return folder


def schema(connection: Any) -> str:  # noqa: ANN401 - the driver has no types
    """Return the statements that make the tables, a place for the rows, then indexes, triggers and marks."""
    before = ["BEGIN;", *(f"{sql};" for name, sql in _made(connection, "table") if not name.startswith("sqlite_"))]
    after = [f"{sql};" for kind in ("index", "trigger") for _, sql in _made(connection, kind)]
    marks = [
        f"PRAGMA {pragma}={connection.execute(f'PRAGMA {pragma}').fetchone()[0]};"
        for pragma in ("application_id", "user_version")
    ]
    return _joined(before) + ROWS + _joined([*after, "COMMIT;", *marks])


def dumped_rows(connection: Any) -> Iterator[str]:  # noqa: ANN401 - as above
    """Yield a statement for each row, in the order in which they stand."""
    for name, _ in _made(connection, "table"):
        rows = connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid').fetchall()  # noqa: S608 - from the schema
        into = f'INSERT INTO "{name}" VALUES'
        yield from (f"{into} ({', '.join(map(_literal, row))});" for row in rows)


def _made(connection: Any, kind: str) -> list[tuple[str, str]]:  # noqa: ANN401 - as above
    ask = "SELECT name, sql FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL ORDER BY rowid"
    return list(connection.execute(ask, (kind,)).fetchall())


def _joined(statements: Iterable[str]) -> str:
    return "".join(f"{statement}\n" for statement in statements)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def _literal(value: object) -> str:
    """Return a value as SQL; text that an editor would spoil is written as its bytes."""
    if value is None or isinstance(value, int):
        return "NULL" if value is None else str(value)
    if not isinstance(value, str):
        raise TypeError(f"a column holds a {type(value).__name__}")
    if not _PRINTABLE.fullmatch(value):
        return f"CAST(X'{value.encode().hex()}' AS TEXT)"
    return "'" + value.replace("'", "''") + "'"


def _facts(connection: Any, key: bytes) -> dict[str, Any]:  # noqa: ANN401 - as above
    return {
        "key": key.hex(),
        "revision": connection.execute("PRAGMA user_version").fetchone()[0],
        "heads": heads_of(connection),
        "tables": {name: asdict(one) for name, one in contents(connection).items()},
    }


def _others(told: Told) -> list[str]:
    """Return what else stands in the home: not databases and what belongs to them, not the lock."""
    paths = [path.relative_to(told.home).as_posix() for path in sorted(told.home.rglob("*")) if path.is_file()]
    return [path for path in paths if ".db" not in Path(path).name and not path.endswith(".lock")]


def _lines(path: Path) -> list[str]:
    text = base64.b64encode(path.read_bytes()).decode("ascii")
    return [text[at : at + _LINE] for at in range(0, len(text), _LINE)]


if __name__ == "__main__":
    main()

"""A PostgreSQL cluster of the tests' own: made in a temporary folder, listening on a socket there and nowhere else.

PostgreSQL refuses to run as root, so it is then started as nobody in particular who owns that folder.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

ROOT = Path("/usr/lib/postgresql")
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "60"}
"""What is safe for a cluster that nobody needs tomorrow."""


def programs() -> Path | None:
    """Return the folder of PostgreSQL's programs, the newest there is; None where it is not installed."""
    found = [folder for folder in ROOT.glob("*/bin") if (folder / "initdb").exists()]
    on_path = shutil.which("initdb")
    return max(found, default=Path(on_path).parent if on_path else None, key=lambda folder: int(folder.parent.name))


class Cluster:
    """A running cluster; each database is empty and new."""

    def __init__(self, sockets: Path) -> None:
        """Know where it listens."""
        self.sockets = sockets
        self._count = 0

    def fresh(self) -> str:
        """Make a new database; returns its URL."""
        self._count += 1
        name = f"portal{self._count}"
        with psycopg.connect(f"host={self.sockets} user=portal dbname=postgres", autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return f"postgresql://portal@/{name}?host={self.sockets}"


@contextmanager
def running() -> Iterator[Cluster]:
    """Run a cluster for as long as the block lasts; `LookupError` where there is no PostgreSQL."""
    bin_folder = programs()
    if bin_folder is None:
        raise LookupError("PostgreSQL is not installed on this machine")
    # A socket's path is short (107 signs), so not in pytest's own folders, which are deep and closed to others.
    with tempfile.TemporaryDirectory(prefix="bookdesk-pg-") as name:
        folder, user = Path(name), _somebody()
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        who = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        _run([bin_folder / "initdb", "-D", folder / "data", "-U", "portal", "-A", "trust", "-E", "UTF8", "-N"], who)
        settings = " ".join(f"-c {key}={value}" for key, value in QUICK.items())
        options = f"-k {folder} -c listen_addresses= {settings}"
        start: list[Path | str] = [
            bin_folder / "pg_ctl",
            "-D",
            folder / "data",
            "-l",
            folder / "log.txt",
            "-w",
            "-o",
            options,
            "start",
        ]
        _run(start, who)
        try:
            yield Cluster(folder)
        finally:
            _run([bin_folder / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], who)


def _somebody() -> pwd.struct_passwd | None:
    """Return who is to run it: None for us, unless we are root."""
    if os.geteuid() != 0:
        return None
    names = {user.pw_name: user for user in pwd.getpwall()}
    return names.get("postgres") or names["nobody"]


def _run(command: list[Path | str], who: dict[str, object]) -> None:
    done = subprocess.run(
        [str(word) for word in command],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        cwd="/",
        env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
        **who,  # type: ignore[call-overload] # user and group, or nothing
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr.decode(errors='replace')[-500:]}")

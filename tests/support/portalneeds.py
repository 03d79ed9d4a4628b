"""What a host of the portal installs: the lock's own lines for what the portal imports, and for what that needs.

python -m tests.support.portalneeds     writes deploy/requirements.txt anew
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

from packaging.requirements import Requirement

from tests.house.sources import ROOT, modules

FILE = ROOT / "deploy" / "requirements.txt"
HOSTED = ("core", "protocol", "gateways", "server")
"""The packages of ours that a host has."""
ROOTS = {
    "babel": "babel",
    "cryptography": "cryptography",
    "jinja2": "jinja2",
    "markupsafe": "markupsafe",
    "multipart": "python-multipart",
    "sqlalchemy": "sqlalchemy",
    "starlette": "starlette",
    "stripe": "stripe",
    "requests": "requests",
    "urllib3": "urllib3",
    "uvicorn": "uvicorn",
}
"""What is imported → the package that brings it."""
BESIDES = ("httptools", "psycopg", "psycopg-binary", "python-multipart", "tzdata")
"""What is used without an import of ours: PostgreSQL's driver, the faster reader of HTTP, forms, time zones."""
_HEAD = "# Made of requirements.lock by: python -m tests.support.portalneeds\n"


def imported() -> set[str]:
    """Return the foreign packages that the hosted part imports."""
    known = sys.stdlib_module_names | {"bookdesk"}
    found = {name.partition(".")[0] for part in HOSTED for one in modules(f"bookdesk/{part}") for name in one.imports()}
    return found - known


def needed(names: set[str]) -> set[str]:
    """Return packages and all that they need, on any system."""
    done: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        done.add(name)
        waiting |= {_plain(one.name) for one in _requires(name)} - done
    return done


def _requires(name: str) -> list[Requirement]:
    try:
        found = [Requirement(line) for line in requires(name) or ()]
    except PackageNotFoundError:  # for another system than this
        return []
    return [one for one in found if one.marker is None or "extra" not in str(one.marker)]


def wanted() -> str:
    """Return what the file should say."""
    names = needed({ROOTS.get(name, name) for name in imported()} | set(BESIDES))
    blocks = re.split(r"(?m)^(?=[a-z0-9])", (ROOT / "requirements.lock").read_text("utf-8"))
    kept = [block for block in blocks if _plain(re.split(r"[= ;\[]", block, maxsplit=1)[0]) in names]
    return _HEAD + "".join(re.sub(r"(?m)^    #.*\n", "", block) for block in kept)


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    Path(FILE).write_text(wanted(), "utf-8")

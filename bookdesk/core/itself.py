"""How this very program is started again: as itself, or with a hidden first argument as one of its children."""

from __future__ import annotations

import sys
from pathlib import Path

CHILD_ARGUMENT = "--child"


def own_program() -> list[str]:
    """Return how this program is started again, packaged or from source."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-P", "-m", "bookdesk"]


def own_command(name: str) -> list[str]:
    """Return how this program is started again as the child `name`."""
    return [*own_program(), CHILD_ARGUMENT, name]


def own_source() -> dict[str, str]:
    """Return what this program needs in its environment to find itself again: nothing, where it is packaged."""
    return {} if getattr(sys, "frozen", False) else {"PYTHONPATH": str(Path(__file__).parents[2])}

"""Starts the stand-in as a process of its own, stops it, and starts it again where it was: it comes and goes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bookdesk.sandbox.lifetime import ChildStandin


@dataclass
class RunningXero(ChildStandin):
    """A stand-in with one organisation; `state` is the file in which it remembers everything across its starts."""

    state: Path
    organisation: str
    country: str

    module = "bookdesk.sandbox.xero"

    def arguments(self) -> list[str]:
        """Return its file and its organisation."""
        return ["--state", str(self.state), "--organisation", f"{self.organisation}:{self.country}"]

    def fail_next(self, kind: str, method: str, path: str) -> None:
        """Let the next request of `method` whose path contains `path` fail in the way `kind` names."""
        self.control("POST", "faults", {"kind": kind, "method": method, "path": path})

    def advance(self, seconds: float) -> None:
        """Move its clock on."""
        self.control("POST", "clock", {"advance": seconds})

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return what it holds of a kind (`Invoices`, `Payments`, `Attachments`, ...) in its organisation."""
        tenants = self.control("GET", "records/Connections")
        found: list[dict[str, Any]] = self.control("GET", f"records/{kind}?tenant={tenants[0]['tenantId']}")
        return found

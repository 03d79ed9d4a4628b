"""Starts the stand-in as a process of its own, stops it, and starts it again where it was: it comes and goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests

_PATIENCE = 30
_PACKAGES = Path(__file__).resolve().parents[3]


@dataclass
class RunningXero:
    """A stand-in with one organisation; `state` is the file in which it remembers everything across its starts."""

    state: Path
    organisation: str
    country: str
    base_url: str = ""
    control_url: str = ""
    _process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def start(self) -> None:
        """Start it on free ports, or on those it had before."""
        command = [sys.executable, "-m", "bookdesk.sandbox.xero", "--state", str(self.state), "--until-input-ends"]
        command += ["--organisation", f"{self.organisation}:{self.country}"]
        command += ["--port", _port(self.base_url), "--control-port", _port(self.control_url)]
        beside = os.pathsep.join(filter(None, (str(_PACKAGES), os.environ.get("PYTHONPATH"))))
        self._process = subprocess.Popen(  # noqa: S603 - this program's own module
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": beside},
        )
        if self._process.stdout is None:
            raise RuntimeError("a pipe was asked for and not given")
        addresses = json.loads(self._process.stdout.readline())
        self.base_url, self.control_url = addresses["base_url"], addresses["control_url"]

    def stop(self) -> None:
        """End the process; nobody answers any more."""
        if self._process is None:
            return
        self._process.terminate()
        self._process.wait(_PATIENCE)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        self._process = None

    def fail_next(self, kind: str, method: str, path: str) -> None:
        """Let the next request of `method` whose path contains `path` fail in the way `kind` names."""
        self._control("POST", "faults", {"kind": kind, "method": method, "path": path})

    def advance(self, seconds: float) -> None:
        """Move its clock on."""
        self._control("POST", "clock", {"advance": seconds})

    def records(self, kind: str) -> list[dict[str, Any]]:
        """Return what it holds of a kind (`Invoices`, `Payments`, `Attachments`, ...) in its organisation."""
        tenants = self._control("GET", "records/Connections")
        found: list[dict[str, Any]] = self._control("GET", f"records/{kind}?tenant={tenants[0]['tenantId']}")
        return found

    def _control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        reply = requests.request(method, f"{self.control_url}/{path}", json=body, timeout=_PATIENCE)
        reply.raise_for_status()
        return reply.json()


def _port(url: str) -> str:
    return str(urlsplit(url).port or 0)

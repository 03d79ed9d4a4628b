"""A stand-in as a process of its own: how it ends, and how another process starts, steers and stops it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import requests

_PATIENCE = 30
_PACKAGES = Path(__file__).resolve().parents[2]


def wait_for_the_end(*, watch_input: bool) -> None:
    """Wait until told to end: SIGTERM, SIGINT, or with `watch_input` the end of standard input."""
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    if watch_input:
        threading.Thread(target=_until_input_ends, args=(ended,), daemon=True).start()
    ended.wait()


def _until_input_ends(ended: threading.Event) -> None:
    sys.stdin.read()
    ended.set()


@dataclass
class ChildStandin:
    """A stand-in of the module `module` that runs beside; it tells its addresses as one JSON line when it is up."""

    base_url: str = field(default="", init=False)
    control_url: str = field(default="", init=False)
    _process: subprocess.Popen[str] | None = field(default=None, init=False)

    module = ""

    def __enter__(self) -> Self:
        """Start it."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, failure: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it."""
        self.stop()

    def arguments(self) -> Sequence[str]:
        """Return what it is started with besides its ports."""
        return ()

    def start(self) -> None:
        """Start it on free ports, or on those it had before."""
        command = [sys.executable, "-m", self.module, *self.arguments(), "--until-input-ends"]
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

    def control(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:  # noqa: ANN401 - JSON
        """Ask one of its control routes."""
        reply = requests.request(method, f"{self.control_url}/{path}", json=body, timeout=_PATIENCE)
        reply.raise_for_status()
        return reply.json()


def _port(url: str) -> str:
    return str(urlsplit(url).port or 0)

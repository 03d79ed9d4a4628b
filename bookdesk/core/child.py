"""Child processes: this program's own executable with a hidden first argument, for work that may crash or hang.

A child has no keys, an empty folder of its own, a minimal environment and limits on memory, processor time, wall
clock and output. It is started ahead of need (imports done, waiting) and answers requests one after the other over
its standard streams, in the frames of `core.frames`. What runs inside it is in `core.childside`.

    ChildFailed            any of these: the child is gone, the program goes on
    ├── ChildCrashed       it ended by itself: a signal, an unexpected exception, garbage on the wire
    ├── ChildTimedOut      it used up its wall clock or processor time and was ended
    ├── ChildNotReady      it never got so far as to take a request: the installation is at fault, not the request
    ├── ChildTooLarge      it needed more memory, or had to take or give more bytes, than is allowed
    └── ChildStopped       the program itself ended it with `kill`
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from bookdesk.core.errors import BookDeskError
from bookdesk.core.frames import FrameBroken, FrameTooLarge, Header, read_frame, write_frame
from bookdesk.core.itself import own_command, own_source
from bookdesk.core.limits import MEGABYTE, Limits, stand_back
from bookdesk.core.watchdog import Watchdog, processor_seconds

OUT_OF_MEMORY = 77
"""Exit status of a child whose work raised `MemoryError`."""
_DIAGNOSIS_BYTES = 8192
_GRACE_SECONDS = 2.0
_KEPT_VARIABLES = ("PATH", "SYSTEMROOT", "WINDIR", "LD_LIBRARY_PATH")
_FIXED_VARIABLES = {
    "OMP_THREAD_LIMIT": "1",  # Tesseract is slower with more, and a reader has one processor
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONUTF8": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}


class ChildFailed(BookDeskError):
    """A child process did not answer; `diagnosis` is the end of what it wrote to standard error, for the log."""

    def __init__(self, what: str, remedy: str = "", *, diagnosis: str = "") -> None:
        """Keep the diagnosis apart: it is not for the person."""
        super().__init__(what, remedy)
        self.diagnosis = diagnosis


class ChildCrashed(ChildFailed):
    """It ended by itself or spoke garbage."""


class ChildTimedOut(ChildFailed):
    """It used up its time and was ended."""


class ChildNotReady(ChildFailed):
    """It ended, or took too long, before it could take a request."""


class ChildTooLarge(ChildFailed):
    """It needed more memory or bytes than allowed."""


class ChildStopped(ChildFailed):
    """The program ended it on purpose."""


class Child:
    """One running child. Use it as a context manager, or call `close`; `kill` may come from any thread."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path, limits: Limits) -> None:
        """Take over a started process; `start` is the way to make one."""
        self._process = process
        self._folder = folder
        self._limits = limits
        self._ready = self._stopped = self._expired = False
        self._tail: deque[int] = deque(maxlen=_DIAGNOSIS_BYTES)
        self._listener = threading.Thread(target=self._listen, name="child-stderr", daemon=True)
        self._listener.start()

    @classmethod
    def start(cls, name: str, limits: Limits | None = None, *, command: Sequence[str] | None = None) -> Self:
        """Start the child `name` and return at once; it warms up by itself. `command` replaces the program's own."""
        limits = limits or Limits()
        folder = Path(tempfile.mkdtemp(prefix="bookdesk-child-"))
        try:
            process = _popen([*(command or own_command(name)), json.dumps(asdict(limits))], folder, limits)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        if limits.niceness:
            stand_back(process.pid, limits.niceness)
        return cls(process, folder, limits)

    @property
    def folder(self) -> Path:
        """Its working folder, empty at the start and removed by `close`."""
        return self._folder

    def wait_ready(self) -> None:
        """Wait until its imports are done; `ChildNotReady` if it does not get there."""
        if not self._ready:
            with self._guarded(self._limits.start_seconds):
                self._receive()
            self._ready = True

    def request(self, header: Header, payload: bytes = b"") -> tuple[Header, bytes]:
        """Send one request and return the answer; after any `ChildFailed` the child is gone."""
        if len(payload) > self._limits.input_bytes:
            self.close()
            size, most = len(payload) // MEGABYTE, self._limits.input_bytes // MEGABYTE
            raise ChildTooLarge(
                f"The file has {size} MB; at most {most} MB are read.", "Split it, or save it in a smaller size."
            )
        self.wait_ready()
        with self._guarded(self._limits.wall_seconds):
            write_frame(_open(self._process.stdin), header, payload)
            return self._receive()

    def kill(self) -> None:
        """End it, and whatever it started, at once; a waiting `request` raises `ChildStopped`."""
        self._stopped = True
        _end(self._process)

    def close(self) -> None:
        """End it and remove its folder; calling twice is harmless."""
        _end(self._process)
        self._process.wait()
        self._listener.join(_GRACE_SECONDS)
        for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
            with contextlib.suppress(OSError):  # what is still buffered has no reader any more
                _open(stream).close()
        shutil.rmtree(self._folder, ignore_errors=True)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close."""
        self.close()

    def _receive(self) -> tuple[Header, bytes]:
        frame = read_frame(_open(self._process.stdout), self._limits.output_bytes)
        if frame is None:
            raise FrameBroken("the child closed its stream")
        return frame

    @contextlib.contextmanager
    def _guarded(self, seconds: float) -> Iterator[None]:
        """Talk to the child for at most `seconds`; whatever goes wrong ends it and becomes a `ChildFailed`."""
        watchdog = Watchdog(seconds, self._expire, self._used)
        try:
            yield
        except FrameTooLarge as error:
            self.close()
            raise ChildTooLarge("The answer is larger than allowed.", "Split the document and try again.") from error
        except (FrameBroken, OSError, ValueError) as error:  # ValueError: closed under us by `close` elsewhere
            raise self._failure() from error
        finally:
            watchdog.cancel()

    def _used(self) -> float | None:
        """Return its processor time where that has a bound of its own, which ends what spins."""
        bounded = self._ready and self._limits.request_cpu_seconds
        return processor_seconds(self._process.pid) if bounded else None

    def _expire(self) -> None:
        self._expired = True
        _end(self._process)

    def _failure(self) -> ChildFailed:
        """Let a dying child finish dying, so that its exit status tells why; then clean up."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_GRACE_SECONDS)
        self.close()
        kind, what, remedy = self._verdict(self._process.returncode)
        return kind(what, remedy, diagnosis=bytes(self._tail).decode(errors="replace"))

    def _verdict(self, status: int) -> tuple[type[ChildFailed], str, str]:
        if self._stopped:
            return ChildStopped, "The work was stopped.", "Start it again when you want it."
        if not self._ready:
            return (
                ChildNotReady,
                "A part of BookDesk could not be started.",
                "Try again; if it stays so, install it anew.",
            )
        if self._expired or status == -getattr(signal, "SIGXCPU", 0):
            return ChildTimedOut, "The work took longer than allowed.", "Split the document and try again."
        if status == OUT_OF_MEMORY:
            return ChildTooLarge, "The work needed more memory than allowed.", "Split the document and try again."
        how = signal.Signals(-status).name if status < 0 else f"status {status}"
        return ChildCrashed, f"The work ended unexpectedly ({how}).", "Save the document anew and try again."

    def _listen(self) -> None:
        """Keep the end of its standard error, so that the pipe never fills."""
        stream = _open(self._process.stderr)
        while piece := os.read(stream.fileno(), 4096):
            self._tail.extend(piece)


def _popen(words: list[str], folder: Path, limits: Limits) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - our own executable, no shell
        words,
        cwd=folder,
        env=_environment(folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,  # one kill reaches what it started, and Ctrl-C reaches only us
        creationflags=_creation_flags(limits),
    )


def _creation_flags(limits: Limits) -> int:
    """Windows: no console flashes up, and the window comes first. Elsewhere it stands back once started."""
    behind = getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) if limits.niceness else 0
    return int(getattr(subprocess, "CREATE_NO_WINDOW", 0) | behind)


def _environment(folder: Path) -> dict[str, str]:
    """Nothing a child could learn a secret from; temporary files, if any, die with its folder."""
    kept = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    temporary = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(folder))
    return kept | _FIXED_VARIABLES | temporary | own_source()


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the child with all it started, unless it has been reaped already."""
    if process.returncode is not None:
        return
    if sys.platform == "win32":
        process.kill()
        return
    with contextlib.suppress(ProcessLookupError, PermissionError):  # macOS: EPERM for a zombie
        os.killpg(process.pid, signal.SIGKILL)


def _open(stream: IO[bytes] | None) -> IO[bytes]:
    if stream is None:
        raise TypeError("a child is always started with three pipes")
    return stream

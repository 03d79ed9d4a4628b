"""What a child process may use, and how it binds itself to that before it touches anything foreign."""

from __future__ import annotations

import contextlib
import os
import sys
import time
from dataclasses import dataclass
from math import ceil
from pathlib import Path

MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds of one child; the decision record on child processes says where the defaults come from.

    `memory`: address space in bytes (enforced where the system honours RLIMIT_AS: Linux). `cpu_seconds`: processor
    time over the child's life, `request_cpu_seconds` that of one request, none by default (POSIX); unlike the clock on
    the wall it is the same however busy the machine is. `wall_seconds` per request (where the former is bounded and
    told, only of one that sleeps), `start_seconds` until it is ready, `input_bytes` and `output_bytes` per request:
    everywhere. `file_bytes`: the largest file it may write (POSIX), none by default. `niceness`: how far it stands back
    behind the window, 0 to 19 (POSIX; on Windows any but 0 is below normal).
    """

    memory: int = 2048 * MEGABYTE
    cpu_seconds: int = 30
    request_cpu_seconds: int = 0
    wall_seconds: float = 60.0
    start_seconds: float = 30.0
    input_bytes: int = 50 * MEGABYTE
    output_bytes: int = 20 * MEGABYTE
    file_bytes: int = 0
    niceness: int = 0


if sys.platform == "win32":  # pragma: no cover - no such limits there; the parent's clock and caps hold

    def bind(limits: Limits) -> None:
        """Windows has no resource limits of this kind; the parent enforces time and sizes."""
        del limits

    def allow_one_request(limits: Limits) -> None:
        """Windows has no such limit either."""
        del limits

    def stand_back(process_id: int, niceness: int) -> None:
        """Windows starts it behind the window."""
        del process_id, niceness

else:
    import resource

    def bind(limits: Limits) -> None:
        """Bind this process for good; a limit the system does not know is left out, the others still hold."""
        if limits.niceness:
            _lower_session("self", limits.niceness)  # in case the system did not hear the parent's wish
        for what, soft, hard in (
            (resource.RLIMIT_CORE, 0, 0),
            (resource.RLIMIT_FSIZE, limits.file_bytes, limits.file_bytes),
            (resource.RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1),
            (resource.RLIMIT_AS, limits.memory, limits.memory),
        ):
            with contextlib.suppress(ValueError, OSError):  # macOS refuses RLIMIT_AS
                resource.setrlimit(what, (soft, hard))

    def allow_one_request(limits: Limits) -> None:
        """Let this process use so much more processor time; beyond it the system ends it."""
        if limits.request_cpu_seconds:
            used = ceil(time.process_time())
            soft = min(used + limits.request_cpu_seconds, limits.cpu_seconds)
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(resource.RLIMIT_CPU, (soft, limits.cpu_seconds + 1))

    def stand_back(process_id: int, niceness: int) -> None:
        """Let the window go first, before the child that was just started has done anything.

        A child is a session of its own, and Linux gives each session a share of its own, within which niceness counts
        for nothing (sched(7), autogroup): so the session stands back as well.
        """
        with contextlib.suppress(OSError):  # it may have ended already
            os.setpriority(os.PRIO_PROCESS, process_id, os.getpriority(os.PRIO_PROCESS, 0) + niceness)
        _lower_session(str(process_id), niceness)

    def _lower_session(process: str, niceness: int) -> None:
        """Lower the share of a session; of all wishes within a tenth of a second Linux hears one."""
        with contextlib.suppress(OSError):
            Path(f"/proc/{process}/autogroup").write_text(str(niceness), encoding="ascii")

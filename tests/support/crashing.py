"""The program that crashes at a named point of its work: `python -m tests.support.crashing HOW POINT WORDS…`.

HOW is `abort`, `segv` or `defect` (an exception that quotes all it was about). With `dumpable` behind it
(`segv-dumpable`) it is the control: it leaves its memory to a dump, and keeps the passphrase alive to the end, so that
the control is about core files and not about what the allocator wrote over by then. Whoever starts it allows core files
of any size.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from pathlib import Path

from bookdesk import __main__ as program
from bookdesk.cli import session
from bookdesk.core import failpoints
from bookdesk.security.redaction import Secret

_KEPT: list[Secret] = []
_ASK = session.passphrase


def crash_at(point: str, how: str) -> None:
    """Let the process crash as a fault in a library would, or by a defect, as soon as it comes to the point."""

    def hook(name: str) -> None:
        if name != point:
            return
        if how == "defect":
            raise LookupError(f"nothing is known of {' '.join(sys.argv)}")
        faulthandler.enable()
        os.kill(os.getpid(), signal.SIGABRT if how == "abort" else signal.SIGSEGV)

    failpoints.install(hook)


def leave_open() -> None:
    """Let this process be dumped, with the passphrase in its memory."""

    def kept(path: Path | None, prompt: str = "Passphrase: ") -> Secret:
        _KEPT.append(_ASK(path, prompt))
        return _KEPT[-1]

    for module, name, own in ((program, "keep_out_of_dumps", lambda: None), (session, "passphrase", kept)):
        setattr(module, name, own)


if __name__ == "__main__":
    manner, _, left_open = sys.argv[1].partition("-")
    if left_open:
        leave_open()
    crash_at(sys.argv[2], manner)
    sys.exit(program.main(sys.argv[3:]))

"""The program that crashes at a named point of its work: `python -m tests.support.crashing HOW POINT WORDS…`.

HOW is `abort` or `segv`, with `dumpable` behind it (`segv-dumpable`) for the control that leaves its memory to a dump.
Whoever starts it allows core files of any size.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys

from bookdesk import __main__ as program
from bookdesk.core import failpoints


def crash_at(point: str, how: str) -> None:
    """Let the process crash as a fault in a library would, as soon as it comes to the point."""

    def hook(name: str) -> None:
        if name == point:
            faulthandler.enable()
            os.kill(os.getpid(), signal.SIGABRT if how == "abort" else signal.SIGSEGV)

    failpoints.install(hook)


if __name__ == "__main__":
    manner, _, left_open = sys.argv[1].partition("-")
    if left_open:
        setattr(program, "keep_out_of_dumps", lambda: None)  # noqa: B010 - a name the module takes from elsewhere
    crash_at(sys.argv[2], manner)
    sys.exit(program.main(sys.argv[3:]))

"""Keeps the memory of this process out of crash dumps, which lie in the clear: passphrases, keys and bills are in it.

Linux: no core file of any size, and a process that is not dumpable, which a system's own crash collector and other
programs of the same user respect, too. macOS and other Unix: no core file. Windows: no report with heap in it, no box
that offers one, and a packaged program is left out of error reporting altogether.
None of it binds an administrator, nor a program that reads memory before this was said.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any, Final

PR_SET_DUMPABLE: Final = 4
PR_GET_DUMPABLE: Final = 3
"""Numbers of prctl(2)."""
_NO_HEAP: Final = 1
"""WER_FAULT_REPORTING_FLAG_NOHEAP of WerSetFlags."""
_NO_BOXES: Final = 0x0001 | 0x0002
"""SEM_FAILCRITICALERRORS and SEM_NOGPFAULTERRORBOX of SetErrorMode."""


def keep_out_of_dumps() -> None:
    """Say all that the system understands; what it does not is left unsaid, since a start must not fail by it."""
    if sys.platform == "win32":
        _windows()
    else:
        _unix()


def dumpable() -> bool | None:
    """Return whether Linux would dump this process; none where it cannot be asked."""
    return None if sys.platform != "linux" else bool(_prctl(PR_GET_DUMPABLE, 0))


if sys.platform == "win32":

    def _windows() -> None:
        import ctypes  # noqa: PLC0415 - a program that only prints its help does not need it

        libraries: Any = ctypes.windll
        with suppress(OSError, AttributeError):
            libraries.kernel32.SetErrorMode(_NO_BOXES)
        with suppress(OSError, AttributeError):
            libraries.wer.WerSetFlags(_NO_HEAP)
            if getattr(sys, "frozen", False):  # otherwise it would be Python that is left out
                name = sys.executable.rpartition("\\")[2]
                libraries.wer.WerAddExcludedApplication(ctypes.c_wchar_p(name), False)  # noqa: FBT003 - a C function

else:

    def _unix() -> None:
        import resource  # noqa: PLC0415 - Windows has none

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if sys.platform == "linux":
            _prctl(PR_SET_DUMPABLE, 0)


def _prctl(option: int, value: int) -> int:
    """Call prctl(2); -1 where the C library has no such call."""
    import ctypes  # noqa: PLC0415 - as above

    call = getattr(ctypes.CDLL(None), "prctl", None)
    return -1 if call is None else int(call(option, value, 0, 0, 0))

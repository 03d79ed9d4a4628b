"""What this machine bears: its memory, and what a guess at a passphrase may cost here, measured once in a process."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import replace
from threading import Lock
from typing import Final

from bookdesk.models.practice import Mode
from bookdesk.security.calibration import bounded, choose
from bookdesk.security.passphrase import CostPolicy, Costs

_UNKNOWN_KIB: Final = 1024 * 1024
"""What a machine is taken to have that does not tell: so little that a quarter of it is still above the floor."""
_measured: dict[CostPolicy, Costs] = {}
_measuring = Lock()


def settled(policy: CostPolicy, mode: Mode) -> CostPolicy:
    """Return the policy with the costs of new slots settled for this machine; takes seconds the first time.

    A practice for show or for practising keeps the ones it was given: there is nothing in it to guess for.
    """
    if policy.measure is None or mode is not Mode.NORMAL:
        return policy
    with _measuring:
        if policy not in _measured:
            ceiling = bounded(policy.floor, policy.ceiling, memory_kib())
            _measured[policy] = choose(policy.measure, policy.floor, ceiling)
    return replace(policy, chosen=_measured[policy])


def memory_kib() -> int:
    """Return how much memory this machine has, in KiB."""
    try:
        told = _windows_bytes() if sys.platform == "win32" else _posix_bytes()
    except (OSError, ValueError):
        return _UNKNOWN_KIB
    return told // 1024 if told > 0 else _UNKNOWN_KIB


def _posix_bytes() -> int:
    ask: Callable[[str], int] = os.sysconf
    return ask("SC_PAGE_SIZE") * ask("SC_PHYS_PAGES")


def _windows_bytes() -> int:
    """Ask by GlobalMemoryStatusEx: the total stands as a 64-bit number after two 32-bit ones."""
    import ctypes  # noqa: PLC0415 - on Windows only

    status = ctypes.create_string_buffer((64).to_bytes(4, "little"), 64)
    library: object = getattr(ctypes, "windll", None)
    kernel = getattr(library, "kernel32", None)
    if kernel is None or not kernel.GlobalMemoryStatusEx(status):
        raise OSError("the system does not tell its memory")
    return int.from_bytes(status.raw[8:16], "little")

"""Looking for bytes in the memory of another process, as somebody does who took a machine that was locked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path

import psutil
import pytest

_LINE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) r")
_PIECE = 1 << 24


def found_in(process: int, wanted: Sequence[bytes]) -> int:
    """Return how many of the wanted bytes stand somewhere in the memory of a process of Linux."""
    most, left = max(map(len, wanted)), set(wanted)
    for piece in _pieces(process, most):
        left = {one for one in left if one not in piece}
    return len(wanted) - len(left)


def program_at(home: Path, module: str, *, but: int = 0) -> int:
    """Return the process that runs a module on a practice, none (0) where there is none; not the one named."""
    for one in psutil.process_iter():
        with suppress(psutil.Error):  # it ended, or is somebody else's
            ours = module in one.cmdline() and one.environ().get("BOOKDESK_HOME") == str(home)
            if ours and one.pid != but:
                return int(one.pid)
    return 0


def _pieces(process: int, overlap: int) -> Iterator[bytes]:
    with ExitStack() as closing:
        try:
            memory = closing.enter_context(Path(f"/proc/{process}/mem").open("rb", buffering=0))
        except PermissionError:
            pytest.skip("this machine lets nobody look into the memory of another process")
        for line in Path(f"/proc/{process}/maps").read_text("ascii", "replace").splitlines():
            match = _LINE.match(line)
            if match is None or line.endswith(("[vvar]", "[vsyscall]")):
                continue
            start, end = (int(one, 16) for one in match.groups())
            with suppress(OSError):  # a device, or what is mapped and not there
                for place in range(start, end, _PIECE):
                    memory.seek(place)
                    yield memory.read(min(_PIECE + overlap, end - place))

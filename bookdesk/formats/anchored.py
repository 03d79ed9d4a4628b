"""The last section of a report: where the history stood, so that paper can convict a file that was put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

from bookdesk.formats.printed import MUTED, section, text

_WHY = (
    "Keep this page outside the computer. Each line names a device, how many entries its history had, and how the last"
    " of them is sealed. Where these lines are written into a file, BookDesk, and the script that is handed out with an"
    " exported history, tell whether the history still leads through them, or was cut or put back."
)


@dataclass(frozen=True, slots=True)
class Anchored:
    """Whose history stood where; `heads` are lines of device, counter and the beginning of the hash."""

    client_id: str
    heads: tuple[str, ...]


def anchored(what: Anchored) -> Sequence[Flowable]:
    """Return the section."""
    lines = [text(f"{what.client_id} {head}", 7.5) for head in what.heads]
    return [*section("Where the history stood"), *lines, Spacer(0, 2 * mm), text(_WHY, 7.5, colour=MUTED)]

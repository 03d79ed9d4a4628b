"""When a desk locks itself: nobody touched it, the computer slept, work that somebody waits for ended. Pure.

Times are seconds of two clocks of the machine: `now` counts its sleep, `awake` may stand still meanwhile. The clock on
the wall has no say: to set it neither locks a desk nor keeps it open.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

IDLE_MINUTES: Final = (2, 5, 10, 15, 30)
"""What a person may choose from, beside never."""
USUAL_MINUTES: Final = 10
NEVER: Final = 0
LOOKS_EVERY: Final = 5.0
"""Seconds between two looks of whoever asks here."""
SLEPT: Final = 5.0
"""Seconds by which the clocks may differ before it was sleep."""
STOOD_STILL: Final = 60.0
"""Seconds without a look that are sleep on a machine whose clocks do not tell it; a program that was stopped counts."""
UNSAVED_STAYS: Final = 3600.0
"""Seconds that a desk with something half typed stays veiled before it is locked all the same."""


class Verdict(StrEnum):
    """What is to be done."""

    NOTHING = "nothing"
    VEIL = "veil"
    LOCK = "lock"


class Why(StrEnum):
    """What locked a desk, as it is remembered until somebody unlocks it."""

    ASKED = "asked"
    IDLE = "idle"
    SLEEP = "sleep"
    SCREEN = "screen"


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant by both clocks."""

    now: float
    awake: float


@dataclass(frozen=True, slots=True)
class Watched:
    """What is known of a desk: when it was last touched and looked at, whether a veil lies over it, and who asked."""

    touched: float
    looked: Moment
    veiled: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Desk:
    """How the desk is at this moment.

    `idle` is after how many seconds it locks (none for never); `working` that somebody waits for work that is seen;
    `unsaved` that something typed would be lost.
    """

    idle: float | None
    working: bool = False
    unsaved: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """What is to be done, why, and what is known from now on."""

    verdict: Verdict
    watched: Watched
    why: Why = Why.IDLE


def begin(moment: Moment) -> Watched:
    """Return what is known of a desk at which somebody just sat down."""
    return Watched(moment.now, moment)


def idle_seconds(minutes: str) -> float | None:
    """Return after how long a desk locks, as it was remembered; the usual time where nothing fit was."""
    if minutes == str(NEVER):
        return None
    return 60.0 * (int(minutes) if minutes in map(str, IDLE_MINUTES) else USUAL_MINUTES)


def slept(before: Moment, moment: Moment) -> bool:
    """Return whether the computer slept, or the program stood still, between two looks."""
    passed = moment.now - before.now
    return passed - (moment.awake - before.awake) > SLEPT or passed > STOOD_STILL


def look(watched: Watched, moment: Moment, desk: Desk) -> Judged:
    """Judge a desk that nobody touches at this moment.

    Sleep locks at once, whatever goes on. An idle desk is locked; it is veiled instead while somebody waits for work,
    and for a time where something would be lost: that is counted from when it was due to lock, or was asked to. A veil
    is lifted by nothing but `lifted`.
    """
    if slept(watched.looked, moment):
        return Judged(Verdict.LOCK, replace(watched, looked=moment), Why.SLEEP)
    watched = replace(watched, looked=moment)
    still = moment.now - watched.touched
    if not watched.veiled and (desk.idle is None or still < desk.idle):
        return Judged(Verdict.NOTHING, watched)
    due = 0.0 if watched.asked else desk.idle or 0.0
    keeps = desk.unsaved and still < due + UNSAVED_STAYS
    why = Why.ASKED if watched.asked else Why.IDLE
    if desk.working or keeps:
        return Judged(Verdict.VEIL, replace(watched, veiled=True), why)
    return Judged(Verdict.LOCK, watched, why)


def touch(watched: Watched, moment: Moment, desk: Desk) -> Judged:
    """Judge a desk that somebody touches: too late is too late, and under a veil it is as if nobody had."""
    judged = look(watched, moment, desk)
    if judged.verdict is Verdict.NOTHING:
        return replace(judged, watched=replace(judged.watched, touched=moment.now))
    return judged


def ask(watched: Watched, moment: Moment, desk: Desk) -> Judged:
    """Judge a desk whose person locks it: nothing of it can be read any more, whatever goes on there.

    A veil comes at once where work is under way that cannot go on later, or something typed would be lost; under it the
    desk locks when that work ends, or once what is typed was kept for long enough. All others are locked.
    """
    veiled = desk.working or desk.unsaved
    asked = replace(watched, touched=moment.now, looked=moment, veiled=veiled, asked=True)
    return Judged(Verdict.VEIL if veiled else Verdict.LOCK, asked, Why.ASKED)


def lifted(watched: Watched, moment: Moment) -> Watched:
    """Return what is known once somebody proved who he is under the veil."""
    return replace(watched, touched=moment.now, veiled=False, asked=False)

"""What the portal must be told of a document, from what it was told last and what the document is now. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from bookdesk.core.money import Money
from bookdesk.protocol.words import PaperKind, PaperState


class Step(StrEnum):
    """What is to be told next."""

    NOTHING = "nothing"
    PUBLISH = "publish document"
    CHANGE = "change amount"
    CREDIT = "credit document"
    WITHDRAW = "withdraw document"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a document stands in the books, as far as a charge needs it.

    `included` names the gateway's payments that are off `open`. `credited` is what credit notes took off, `credited_by`
    the last of them. `content` is the hash of what its reader sees; `wanted` says whether it is to be at the portal
    though it was never told: something of it is open, or a link to it was given out.
    """

    document: str
    kind: PaperKind
    number: str
    state: PaperState
    amount: Money
    open: Money
    included: tuple[str, ...]
    credited: int
    credited_by: str | None
    issued: date
    due: date | None
    customer: str
    content: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class Told:
    """What was queued of it last. An empty `content` is unknown, so that it is published anew."""

    content: str
    state: PaperState
    open: int
    included: tuple[str, ...]
    credited: int
    gone: bool


def told_of(now: Standing) -> dict[str, Any]:
    """Return what of a standing is remembered as told, beside its content."""
    return {
        "state": now.state.value,
        "open": now.open.minor,
        "included": list(now.included),
        "credited": now.credited,
    }


def read_told(content: str, remembered: Mapping[str, Any], *, gone: bool) -> Told:
    """Return what was remembered by `told_of`."""
    return Told(
        content,
        PaperState(remembered.get("state", PaperState.ISSUED)),
        int(remembered.get("open", 0)),
        tuple(remembered.get("included", ())),
        int(remembered.get("credited", 0)),
        gone,
    )


def step(told: Told | None, now: Standing, *, offered: bool) -> Step:
    """Return what to tell of a document; `offered` is false where papers of its kind are not published (any more)."""
    gone = now.state.gone or not offered
    if told is None:
        return Step.PUBLISH if now.wanted and not gone else Step.NOTHING
    if gone:
        return Step.NOTHING if told.gone else Step.WITHDRAW
    if told.gone or told.content != now.content:
        return Step.PUBLISH
    if (told.state, told.open, told.included) == (now.state, now.open.minor, now.included):
        return Step.NOTHING
    only_credit = (told.state, told.included) == (now.state, now.included) and now.credited > told.credited
    return Step.CREDIT if only_credit and now.credited_by else Step.CHANGE

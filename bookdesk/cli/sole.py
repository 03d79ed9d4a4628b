"""`bookdesk approve sole`: whether one person works alone for a client, and what takes the second one's place."""

from __future__ import annotations

import argparse

from bookdesk.approvals.sole import SolePracticeService, SoleStanding
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, add_command, as_words, whole
from bookdesk.cli.people import Peopled, open_peopled
from bookdesk.cli.session import add_workspace_arguments
from bookdesk.core.errors import UsageError
from bookdesk.core.vocabulary import SoleWay
from bookdesk.ledger.alone import LEAST_HOURS, MOST_HOURS
from bookdesk.security.roles import Permission

_ON, _OFF, _SHOW = "on", "off", "show"


def register(acts: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the act to those of `approve`."""
    sole = add_command(acts, "sole", "let one person work alone for a client: on, off or show", _sole)
    sole.add_argument("act", choices=[_ON, _OFF, _SHOW], nargs="?", default=_SHOW)
    sole.add_argument("--way", choices=[SoleWay.DELAY.value, SoleWay.CLIENT.value], help="what replaces four eyes")
    sole.add_argument("--hours", type=whole(LEAST_HOURS, MOST_HOURS), help=f"how long money waits ({LEAST_HOURS})")
    sole.add_argument("--reason", type=as_words, help="why; it stays on record")
    add_workspace_arguments(sole)


def _sole(arguments: Arguments, console: Console) -> int:
    way, hours = _meant(arguments)
    with open_peopled(arguments, writes=way is not None) as people:
        workspace = people.workspace
        service = SolePracticeService(workspace.desk, workspace.signer, workspace.trusted)
        if way is not None:
            workspace.require(Permission.EDIT_LIMITS)
            service.decide(way, arguments.reason or "", hours)
            workspace.serve()
        _tell(service.show(), people, console)
    return console.status


def _meant(arguments: Arguments) -> tuple[SoleWay | None, int]:
    """Return what is to be decided, none where it is only shown."""
    act, way, hours = arguments.act, arguments.way, arguments.hours
    if act == _SHOW and way is None and hours is None:
        return None, LEAST_HOURS
    if act == _OFF and way is None and hours is None:
        return SoleWay.OFF, LEAST_HOURS
    if act == _OFF:
        raise UsageError("Off has neither a way nor hours.", "Leave --way and --hours away.")
    if way is None:
        raise UsageError("Say what replaces the second person.", "Add --way delay or --way client.")
    if way == SoleWay.CLIENT.value and hours is not None:
        raise UsageError("Hours go with --way delay only.", "Leave --hours away.")
    return SoleWay(way), LEAST_HOURS if hours is None else hours


def _tell(found: SoleStanding, people: Peopled, console: Console) -> None:
    last = found.last
    row = {
        "on": found.on,
        "way": None if last is None else last.way.value,
        "hours": None if found.alone is None else found.alone.hours,
        "user": None if found.alone is None else people.name(found.alone.user),
        "decided_by": None if last is None else people.name(last.by),
        "decided_at": None if last is None else last.at.isoformat(),
        "reason": None if last is None else last.reason,
        "workers": sorted(str(people.name(user)) for user in found.workers),
        "words": people.named(found.words),
    }
    decided = "" if last is None else f" Decided by {people.name(last.by)} on {last.at:%Y-%m-%d}: {last.reason}."
    console.row(row, f"{people.named(found.words)}{decided}")

"""The rules of reminding as they are read, tried and kept; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.clock import today
from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import Counted
from bookdesk.invoicing.settings import SettingsService
from bookdesk.receivables.dunningpolicy import Step
from bookdesk.receivables.ladders import Ladders
from bookdesk.receivables.latelaws import LateLaw, law_of
from bookdesk.receivables.policies import USUAL_NAME, NamedPolicy, PolicyService, Rules
from bookdesk.receivables.reminding import ReminderService
from bookdesk.receivables.statementmail import MonthPlan, StatementService
from bookdesk.receivables.trying import Trial, reminded_today
from bookdesk.security.roles import Permission
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.workspace import Workspace

T = TypeVar("T")
_HOURS, _MINUTES = 24, 60


@dataclass(frozen=True)
class RulesRead:
    """The rules as they stand: all ladders, hours, what goes out besides, and how many are reminded today by them.

    `law` is that of late payment where the client is, if one is known. `thanks_version` is that of the settings in
    which thanks are switched on. `receipts` says that each payment is confirmed by mail, which thanks for it already.
    """

    ladders: tuple[NamedPolicy, ...]
    standing: Ladders
    thanks: bool
    receipts: bool
    thanks_version: int | None
    reminded: int
    law: LateLaw | None
    month: MonthPlan
    """Who gets a statement of account when its day comes."""

    @property
    def names(self) -> tuple[str, ...]:
        """How the ladders are called."""
        return tuple(one.name for one in self.ladders)


@dataclass(frozen=True)
class RulesTyped:
    """What stands in the form, understood. `ladder` is the id of the ladder, nothing for a new one."""

    ladder: str
    usual: bool
    rules: Rules
    thanks: bool

    @property
    def trial(self) -> Trial:
        """The same to be tried."""
        return Trial(self.ladder, self.usual, self.rules.policy, self.rules.hours)


class RulesPresenter(ClientPresenter):
    """Reads, tries and keeps the rules of the client in front."""

    read = Signal(object)
    """`RulesRead`."""
    tried = Signal(int)
    """How many customers would be reminded today by what is typed."""
    kept = Signal()
    refused = Signal(object)

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Ask nothing yet."""
        super().__init__(desktop, parent)
        self._unanswered = self.refused.emit

    def refresh(self) -> None:
        """Read the rules."""
        self._ask("rules", _read, self.read.emit)

    def try_out(self, typed: RulesTyped) -> None:
        """Ask how many would be reminded today by what is typed."""

        def work(workspace: Workspace) -> int:
            return reminded_today(ReminderService(workspace.desk).preview(texts=False, trial=typed.trial).decision)

        self._ask("trial", work, self.tried.emit)

    def keep(self, typed: RulesTyped, was: RulesRead) -> None:
        """Keep all that is typed, held against what was read."""

        def work(workspace: Workspace) -> None:
            PolicyService(workspace.desk).keep(typed.rules)
            if typed.thanks != was.thanks:
                said = {"thank": "yes" if typed.thanks else "no"}
                SettingsService(workspace.desk).edit(said, version=was.thanks_version)

        self._act(work, lambda _: self.kept.emit())

    def switch(self, *, on: bool) -> None:
        """Let reminders be written, or none any more."""

        def work(workspace: Workspace) -> Ladders:
            policies = PolicyService(workspace.desk)
            return policies.switch_on() if on else policies.switch_off()

        self._act(work)

    def _act(self, work: Callable[[Workspace], T], then: Callable[[T], None] | None = None) -> None:
        def allowed(workspace: Workspace) -> T:
            workspace.require(Permission.INVOICE)
            return work(workspace)

        self._desktop.act(self._desktop.client_id, self, allowed, then, self.refused.emit)


def arranged(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Return steps in the order of their days; those that count from the step before stay behind it.

    Where a person is told after the last one, that stays the end.
    """
    groups: list[list[Step]] = []
    last = [step for step in steps if step.counted is Counted.LAST and step.escalates]
    for step in (step for step in steps if step not in last):
        if step.counted is Counted.LAST and groups:
            groups[-1].append(step)
        else:
            groups.append([step])
    groups.sort(key=lambda group: group[0].days)
    return (*(step for group in groups for step in group), *last)


def new_name(steps: Sequence[Step]) -> str:
    """Return a name that no step of the ladder has: what was sent of another step is not taken for this one's."""
    names = {step.id for step in steps}
    return next(name for name in (f"step {number}" for number in range(1, len(steps) + 2)) if name not in names)


def clock_time(text: str) -> time:
    """Return a time of the day as a person writes it: `9`, `9:30`, `17.00`; `InputError` where it is none."""
    hour, _, minute = text.strip().replace(".", ":").partition(":")
    digits = hour.isascii() and hour.isdigit() and (not minute or (minute.isascii() and minute.isdigit()))
    if not digits or int(hour) >= _HOURS or int(minute or 0) >= _MINUTES:
        raise InputError(f"“{text.strip()}” is no time of the day.", "Write it as in 9:00 or 17:30.")
    return time(int(hour), int(minute or 0))


def whole_number(text: str, what: str) -> int:
    """Return a number of days; `InputError` where it is none."""
    words = text.strip()
    if not (words.isascii() and words.isdigit()):
        raise InputError(f"{what}: “{words}” is no number of days.", "Write it in digits.")
    return int(words)


def month_words(plan: MonthPlan) -> str:
    """Return how many get a statement when, and what keeps it from them."""
    count = wording.count(len(plan.served), "customer")
    left = len(plan.customers) - len(plan.served)
    owe = "owes" if left == 1 else "owe"
    others = f" {left} more {owe} and had it already, or cannot be written to." if left else ""
    return f"To {count} from {wording.day(plan.month.begins)} on.{others}"


def _read(workspace: Workspace) -> RulesRead:
    desk = workspace.desk
    policies, found = PolicyService(desk), ReminderService(desk).preview(texts=False)
    standing = policies.standing()
    stored = policies.policies()
    if not any(one.usual for one in stored):
        stored = (NamedPolicy(USUAL_NAME, True, standing.usual, 0, ()), *stored)
    settings = SettingsService(desk).show().settings
    version = settings.version
    day = today(desk.clock, found.facts.round.zone)
    law = law_of(found.facts.voice.country, day)
    return RulesRead(
        stored, standing, settings.thank, settings.send_receipts, version, reminded_today(found.decision), law,
        StatementService(desk).plan(),
    )  # fmt: skip

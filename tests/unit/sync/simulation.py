"""A desk, a ledger and a seed: the outbox machine driven through faults at every step, in simulated time.

The ledger remembers idempotency keys for a while (errors too, as Xero does), executes requests late, shows writes in
its lists late, limits, refuses. The desk's process is killed before and after every commit and every byte; the machine
sleeps, or starts anew, and then its monotonic clock begins at nought. One seed is one schedule, replayed exactly by
the same seed.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from random import Random
from typing import ClassVar

from bookdesk.core.vocabulary import OutboxState
from bookdesk.sync import outbox_machine as machine
from bookdesk.sync.outbox_machine import Moment, Plan, Policy, Slip


class Fault(Enum):
    """What goes wrong in one exchange."""

    NONE = auto()
    CRASH_BEFORE_COMMIT = auto()
    CRASH_BEFORE_SEND = auto()
    CRASH_AFTER_SEND = auto()
    CRASH_AFTER_ANSWER = auto()
    NOT_CONNECTED = auto()
    UNAUTHORISED = auto()
    THROTTLED = auto()
    REFUSED = auto()
    REQUEST_LOST = auto()
    ANSWER_LOST = auto()
    LATE = auto()
    ERROR_BEFORE = auto()
    ERROR_AFTER = auto()


class Mutation(Enum):
    """A safeguard taken out, to see that the suite notices."""

    NONE = auto()
    NO_LOOK = auto()
    NO_QUARANTINE = auto()
    COMMIT_AFTER_SEND = auto()
    NEW_KEY_FOR_EACH_SEND = auto()
    WINDOW_TOO_LONG = auto()
    CLOCK_STOPS_IN_SLEEP = auto()


@dataclass(frozen=True)
class Model:
    """How a ledger behaves, in seconds."""

    name: str
    key_life: int
    list_lag: int
    remembers_errors: bool
    latest: int = 110


XERO = Model("keys live 6 minutes, errors remembered", 360, 0, remembers_errors=True)
XERO_SLOW_LISTS = Model("the same, lists lag 20 s", 360, 20, remembers_errors=True)
LASTING_KEYS = Model("keys live for ever", 10**9, 0, remembers_errors=False)
NO_KEYS = Model("no keys, lists lag 20 s", 0, 20, remembers_errors=False)

CRASHES = (Fault.CRASH_BEFORE_COMMIT, Fault.CRASH_BEFORE_SEND, Fault.CRASH_AFTER_SEND, Fault.CRASH_AFTER_ANSWER)
_FAULTS = tuple(fault for fault in Fault if fault is not Fault.NONE)
_FAULT_RATE = 0.45
_LATE_WINDOW = 120
_MOST_STEPS = 6000


@dataclass
class Ledger:
    """The other side: `holds` is what was really created, in order."""

    model: Model
    holds: list[tuple[float, str]] = field(default_factory=list)
    keys: dict[str, tuple[float, str]] = field(default_factory=dict)
    late: list[tuple[float, str, str]] = field(default_factory=list)

    def settle(self, now: float) -> None:
        """Execute what arrived late by `now`."""
        due = sorted(item for item in self.late if item[0] <= now)
        if due:
            self.late = [item for item in self.late if item[0] > now]
            for at, key, mark in due:
                self.execute(at, key, mark)

    def execute(self, now: float, key: str, mark: str, outcome: str = "created") -> str:
        """Do it, or replay what was answered under a key that is still remembered."""
        known = self.keys.get(key)
        if known and now - known[0] <= self.model.key_life:
            return known[1]
        if outcome == "created":
            self.holds.append((now, mark))
        if outcome == "created" or self.model.remembers_errors:
            self.keys[key] = (now, outcome)
        return outcome

    def find(self, now: float, mark: str) -> int:
        """Return how many copies a list shows by now."""
        shown = now - self.model.list_lag
        return sum(1 for at, held in self.holds if held == mark and at <= shown)


class Crash(Exception):
    """The process is gone; what was not committed is lost."""


class _NoQuarantine(Policy):
    quarantine: ClassVar[int] = 0


class _WindowTooLong(Policy):
    resend_window: ClassVar[int] = XERO.key_life - 60


_POLICIES = {Mutation.NO_QUARANTINE: _NoQuarantine, Mutation.WINDOW_TOO_LONG: _WindowTooLong}

NEEDS: dict[str, tuple[str, ...]] = {
    "bill": (),
    "attachment": ("bill",),
    "credit note": (),
    "allocation": ("bill", "credit note"),
    "payment": ("bill", "allocation"),
    "second bill": (),
}
"""The entries of one schedule, and what each waits for."""


@dataclass
class Outcome:
    """How a schedule ended."""

    duplicates: int = 0
    losses: int = 0
    out_of_order: int = 0
    stuck: bool = False
    crashes: Counter[Fault] = field(default_factory=Counter)

    @property
    def clean(self) -> bool:
        """Each thing is there once, in order, and the queue is empty."""
        return not (self.duplicates or self.losses or self.out_of_order or self.stuck)


class Schedule:
    """One run from an empty ledger until everything is verified."""

    def __init__(self, seed: int, model: Model, mutation: Mutation = Mutation.NONE) -> None:
        self.random = Random(seed)  # noqa: S311 - a replayable schedule, not a secret
        self.ledger, self.mutation = Ledger(model), mutation
        self.policy = _POLICIES.get(mutation, Policy)(model.key_life, _LATE_WINDOW, model.list_lag)
        self.durable = {name: machine.step(Slip(), machine.Released()) for name in NEEDS}
        self.now, self.boot, self.keys = 1000.0, 0, 0
        self.unseen, self.started = 1000.0, 0.0
        self.outcome = Outcome()

    def run(self) -> Outcome:
        """Drive it to the end and judge it."""
        open_entries = list(NEEDS)
        for _ in range(_MOST_STEPS):
            name = self.random.choice(open_entries)
            try:
                self._advance(name)
            except Crash:
                self._restart()
            if self.durable[name].state is OutboxState.VERIFIED:
                open_entries.remove(name)
                if not open_entries:
                    return self._judge()
            if self.random.random() < 0.05:
                self._pass(self.random.choice((90, 180, 250, 300, 3600, 3 * 86400)))
        self.outcome.stuck = True
        return self._judge()

    def _advance(self, name: str) -> None:
        slip = self.durable[name]
        if slip.state in machine.UNSENT:
            blocked = any(self.durable[need].state not in machine.ARRIVED for need in NEEDS[name])
            slip = self.durable[name] = machine.step(slip, machine.Examined(blocked))
        elif slip.state is OutboxState.REJECTED:
            slip = machine.step(machine.step(slip, machine.Requeued()), machine.Released())
            self.durable[name] = slip
        self._act(name, slip, machine.plan(slip, self._moment(), self.policy))

    def _act(self, name: str, slip: Slip, plan: Plan) -> None:
        match plan:
            case machine.Wait(seconds):
                self.now += seconds if self.random.random() < 0.7 else 1
            case machine.Send(key):
                self._send(name, slip, key or self._new_key())
            case machine.Look():
                self._look(name, slip)
            case machine.Compare():
                self.durable[name] = machine.step(slip, machine.Compared(agrees=True))
            case machine.Rest():
                self.now += 1

    def _send(self, name: str, slip: Slip, key: str) -> None:
        fault = self.random.choice(_FAULTS) if self.random.random() < _FAULT_RATE else Fault.NONE
        if fault in CRASHES:
            self.outcome.crashes[fault] += 1
        if fault is Fault.CRASH_BEFORE_COMMIT:
            raise Crash
        begun = machine.step(slip, machine.Begun(key, self._moment()))
        if self.mutation is not Mutation.COMMIT_AFTER_SEND:
            self.durable[name] = begun
        if fault is Fault.CRASH_BEFORE_SEND:
            raise Crash
        wire_key = self._new_key() if self.mutation is Mutation.NEW_KEY_FOR_EACH_SEND else key
        event = self._exchange(name, wire_key, fault)
        if fault in CRASHES:
            raise Crash
        self.durable[name] = machine.step(begun, event)

    def _exchange(self, name: str, key: str, fault: Fault) -> machine.Event:
        """Carry one request to the ledger and its answer back, as far as the fault lets it."""
        self.ledger.settle(self.now)
        if fault in {Fault.NOT_CONNECTED, Fault.UNAUTHORISED, Fault.THROTTLED}:
            self.now += self.random.choice((1, 5, 60))
            return machine.NotProcessed()
        if fault is Fault.REQUEST_LOST:
            self.now += 30
            return machine.NoAnswer()
        if fault is Fault.LATE:
            self.ledger.late.append((self.now + self.random.uniform(31, self.ledger.model.latest), key, name))
            self.now += 30
            return machine.NoAnswer()
        wanted = {Fault.REFUSED: "refused", Fault.ERROR_BEFORE: "error"}.get(fault, "created")
        answer = self.ledger.execute(self.now, key, name, wanted)
        if fault in {Fault.ANSWER_LOST, Fault.ERROR_AFTER} or answer == "error":
            self.now += 30 if fault is Fault.ANSWER_LOST else 2
            return machine.NoAnswer()
        self.now += 0.5
        return machine.Accepted() if answer == "created" else machine.Refused()

    def _look(self, name: str, slip: Slip) -> None:
        self.ledger.settle(self.now)
        if self.random.random() < 0.2:
            self.now += 30
            return
        found = 0 if self.mutation is Mutation.NO_LOOK else self.ledger.find(self.now, name)
        self.durable[name] = machine.step(slip, machine.Probed(exact=found))
        self.now += 0.5

    def _pass(self, seconds: int) -> None:
        """Let time go by, awake or asleep."""
        self.now += seconds
        if self.mutation is Mutation.CLOCK_STOPS_IN_SLEEP and self.random.random() < 0.3:
            self.unseen += seconds

    def _restart(self) -> None:
        """Start the program again; half of the time the machine with it."""
        self._pass(self.random.choice((2, 20, 100, 600, 86400)))
        if self.random.random() < 0.5:
            self.boot, self.unseen = self.boot + 1, self.now
        self.started = self.now - self.unseen
        self.durable = {name: machine.wake(slip) for name, slip in self.durable.items()}

    def _moment(self) -> Moment:
        return Moment(f"boot {self.boot}", int(self.started), int(self.now - self.unseen))

    def _new_key(self) -> str:
        self.keys += 1
        return f"key {self.keys}"

    def _judge(self) -> Outcome:
        self.ledger.settle(self.now + 1000)
        marks = [mark for _, mark in self.ledger.holds]
        counts = Counter(marks)
        self.outcome.duplicates = sum(count - 1 for count in counts.values())
        self.outcome.losses = sum(1 for name in NEEDS if not counts[name])
        self.outcome.out_of_order = sum(
            1 for name in counts for need in NEEDS[name] if need in counts and marks.index(need) > marks.index(name)
        )
        return self.outcome


def simulate(seeds: range, model: Model, mutation: Mutation = Mutation.NONE) -> tuple[list[int], Counter[Fault]]:
    """Run a schedule for each seed; return the seeds that did not end clean and how often each crash point was hit."""
    failed, crashes = [], Counter[Fault]()
    for seed in seeds:
        outcome = Schedule(seed, model, mutation).run()
        crashes.update(outcome.crashes)
        if not outcome.clean:
            failed.append(seed)
    return failed, crashes

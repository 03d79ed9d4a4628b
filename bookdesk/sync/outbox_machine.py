r"""What may happen to one thing that has to reach the ledger, as a pure step function (SYNC_RULES 1 to 9).

    queued -> blocked <-> ready -> sending -> acknowledged -> verified
                                      |  \        \-> conflict
                                      |   \-> rejected
                                      v
                                   unknown -> (same key, wait, or look) -> acknowledged | ready | conflict

An answer that was lost leaves three safe ways on, tried in this order: the identical bytes under the same key while
the ledger surely still remembers it; else patience until no late request can be executed any more; then a look
whether the thing is there. Time is the machine's monotonic clock, which counts sleep and starts anew with the machine;
the wall clock, which anybody may set, is never asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from bookdesk.core.vocabulary import OutboxState

UNSENT = frozenset({OutboxState.QUEUED, OutboxState.BLOCKED, OutboxState.READY})
"""States in which nothing has left the desk, or what left was surely not executed."""
SETTLED_BY_A_PERSON = UNSENT | {OutboxState.REJECTED, OutboxState.CONFLICT}
"""States in which nothing is under way, so that a person may give it up or say what it is."""
OPEN = frozenset({OutboxState.SENDING, OutboxState.UNKNOWN})
"""States in which the ledger may or may not have the thing."""
ARRIVED = frozenset({OutboxState.ACKNOWLEDGED, OutboxState.VERIFIED})
"""States in which the ledger has it."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What a ledger promises about repeated requests, in seconds.

    Attributes:
        key_life: how long an idempotency key is remembered after its first use; 0 where there are none.
        late_window: how long after we gave up a request may still be executed.
        list_lag: how long after a write its lists may still not show it.
        margin: safety subtracted from the window in which a key may be used again.
    """

    key_life: int
    late_window: int
    list_lag: int = 0
    margin: int = 60

    @property
    def resend_window(self) -> int:
        """Seconds after the first use within which the same bytes may go again: a late copy must still meet the key."""
        return max(0, self.key_life - self.late_window - self.margin)

    @property
    def quarantine(self) -> int:
        """Seconds after the last send before a look is conclusive."""
        return self.late_window + self.list_lag + _GRACE


_GRACE = 5
_FIRST_PAUSE = 2
_LONGEST_PAUSE = 60


@dataclass(frozen=True, slots=True)
class Moment:
    """Now, in whole seconds.

    Attributes:
        boot: names the span in which monotonic seconds can be compared: one start of the machine, or where that
            cannot be told, one run of the program.
        started: monotonic second at which this run of the program began.
        now: monotonic second of now.
    """

    boot: str
    started: int
    now: int


@dataclass(frozen=True, slots=True)
class Slip:
    """All the machine knows of one entry.

    Attributes:
        state: where it stands.
        released: the person said "send" to what was shown.
        key: the idempotency key of the present attempt, or None before a fresh one.
        boot: the span of monotonic time in which it was sent; its seconds mean nothing in another.
        first_sent: monotonic second at which `key` was first used.
        last_sent: monotonic second of the last send.
        failures: sends without a usable answer in a row, for the pause before the next.
        in_doubt: an earlier send may have been, or may still be, executed.
    """

    state: OutboxState = OutboxState.QUEUED
    released: bool = False
    key: str | None = None
    boot: str | None = None
    first_sent: int | None = None
    last_sent: int | None = None
    failures: int = 0
    in_doubt: bool = False


class IllegalMove(ValueError):
    """The event does not fit the state: a defect of the caller, never of the person."""


@dataclass(frozen=True, slots=True)
class Examined:
    """It was checked; `blocked` tells whether something must happen first."""

    blocked: bool


@dataclass(frozen=True, slots=True)
class Released:
    """The person said "send"."""


@dataclass(frozen=True, slots=True)
class Begun:
    """It will be sent under `key` at `moment`: to be committed before the first byte leaves."""

    key: str
    moment: Moment


@dataclass(frozen=True, slots=True)
class Accepted:
    """The ledger has it, by answer, by look or by the person's word."""


@dataclass(frozen=True, slots=True)
class Refused:
    """The ledger said no to the content."""


@dataclass(frozen=True, slots=True)
class NotProcessed:
    """It surely was not executed: no connection, 401, 403 or 429."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nobody knows: cut off, timed out, 5xx, an answer that cannot be read, or this program ended meanwhile."""


@dataclass(frozen=True, slots=True)
class Probed:
    """A look at the ledger found `exact` copies with our mark and `near` ones that resemble it without the mark."""

    exact: int
    near: int = 0


@dataclass(frozen=True, slots=True)
class Compared:
    """What the ledger holds was compared with what was meant."""

    agrees: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """The person says that this thing of the ledger is it."""


@dataclass(frozen=True, slots=True)
class Requeued:
    """The person, or new content, asks for another go from the start."""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """It is not wanted any more."""


@dataclass(frozen=True, slots=True)
class Restored:
    """The person wants after all what was given up: it is shown and released anew."""


Event = (
    Examined
    | Released
    | Begun
    | Accepted
    | Refused
    | NotProcessed
    | NoAnswer
    | Probed
    | Compared
    | Linked
    | Requeued
    | Cancelled
    | Restored
)


def step(slip: Slip, event: Event) -> Slip:  # noqa: C901, PLR0911 - one case for each event, a table in effect
    """Return what `slip` becomes by `event`; `IllegalMove` where the two do not fit."""
    match event:
        case Examined(blocked):
            return replace(_in(slip, UNSENT, event), state=OutboxState.BLOCKED if blocked else OutboxState.READY)
        case Released():
            return replace(_in(slip, UNSENT, event), released=True)
        case Begun():
            return _begin(slip, event)
        case Accepted():
            return replace(_in(slip, _ACCEPTING, event), state=OutboxState.ACKNOWLEDGED, in_doubt=False, failures=0)
        case Refused() | NotProcessed():
            return _undone(_in(slip, _SENDING, event), event)
        case NoAnswer():
            sent = _in(slip, _SENDING, event)
            return replace(sent, state=OutboxState.UNKNOWN, in_doubt=True, failures=sent.failures + 1)
        case Probed():
            return _after_look(_in(slip, _UNKNOWN, event), event)
        case Compared(agrees):
            return replace(_in(slip, _COMPARING, event), state=OutboxState.VERIFIED if agrees else OutboxState.CONFLICT)
        case Linked():
            return _fresh(_in(slip, _AGAIN, event), OutboxState.VERIFIED, released=slip.released)
        case Requeued():
            return _fresh(_in(slip, _AGAIN, event), OutboxState.QUEUED, released=False)
        case Cancelled():
            return replace(_in(slip, _AGAIN, event), state=OutboxState.CANCELLED, released=False)
        case Restored():
            return _fresh(_in(slip, _GIVEN_UP, event), OutboxState.QUEUED, released=False)


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing to do: it is finished, or waits for a person or for another entry."""


@dataclass(frozen=True, slots=True)
class Wait:
    """Nothing to do for `seconds`."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Send:
    """Send it: under `key` again, or under a new one where it is None."""

    key: str | None


@dataclass(frozen=True, slots=True)
class Look:
    """Ask the ledger whether it is there already."""


@dataclass(frozen=True, slots=True)
class Compare:
    """Compare what the ledger holds with what was meant."""


Plan = Rest | Wait | Send | Look | Compare
_REST = Rest()


def plan(slip: Slip, moment: Moment, policy: Policy) -> Plan:
    """Return what to do now with `slip` at a ledger of the given `policy`."""
    match slip.state:
        case OutboxState.READY if slip.released:
            return Send(None)
        case OutboxState.UNKNOWN:
            return _plan_unknown(slip, moment, policy)
        case OutboxState.ACKNOWLEDGED:
            return Compare()
        case _:
            return _REST


def wake(slip: Slip) -> Slip:
    """Return what `slip` is when a new run of the program finds it: a send under way has an unknown outcome."""
    return step(slip, NoAnswer()) if slip.state is OutboxState.SENDING else slip


def _plan_unknown(slip: Slip, moment: Moment, policy: Policy) -> Plan:
    """Same key while it surely lives; else quarantine, then a look (SYNC_RULES 4 to 6)."""
    if slip.boot == moment.boot and slip.first_sent is not None and slip.last_sent is not None:
        if moment.now - slip.first_sent <= policy.resend_window:
            pause = slip.last_sent + min(_FIRST_PAUSE * 2 ** (slip.failures - 1), _LONGEST_PAUSE) - moment.now
            return Wait(pause) if pause > 0 else Send(slip.key)
        since = slip.last_sent
    else:
        since = moment.started
    pause = since + policy.quarantine - moment.now
    return Wait(pause) if pause > 0 else Look()


_SENDING = frozenset({OutboxState.SENDING})
_UNKNOWN = frozenset({OutboxState.UNKNOWN})
_ACCEPTING = frozenset({OutboxState.SENDING, OutboxState.UNKNOWN, OutboxState.CONFLICT})
_COMPARING = frozenset({OutboxState.ACKNOWLEDGED, OutboxState.CONFLICT})
_AGAIN = SETTLED_BY_A_PERSON
_GIVEN_UP = frozenset({OutboxState.CANCELLED})
_STARTING = frozenset({OutboxState.READY, OutboxState.UNKNOWN})


def _in(slip: Slip, states: frozenset[OutboxState], event: Event) -> Slip:
    """Return `slip` if it is in one of `states`."""
    if slip.state not in states:
        raise IllegalMove(f"{type(event).__name__} does not fit the state {slip.state}")
    return slip


def _fresh(slip: Slip, state: OutboxState, *, released: bool) -> Slip:
    """Forget all attempts: the next one gets a key of its own."""
    return replace(
        slip,
        state=state,
        released=released,
        key=None,
        boot=None,
        first_sent=None,
        last_sent=None,
        failures=0,
        in_doubt=False,
    )


def _begin(slip: Slip, event: Begun) -> Slip:
    """Enter `sending`, keeping the moment of the first use where the key is used again."""
    _in(slip, _STARTING, event)
    again = slip.state is OutboxState.UNKNOWN
    moment = event.moment
    if not slip.released or (again and (event.key, moment.boot) != (slip.key, slip.boot)):
        raise IllegalMove(
            "only what was released is sent, and an unknown outcome only under its own key and clock again"
        )
    return replace(
        slip,
        state=OutboxState.SENDING,
        key=event.key,
        boot=moment.boot,
        first_sent=slip.first_sent if again else moment.now,
        last_sent=moment.now,
    )


def _undone(slip: Slip, event: Refused | NotProcessed) -> Slip:
    """A definite no. While an earlier copy is in doubt it proves nothing about that copy, so the doubt stays."""
    if slip.in_doubt:
        return replace(slip, state=OutboxState.UNKNOWN, failures=slip.failures + 1)
    return _fresh(
        slip, OutboxState.REJECTED if isinstance(event, Refused) else OutboxState.READY, released=slip.released
    )


def _after_look(slip: Slip, found: Probed) -> Slip:
    """One exact copy is ours; none at all allows a new attempt; anything else a person decides."""
    if found.exact == 1:
        return step(slip, Accepted())
    if found.exact or found.near:
        return replace(slip, state=OutboxState.CONFLICT, in_doubt=False)
    return _fresh(slip, OutboxState.READY, released=slip.released)

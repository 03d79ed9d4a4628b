"""Who may approve a bill, how many must, and in which order. Pure: facts in, a plan with its reasons out.

- A bill needs as many different approvers as the strictest step at or below its amount says, at least one.
- An approver's limit covers the whole amount, at the time of asking: a limit lowered later stops counting.
- Whoever entered or last edited a bill never approves it, unless he works alone for the client and the client's
  recorded mode lets time pass in the place of a second person (`ledger/alone.py`).
- Approvals climb: nobody of an earlier turn approves after one of a later turn, and nobody of a later turn approves
  while too few would be left to complete it.
- Where nobody is able, nothing is approved (fail closed), and the plan says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bookdesk.core.money import Money
from bookdesk.security.roles import approval_conflict


@dataclass(frozen=True, slots=True)
class Approver:
    """A user and how far he may go: `limit` in minor units of base currency, none for any amount."""

    user_id: str
    limit: int | None = None
    turn: int = 1

    def covers(self, amount: Money) -> bool:
        """Whether the limit is enough."""
        return self.limit is None or amount.minor <= self.limit


@dataclass(frozen=True, slots=True)
class Step:
    """From `amount_from` minor units of base currency on, so many different approvers."""

    amount_from: int
    approvals_needed: int


@dataclass(frozen=True, slots=True)
class Rules:
    """What a client has decided."""

    approvers: tuple[Approver, ...] = ()
    steps: tuple[Step, ...] = ()

    def needed(self, amount: Money) -> int:
        """Return how many must approve: the strictest of all steps reached, at least one."""
        return max((1, *(step.approvals_needed for step in self.steps if step.amount_from <= amount.minor)))


@dataclass(frozen=True, slots=True)
class Case:
    """A bill before its approvers: its amount in base currency and who may not approve it.

    `set_by` are the users who gave what it pays the values it has, whoever edited it since.
    `given` are the users whose approval of its present content verifies, `outside` persons without a seat (the
    client's owner) whose approval was received with evidence and confirmed by a second person. `alone` is who may
    approve what he entered himself, since nobody else works for the client.
    """

    amount: Money
    created_by: str
    last_edited_by: str | None = None
    given: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    alone: str | None = None
    set_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Plan:
    """Where a bill stands: how many approvals it needs and has, whose count, who may give the next."""

    needed: int
    counted: tuple[str, ...]
    may: tuple[str, ...]
    reasons: tuple[str, ...]
    refusals: dict[str, str] = field(default_factory=dict)

    @property
    def approved(self) -> bool:
        """Whether enough of them count."""
        return len(self.counted) >= self.needed

    @property
    def missing(self) -> int:
        """How many approvals are still to be given."""
        return max(0, self.needed - len(self.counted))


def plan(case: Case, rules: Rules) -> Plan:
    """Return who has approved, who may and who may not, with a reason for each."""
    by_user = {approver.user_id: approver for approver in rules.approvers}
    able = {user: one for user, one in by_user.items() if _bar(case, one) is None}
    counted_users = sorted(user for user in case.given if user in able)
    counted = (*counted_users, *sorted(case.outside))
    needed = rules.needed(case.amount)
    refusals = {user: bar for user, one in by_user.items() if (bar := _bar(case, one)) is not None}
    may: list[str] = []
    if len(counted) < needed:
        reached = max((able[user].turn for user in counted_users), default=0)
        waiting = [one for user, one in sorted(able.items()) if user not in case.given]
        for one in waiting:
            refusal = _out_of_turn(one, waiting, reached, needed - len(counted))
            if refusal is None:
                may.append(one.user_id)
            else:
                refusals[one.user_id] = refusal
    return Plan(needed, counted, tuple(may), _reasons(case, counted, needed, may, refusals), refusals)


def refusal_of(user: str, found: Plan) -> str | None:
    """Return why `user` may not approve now, or `None` if he may."""
    if user in found.may:
        return None
    if user in found.counted:
        return "You have approved this bill."
    if found.approved:
        return "The bill has all its approvals."
    return found.refusals.get(user, "You have no approval limit for this client.")


def _bar(case: Case, approver: Approver) -> str | None:
    """Return what keeps an approver from this bill whatever the others do."""
    conflict = _conflict(case, approver.user_id)
    if conflict is not None and approver.user_id != case.alone:
        return conflict
    if not approver.covers(case.amount):
        limit = Money(approver.limit or 0, case.amount.currency)
        return f"The limit of {limit} does not cover {case.amount}."
    return None


def _conflict(case: Case, user: str) -> str | None:
    return approval_conflict(user, creator=case.created_by, last_editor=case.last_edited_by, set_by=case.set_by)


def _out_of_turn(approver: Approver, waiting: Iterable[Approver], reached: int, missing: int) -> str | None:
    """Return why it is not this approver's turn, if it is not."""
    if approver.turn < reached:
        return "Somebody of a later turn has approved already."
    others = [one for one in waiting if one is not approver]
    possible = sum(one.turn >= reached for one in others) + 1 >= missing
    after = sum(one.turn >= approver.turn for one in others) + 1 >= missing
    return "An earlier turn comes first." if possible and not after else None


def _reasons(
    case: Case, counted: tuple[str, ...], needed: int, may: list[str], refusals: dict[str, str]
) -> tuple[str, ...]:
    reasons = [f"{case.amount} needs {needed} approval{'s' if needed > 1 else ''}; {len(counted)} given."]
    if len(counted) < needed and not may:
        reasons.append("Nobody is able to approve it: give another user a limit, or record an approval received.")
    for user in sorted(case.given - set(counted)):
        why = refusals.get(user, "No limit is set for him any more.")
        reasons.append(f"The approval of {user} no longer counts. {why}")
    if case.alone in counted and _conflict(case, case.alone or ""):
        reasons.append(f"{case.alone} approved what he entered himself: he works alone for this client.")
    return tuple(reasons)

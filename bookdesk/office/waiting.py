"""Bills that wait for a decision, of whatever client, and how they are told apart and added up. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bookdesk.core.money import Money
from bookdesk.payments.safeguards import Finding, Severity


class View(StrEnum):
    """Ways to look at the queue; a bill whose approvals lapsed is also mine or others'."""

    MINE = "mine"
    """this person may approve it now"""
    OTHERS = "others"
    """it waits for somebody else"""
    RETURNED = "returned"
    """an approver sent it back, and it was not submitted again"""
    LAPSED = "lapsed"
    """it was approved, and what was approved has changed or does not count any more"""


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A bill that waits, as one person sees it. People are told by name.

    `base` is the total in the client's own currency, missing where the bill has no rate. `given` approved it, the
    `waits_for` may be next; `to_confirm` are persons outside whose approval waits for a second person. `refusal` says
    why the present person may not approve it now, nothing if he may. `policy` is what the client's rules ask of it;
    `since` is when it was submitted. `returned` is why, and by whom, it was sent back.
    """

    client_id: str
    client: str
    bill_id: str
    version: int
    credit_note: bool
    supplier: str
    number: str
    total: Money
    base: Money | None
    due: date | None
    since: datetime | None
    document_id: str | None
    entered_by: str
    edited_by: str
    needed: int
    given: tuple[str, ...]
    waits_for: tuple[str, ...]
    to_confirm: tuple[str, ...]
    policy: str
    why: str
    refusal: str | None
    lapsed: tuple[str, ...]
    returned: str | None
    warnings: tuple[Finding, ...]
    on_hold: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """The client and the bill: the same item at the next look."""
        return self.client_id, self.bill_id

    @property
    def mine(self) -> bool:
        """Whether this person may approve it now."""
        return self.refusal is None

    @property
    def serious(self) -> bool:
        """Whether a payment of it would be stopped as things are."""
        return any(one.severity is Severity.BLOCK for one in self.warnings)

    @property
    def clear(self) -> bool:
        """Whether it may be approved among many: this person may, and there is nothing to look at first."""
        return self.mine and not self.warnings


@dataclass(frozen=True, slots=True)
class Sum:
    """What several bills of one client come to in one currency; credit notes count against them."""

    client_id: str
    client: str
    count: int
    total: Money


def on_view(item: QueueItem, view: View) -> bool:
    """Return whether a bill belongs to a view."""
    if view is View.RETURNED or item.returned is not None:
        return view is View.RETURNED and item.returned is not None
    if view is View.LAPSED:
        return bool(item.lapsed)
    return item.mine is (view is View.MINE)


def viewed(items: Iterable[QueueItem], view: View) -> tuple[QueueItem, ...]:
    """Return the bills of a view, in their order."""
    return tuple(item for item in items if on_view(item, view))


def in_order(items: Iterable[QueueItem]) -> tuple[QueueItem, ...]:
    """Return the bills by due date, those without one last."""
    return tuple(sorted(items, key=lambda item: (item.due or date.max, item.client.casefold(), item.bill_id)))


def sums(items: Iterable[QueueItem]) -> tuple[Sum, ...]:
    """Return what bills come to, by client and currency."""
    groups: dict[tuple[str, str], list[QueueItem]] = defaultdict(list)
    for item in items:
        groups[item.client_id, item.total.currency].append(item)
    return tuple(
        Sum(client_id, those[0].client, len(those), Money(sum(_signed(one) for one in those), currency))
        for (client_id, currency), those in sorted(groups.items(), key=_by_name)
    )


def bulk(items: Sequence[QueueItem]) -> tuple[QueueItem, ...]:
    """Return those of the bills that may be approved together: clear ones under one policy, that of the most."""
    policies: dict[str, list[QueueItem]] = defaultdict(list)
    for item in items:
        if item.clear:
            policies[item.policy].append(item)
    largest: list[QueueItem] = max(policies.values(), key=len, default=[])
    return tuple(largest)


def _signed(item: QueueItem) -> int:
    return -item.total.minor if item.credit_note else item.total.minor


def _by_name(group: tuple[tuple[str, str], list[QueueItem]]) -> tuple[str, str, str]:
    (client_id, currency), items = group
    return items[0].client.casefold(), client_id, currency

"""Through whose hands went what a bill pays as it stands: payee, account, amount, currency, document.

Who touched a bill last says little: whoever raised its amount would be free to approve that as soon as another mended a
word. So the history is asked, part by part, who gave it the value that it has now.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Row, func, or_, select
from sqlalchemy.orm import Session

from bookdesk.models.actions import Action
from bookdesk.models.bill import Bill, BillStatus
from bookdesk.models.history import ChangeSet, Origin, RowChange

_PAID: Final = (
    *("kind", "contact_id", "payee_account_id", "way_of_payment"),
    *("total", "amount_due", "currency", "rate", "document_id"),
)
"""Columns of a bill by which money goes elsewhere, or more of it; the rate says whose limit is enough."""
_NOBODY: Final[frozenset[str]] = frozenset()

_Past = list[tuple[Any, frozenset[str]]]
"""The values that a part of a bill had, in their order, each with the ids of the users who gave it."""


def hands_on_bills(session: Session, bill_ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return, by bill, the ids of users who gave what it pays the values it has.

    Who made the bill is not named for what it began with. Whoever takes an act of his own back gives nothing, since it
    is again as others left it; whoever takes another's back does.
    """
    pairs = [(_part(RowChange.before, name), _part(RowChange.after, name)) for name in _PAID]
    query = (
        select(
            RowChange.pk,
            ChangeSet.actor,
            ChangeSet.action,
            ChangeSet.origin,
            _part(RowChange.before, "status").label("status"),
        )
        .add_columns(*chain.from_iterable(pairs))
        .join(ChangeSet, ChangeSet.id == RowChange.change_set)
        .where(RowChange.tbl == Bill.__tablename__, RowChange.pk.in_(bill_ids))
        .where(RowChange.before.is_not(None), or_(*(was.is_distinct_from(now) for was, now in pairs)))
        .order_by(RowChange.seq)
    )
    parts: dict[str, dict[int, _Past]] = defaultdict(lambda: defaultdict(list))
    for row in session.execute(query):
        for at, (was, now) in enumerate(zip(row[5::2], row[6::2], strict=True)):
            if was != now:
                past = parts[row.pk][at]
                past.extend([] if past else [(was, _NOBODY)])
                past.append((now, _given_by(row, past, now)))
    return {pk: frozenset().union(*(past[-1][1] for past in found.values())) for pk, found in parts.items()}


def _part(image: Any, name: str) -> Any:  # noqa: ANN401 - a column of SQLAlchemy, and what SQL makes of it
    return func.json_extract(image, f"$.{name}")


def _given_by(row: Row[Any], past: Sequence[tuple[Any, frozenset[str]]], now: object) -> frozenset[str]:
    """Return whose the value is that an entry leaves; nobody's, where a machine reads a draft."""
    if row.origin is not Origin.PERSON and row.status == BillStatus.DRAFT:
        return _NOBODY
    if row.action != Action.UNDONE:
        return frozenset({row.actor})
    earlier = next((hands for value, hands in reversed(past) if value == now), _NOBODY)
    return earlier if past[-1][1] == {row.actor} else earlier | {row.actor}

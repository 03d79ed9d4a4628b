"""How good the expected pay dates were: each invoice is dated as on the day it was issued, then compared. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from bookdesk.reports.owed import Owed
from bookdesk.reports.paydates import Lags, expect
from bookdesk.reports.paying import Paid, paid_by


@dataclass(frozen=True, slots=True)
class BackTest:
    """What came of `count` invoices: mean absolute errors in days, and the share paid within the range told for them.

    `error` is that of the usual day, `due_date_error` that of the due date; the three are None where nothing was
    compared. `definition` is printed beside them.
    """

    count: int
    error: Fraction | None
    due_date_error: Fraction | None
    within: Fraction | None
    definition: str = (
        "Each invoice that is wholly paid by now was dated once more as on the day it was issued, from payments known "
        "then, and compared with the day that settled it; the due date beside it. About four in five should lie within "
        "the range. Invoices that are still open are missing, so that late payers weigh less than they should."
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    error: int
    due_date_error: int
    within: bool


def back_test(owed: Owed, today: date, since: date = date.min) -> BackTest:
    """Return how well invoices issued after `since` and settled by `today` would have been dated.

    An invoice without any payment known on its day is not counted. Raises what `owed.positions` raises.
    """
    settled = [one for one in paid_by(owed, today) if one.settled_on is not None and one.document.reached]
    outcomes = list(_outcomes(settled, since))
    if not outcomes:
        return BackTest(0, None, None, None)
    count = len(outcomes)
    return BackTest(
        count,
        Fraction(sum(one.error for one in outcomes), count),
        Fraction(sum(one.due_date_error for one in outcomes), count),
        Fraction(sum(one.within for one in outcomes), count),
    )


def _outcomes(settled: Sequence[Paid], since: date) -> Iterator[_Outcome]:
    by_contact: dict[str, Counter[int]] = {}
    everyone: Counter[int] = Counter()
    coming = sorted(settled, key=lambda one: one.settled_on or date.max, reverse=True)
    for one in sorted(settled, key=lambda one: one.document.issued):
        issued = one.document.issued
        while coming and (coming[-1].settled_on or date.max) <= issued:
            known = coming.pop()
            if known is not one and known.settled_on is not None:
                late = (known.settled_on - known.document.due_day).days
                by_contact.setdefault(known.document.contact, Counter())[late] += 1
                everyone[late] += 1
        if issued > since and one.settled_on is not None:
            found = expect(one.document, one.claim, Lags(by_contact, everyone), issued)
            if found.usual and found.quick and found.slow:
                yield _Outcome(
                    abs((found.usual - one.settled_on).days),
                    abs((one.document.due_day - one.settled_on).days),
                    found.quick <= one.settled_on <= found.slow,
                )

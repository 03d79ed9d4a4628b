"""Figures: how long ageing and key figures of 20,000 documents take, beside the plain way to work them out.

The baseline asks each document for its own allocations, found by an index so that it is a fair one, and adds up amounts
of money; it makes no drill-down, and its DSO is the simple one only. Before anything is timed, both must agree. The
same documents are then read out of encrypted books, reading and reckoning apart, and give the same figures again.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import process_time

from bookdesk.bench.measure import Measurement, absolute, against, median
from bookdesk.bench.salesbooks import client_of_receivables
from bookdesk.core.money import Money, total
from bookdesk.reports.ageing import BUCKETS, Ageing, ageing
from bookdesk.reports.collection import Collection, Name, collection, outstanding, outstanding_of
from bookdesk.reports.owed import Allocation, Document, Kind, Owed
from bookdesk.reports.paydates import expected
from bookdesk.reports.receivable import open_receivables, sales
from bookdesk.reports.service import ReportService
from bookdesk.store.desk import Desk

_DOCUMENTS, _CONTACTS, _RUNS = 20_000, 400, 7
_TODAY = date(2026, 6, 30)
_YEARS = 730
_SALES_DAYS = 90


def run(data: Path | None) -> Sequence[Measurement]:
    """Measure on generated receivables; `data` is not used."""
    del data
    owed = receivables(_DOCUMENTS)
    _same(owed)
    pairs = [(_cpu(lambda: _figures(owed)), _cpu(lambda: _plain(owed))) for _ in range(_RUNS)]
    every = [_cpu(lambda: collection(owed, _TODAY, "EUR")) for _ in range(_RUNS)]
    dates = [_cpu(lambda: expected(owed, _TODAY)) for _ in range(_RUNS)]
    what = "each document's own sum, without drill-down"
    value, baseline = median([pair[0] for pair in pairs]), median([pair[1] for pair in pairs])
    return [
        against("figures-ageing-and-dso-20k", "CPU ms", value, what, baseline, "<= 150 ms", _RUNS),
        absolute("figures-collection-20k", "CPU ms", median(every), "<= 300 ms", _RUNS),
        absolute("figures-pay-dates-20k", "CPU ms", median(dates), "<= 300 ms", _RUNS),
        *_in_books(owed),
    ]


def _in_books(owed: Owed) -> list[Measurement]:
    """Measure the same out of the books of a client, as a screen asks for it."""
    with client_of_receivables(owed, _TODAY) as desk:
        with desk.books.query() as session:
            open_, sold = open_receivables(session, _TODAY), sales(session, _TODAY, "EUR")[0]
        if ageing(open_, _TODAY, "EUR").base != ageing(owed, _TODAY, "EUR").base:
            raise RuntimeError("The books give other figures.")
        service = ReportService(desk)
        both = [_cpu(lambda: service.receivables(_TODAY)) for _ in range(_RUNS)]
        reading = [_cpu(lambda: _read(desk)) for _ in range(_RUNS)]
        pure = [
            _cpu(lambda: (ageing(open_, _TODAY, "EUR"), outstanding_of(open_, sold, _TODAY, "EUR")))
            for _ in range(_RUNS)
        ]
        every = [_cpu(lambda: service.collection(_TODAY)) for _ in range(_RUNS)]
        stood = [_cpu(lambda: service.overview(_TODAY)) for _ in range(_RUNS)]
    return [
        absolute("figures-books-ageing-and-dso-20k", "CPU ms", median(both), "<= 150 ms", _RUNS),
        absolute("figures-books-of-that-reading", "CPU ms", median(reading), "a part", _RUNS),
        absolute("figures-books-of-that-reckoning", "CPU ms", median(pure), "a part", _RUNS),
        absolute("figures-books-overview-20k", "CPU ms", median(stood), "<= 100 ms", _RUNS),
        absolute("figures-books-collection-20k", "CPU ms", median(every), "<= 1500 ms", _RUNS),
    ]


def _read(desk: Desk) -> None:
    with desk.books.query() as session:
        open_receivables(session, _TODAY)
        sales(session, _TODAY, "EUR")


def _cpu(work: Callable[[], object]) -> float:
    """Return the milliseconds of processor time one call takes: nothing here waits for anything."""
    start = process_time()
    work()
    return (process_time() - start) * 1000


def receivables(count: int) -> Owed:
    """Return two years of invoices in base currency: most paid, some in parts, some late, one in thirty credited."""
    chance = random.Random(7)  # noqa: S311 - a workload, the same each time
    documents: list[Document] = []
    allocations: list[Allocation] = []
    for number in range(count):
        issued = _TODAY - timedelta(days=chance.randrange(_YEARS))
        amount = Money(chance.randrange(1_000, 500_000), "EUR")
        contact, kind = f"c{number % _CONTACTS}", Kind.CREDIT_NOTE if number % 30 == 0 else Kind.INVOICE
        one = Document(str(number), contact, f"I-{number}", issued, issued + timedelta(days=30), amount, kind)
        documents.append(one)
        if kind is Kind.INVOICE:
            allocations += _payments(one, chance)
    return Owed(tuple(documents), tuple(allocations))


def _payments(one: Document, chance: random.Random) -> list[Allocation]:
    paid = one.issued + timedelta(days=20 + chance.randrange(60))
    if chance.random() < 0.2:  # noqa: PLR2004 - a fifth pays in two parts
        half = one.total.split([1, 1])
        return [Allocation(one.id, paid, half[0]), Allocation(one.id, paid + timedelta(days=14), half[1])]
    return [Allocation(one.id, paid, one.total)]


def _figures(owed: Owed) -> tuple[Ageing, Collection]:
    return ageing(owed, _TODAY, "EUR"), outstanding(owed, _TODAY, "EUR")


def _plain(owed: Owed) -> tuple[dict[tuple[str, int], Money], Decimal]:
    """Return sums by contact and bucket, and the simple DSO of 90 days."""
    by_document: dict[str, list[Allocation]] = defaultdict(list)
    for one in owed.allocations:
        by_document[one.of].append(one)
    sums: dict[tuple[str, int], Money] = {}
    sales, owing = Money.zero("EUR"), Money.zero("EUR")
    for document in owed.documents:
        whole = document.total if document.kind is Kind.INVOICE else -document.total
        left = whole - total((one.amount for one in by_document[document.id] if one.day <= _TODAY), "EUR")
        late = (_TODAY - document.due_day).days
        bucket = -1 if left.minor < 0 else 0 if late <= 0 else min((late - 1) // 30 + 1, 4)
        sums[document.contact, bucket] = sums.get((document.contact, bucket), Money.zero("EUR")) + left
        owing += left
        sales += whole if (_TODAY - document.issued).days < _SALES_DAYS else Money.zero("EUR")
    return sums, owing.major * _SALES_DAYS / sales.major


def _same(owed: Owed) -> None:
    """Refuse to compare two answers that differ."""
    (aged, figures), (sums, dso) = _figures(owed), _plain(owed)
    places = range(len(BUCKETS))
    plain = [total((left for (_, bucket), left in sums.items() if bucket == place), "EUR") for place in places]
    if list(aged.base.buckets) != plain or figures.of(Name.DSO_SIMPLE).rounded(6) != round(dso, 6):
        raise RuntimeError("The plain way gives other figures.")

"""One side of the books at random: documents, payments, credits used, allocations undone."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from bookdesk.core.money import Money
from bookdesk.ledger.exchange import ExchangeRate
from bookdesk.reports.owed import Allocation, Document, Kind, Owed

START = date(2026, 1, 1)
SPAN = 300
days = st.integers(min_value=0, max_value=SPAN).map(lambda offset: START + timedelta(days=offset))
amounts = st.integers(min_value=1, max_value=500_000)
currencies = st.sampled_from(["EUR", "USD", "JPY"])


@st.composite
def documents(draw: st.DrawFn, number: int) -> Document:
    issued, currency = draw(days), draw(currencies)
    due = draw(st.none() | st.integers(min_value=-3, max_value=60).map(lambda term: issued + timedelta(days=term)))
    rate = None
    if currency != "EUR" and draw(st.booleans()):
        rate = ExchangeRate(Decimal(draw(st.integers(min_value=5_000, max_value=20_000))).scaleb(-4), "ECB", issued)
    ended = draw(
        st.none() | st.none() | st.integers(min_value=1, max_value=90).map(lambda term: issued + timedelta(term))
    )
    contact = draw(st.sampled_from(["Blue Cafe", "Harbour Foods", "Quay Press"]))
    total, kind = Money(draw(amounts), currency), draw(st.sampled_from([Kind.INVOICE, Kind.INVOICE, *Kind]))
    return Document(f"d{number}", contact, f"N-{number}", issued, due, total, kind, rate, ended)


@st.composite
def owed(draw: st.DrawFn) -> Owed:
    """Return documents and what was paid, refunded, credited and undone, on any day and beyond any total."""
    found = [draw(documents(number)) for number in range(draw(st.integers(min_value=0, max_value=8)))]
    allocations: list[Allocation] = []
    for one in found:
        for _ in range(draw(st.integers(min_value=0, max_value=3))):
            amount, day = Money(draw(amounts), one.total.currency), draw(days)
            credits_ = [
                other.id
                for other in found
                if other.kind is not Kind.INVOICE and other.total.currency == one.total.currency and other is not one
            ]
            by = draw(st.none() | st.sampled_from(credits_)) if credits_ and one.kind is Kind.INVOICE else None
            allocations.append(Allocation(one.id, day, amount, by))
            if draw(st.booleans()):
                allocations.append(Allocation(one.id, day + timedelta(days=10), -amount, by))
    return Owed(tuple(found), tuple(draw(st.permutations(allocations))))

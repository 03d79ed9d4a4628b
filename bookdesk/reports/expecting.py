"""What is known beyond a customer's habit of when he pays: what he promised, and credits he has not used yet. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from bookdesk.core.dates import in_words
from bookdesk.core.money import Money
from bookdesk.reports.cashcurve import LeftOut
from bookdesk.reports.owed import Document
from bookdesk.reports.paydates import Expected, Lags, expect


def promised(one: Expected, until: date | None, today: date) -> Expected:
    """Return an expected invoice dated by a promise; one that was not kept only says so.

    The range still holds: a promise makes nobody quicker or slower than the day itself.
    """
    if until is None:
        return one
    if until <= today:
        return replace(one, why=f"{one.why} Promised for {in_words(until)} and not paid.")
    quick = until if one.quick is None else min(one.quick, until)
    slow = None if one.slow is None else max(one.slow, until)
    return replace(
        one, usual=until, quick=quick, slow=slow or until, why=f"Promised for {in_words(until)} by its customer."
    )


def covered(
    invoices: Iterable[Expected], credits_: Mapping[tuple[str, str], int], names: Mapping[str, str]
) -> tuple[list[Expected], list[LeftOut]]:
    """Set credits against what their customers owe, the first due first; returns what is left to come, and what is not.

    `credits_` are minor units by (contact, currency), `names` what contacts are called. Nothing is lost: what comes and
    what is covered is what was open, what is covered and left of the credits is what there was.
    """
    left = dict(credits_)
    coming: list[Expected] = []
    out: list[LeftOut] = []
    for one in sorted(invoices, key=lambda one: (one.document.due_day, one.document.id)):
        key = (one.document.contact, one.document.total.currency)
        used = min(one.open, max(left.get(key, 0), 0))
        if used:
            left[key] -= used
            name = f"{one.document.who} {one.document.number}".strip()
            out.append(LeftOut(one.document.id, name, Money(used, key[1]), "Covered by a credit of its customer."))
        if one.open > used:
            coming.append(replace(one, open=one.open - used))
    for (contact, currency), minor in left.items():
        if minor:
            why = "Credit that is not used: it may be asked back, or set against what is invoiced next."
            out.append(LeftOut(f"credit {contact}", names.get(contact, contact), Money(-minor, currency), why))
    return coming, out


def to_be_invoiced(documents: Sequence[Document], known: Lags, today: date) -> list[Expected]:
    """Return invoices that schedules will make, expected by their customers' habit from the due date they will have."""
    found = (expect(one, one.total.minor, known, today) for one in documents)
    return [replace(one, why=f"To be invoiced on {in_words(one.document.issued)}. {one.why}") for one in found]

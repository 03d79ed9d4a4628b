"""Reports as rows and sentences of the command line."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from bookdesk.cli.console import Row
from bookdesk.core.dates import in_words
from bookdesk.core.money import Money
from bookdesk.reports.ageing import BUCKETS, AgedItem, AgedRow
from bookdesk.reports.collection import KeyFigure, Unit
from bookdesk.reports.contactcard import ContactCard, OpenItem
from bookdesk.reports.forecast import Curve, Forecast
from bookdesk.reports.service import AgeingReport
from bookdesk.reports.standings import Standing, Stood
from bookdesk.reports.timeline import Event

_PERCENT = 100


def aged(report: AgeingReport, row: AgedRow) -> tuple[Row, str]:
    """Return one contact in one currency, or the sum of all of them."""
    amounts, found = row.amounts, report.ageing
    buckets = {bucket.value: money.text for bucket, money in zip(BUCKETS, amounts.buckets, strict=True)}
    data: dict[str, object] = {
        "as_of": found.as_of,
        "side": report.side.value,
        "contact_id": row.contact or None,
        "contact": row.name or None,
        "currency": row.currency,
        **buckets,
        "open": amounts.open.text,
        "overdue": amounts.overdue.text,
        "unapplied": amounts.unapplied.text,
        "total": amounts.total.text,
        "base": report.stamp.base,
        "base_total": row.base.total.text,
        "without_rate": row.without_rate,
    }
    late = "".join(f", {name} {money}" for name, money in buckets.items() if name != BUCKETS[0].value and _some(money))
    credit = f", credits not used {amounts.unapplied.text}" if amounts.unapplied else ""
    who = row.name or "All contacts"
    return data, f"{who}: {amounts.total} (current {amounts.buckets[0].text}{late}{credit})"


def _some(text: str) -> bool:
    return text.strip("0.") != ""


def item(one: AgedItem) -> tuple[Row, str]:
    """Return one document of an ageing."""
    document = one.document
    due = document.due_day if document.reached else None
    amount = one.open or -one.unapplied
    data = {
        "id": document.record,
        "contact": document.who,
        "kind": document.kind.value,
        "number": document.number,
        "date": document.issued,
        "due": due,
        "days_overdue": one.days_overdue,
        "currency": document.total.currency,
        "open": one.open.text,
        "unapplied": one.unapplied.text,
        "disputed": document.disputed,
    }
    when = "not due yet" if due is None else f"due {in_words(due)}"
    return data, f"  {document.number or document.kind.value}, {when}: {amount}"


def figure(one: KeyFigure) -> tuple[Row, str]:
    """Return a key figure with its definition."""
    value = one.rounded(4 if one.unit is Unit.SHARE else 1)
    data = {
        "figure": one.name.value,
        "value": None if value is None else format(value, "f"),
        "unit": one.unit.value,
        "remark": one.remark,
        "definition": one.definition,
    }
    if value is None:
        told = "none"
    elif one.unit is Unit.SHARE:
        told = f"{value * _PERCENT:.1f} %"
    else:
        told = f"{value} days"
    return data, f"{one.name.value}: {told}{f'  ({one.remark})' if one.remark else ''}\n    {one.definition}"


def stood(which: Standing, one: Stood) -> tuple[Row, str]:
    """Return the invoices that stand alike."""
    data = {
        "standing": which.value,
        "count": one.count,
        "claimed": _moneys(one.claimed),
        "open": _moneys(one.open),
        "base": one.base.currency,
        "base_open": one.base.text,
        "without_rate": one.without_rate,
    }
    money = one.claimed if which is Standing.SETTLED else one.open
    return data, f"{which.value.capitalize()}: {one.count}{_of(money)}"


def _moneys(money: tuple[Money, ...]) -> dict[str, str]:
    return {one.currency: one.text for one in money}


def _of(money: tuple[Money, ...]) -> str:
    return f", {' and '.join(map(str, money))}" if money else ""


def curve(found: Curve) -> Iterator[tuple[Row, str]]:
    """Yield the days on which something moves, the lowest day, and what is not in the curve."""
    first, money = found.curve.given, found.currency
    yield (
        {"what": "start", "day": first.proven, "currency": money, "balance": first.balance.text},
        f"{in_words(first.proven)}: {first.balance} at the bank",
    )
    for day in found.curve.days:
        for part in day.parts:
            yield (
                {"what": "moves", "day": day.day, "id": part.id, "name": part.name, "currency": money,
                 "amount": part.amount.text, "quick": part.quick, "slow": part.slow, "why": part.why},
                f"  {in_words(day.day)}  {part.amount.text:>14}  {part.name}: {part.why}",
            )  # fmt: skip
        if day.parts:
            yield (
                {"what": "balance", "day": day.day, "currency": money, "low": day.low.text,
                 "balance": day.balance.text, "high": day.high.text},
                f"{in_words(day.day)}: {day.balance} (from {day.low.text} to {day.high.text})",
            )  # fmt: skip
    lowest = found.curve.lowest
    yield (
        {"what": "lowest", "day": lowest.day, "currency": money, "balance": lowest.balance.text},
        f"Lowest: {lowest.balance} on {in_words(lowest.day)}.",
    )
    for one in found.curve.left_out:
        yield (
            {"what": "left out", "id": one.id, "name": one.name, "currency": one.amount.currency,
             "amount": one.amount.text, "why": one.why},
            f"Not in it: {one.name}, {one.amount}. {one.why}",
        )  # fmt: skip


def tested(found: Forecast) -> tuple[Row, str]:
    """Return how good expected pay dates were."""
    test = found.back_test
    days = [None if one is None else _decimal(one, "0.1") for one in (test.error, test.due_date_error)]
    share = None if test.within is None else f"{_decimal(test.within * _PERCENT, '1')} %"
    data = {
        "what": "back-test",
        "invoices": test.count,
        "error_days": days[0],
        "due_date_error_days": days[1],
        "within_range": share,
        "definition": test.definition,
    }
    if not test.count:
        return data, "Expected pay dates could not be tested yet: too few invoices were paid."
    return data, (
        f"Tested on {test.count} invoices: expected pay dates were {days[0]} days off, due dates {days[1]}; {share}"
        f" were paid within their range.\n    {test.definition}"
    )


def _decimal(value: Fraction, step: str) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return format(exact.quantize(Decimal(step), rounding=ROUND_HALF_UP), "f")


def open_item(one: OpenItem) -> tuple[Row, str]:
    """Return an open item of a contact's card."""
    data = {
        "side": one.side.value,
        "id": one.record,
        "kind": one.kind.value,
        "number": one.number,
        "date": one.issued,
        "due": one.due,
        "days_overdue": one.days_overdue,
        "currency": one.open.currency,
        "open": one.open.text,
        "credit": one.credit.text,
        "disputed": one.disputed,
        "promised_until": one.promised_until,
    }
    what = f"{one.number or one.kind.value}, {one.side.value}"
    if one.credit:
        return data, f"  {what}: credit of {one.credit}"
    when = "not due yet" if one.due is None else f"due {in_words(one.due)}"
    late = f", {one.days_overdue} days overdue" if one.days_overdue > 0 else ""
    marks = ", disputed" if one.disputed else ""
    marks += f", promised for {in_words(one.promised_until)}" if one.promised_until else ""
    return data, f"  {what}: {one.open}, {when}{late}{marks}"


def card(found: ContactCard) -> tuple[Row, str]:
    """Return a contact's card without its items."""
    who, pays = found.who, found.behaviour
    data = {
        "as_of": found.stamp.as_of,
        "id": who.id,
        "name": who.name,
        "supplier": who.supplier,
        "customer": who.customer,
        "email": who.email,
        "phone": who.phone,
        "city": who.city,
        "country": who.country,
        "tax_id": who.tax_id,
        "owes": _moneys(found.owes),
        "owed": _moneys(found.owed),
        "overdue": [{"side": side.value, "currency": one.currency, "amount": one.text} for side, one in found.overdue],
        "next_due": None if found.next_due is None else found.next_due.due,
        "usual_days_late": None if pays is None else pays.usual_lag,
        "paid_invoices": 0 if pays is None else pays.invoices,
        "open": [open_item(one)[0] for one in found.open],
        "mails": [{"subject": one.subject, "kind": one.kind.value, "at": one.written_at} for one in found.mails],
    }
    return data, "\n".join(_card_lines(found))


def _card_lines(found: ContactCard) -> Iterator[str]:
    who = found.who
    parts = [" and ".join(word for word, so in (("supplier", who.supplier), ("customer", who.customer)) if so)]
    parts += [one for one in (who.city, who.country, who.email, who.phone, who.tax_id) if one]
    yield f"{who.name} ({', '.join(parts)})"
    if found.owes:
        yield f"Owes{_of(found.owes).removeprefix(',')}."
    if found.owed:
        yield f"Is owed{_of(found.owed).removeprefix(',')}."
    for side, one in found.overdue:
        yield f"Overdue of {side.value}: {one}."
    yield from (open_item(one)[1] for one in found.open)
    if found.behaviour is not None:
        lag, count = found.behaviour.usual_lag, found.behaviour.invoices
        if lag is not None:
            invoices = "1 invoice" if count == 1 else f"{count} invoices"
            yield f"Usually pays {abs(lag)} days {'after' if lag >= 0 else 'before'} the due date ({invoices})."
        yield from (figure(one)[1] for one in found.behaviour.figures)
    yield from (f"Mail of {in_words(one.written_at.date())}: {one.subject}" for one in found.mails)


def event(one: Event) -> tuple[Row, str]:
    """Return one event of a timeline."""
    data = {
        "key": str(one.key),
        "day": one.day,
        "at": one.key.at,
        "kind": one.kind.value,
        "id": one.id,
        "title": one.title,
        "detail": one.detail,
        "currency": one.amount.currency if one.amount else None,
        "amount": one.amount.text if one.amount else None,
        "by": one.by or None,
    }
    more = "".join(f", {part}" for part in (str(one.amount) if one.amount else "", one.detail) if part)
    return data, f"{one.day.isoformat()}  {one.title}{more}"

"""The dry run of reminders, ladders and statements as rows for machines and as sentences for people."""

from __future__ import annotations

from collections.abc import Iterator

from bookdesk.cli.console import Row
from bookdesk.core.vocabulary import Counted, LateCharge
from bookdesk.office.collecting import ClientRound
from bookdesk.receivables.dunning import Message
from bookdesk.receivables.dunningfacts import Line
from bookdesk.receivables.dunningpolicy import Step
from bookdesk.receivables.ladders import Ladders
from bookdesk.receivables.policies import NamedPolicy
from bookdesk.receivables.reminding import Preview
from bookdesk.receivables.statementmail import MonthPlan
from bookdesk.receivables.statements import AccountStatement
from bookdesk.receivables.wording import Wording

Told = tuple[Row, str]
_WEEK = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def dry_run(found: Preview) -> Iterator[Told]:
    """Yield what would be written, what is held or goes to a person, who is spared and why, and the list's hash."""
    names = {id_: customer.name for id_, customer in found.facts.customers.items()}
    for wording in found.texts:
        yield _mail(wording, names)
    for held in found.decision.held:
        until = f" From {held.until:%Y-%m-%d %H:%M} UTC on." if held.until else ""
        row = {**_message(held.message, names), "what": "held", "why": held.why.value, "words": held.words}
        yield {**row, "until": held.until}, f"Held: {_named(held.message, names)}. {held.words}{until}"
    for one in found.decision.escalations:
        row = {"what": "person", "customer": names[one.customer_id], **_line(one.line)}
        yield row, f"For a person: {names[one.customer_id]}, {one.line.invoice.number}. {one.line.reason}"
    for spared in found.decision.spared:
        invoice = spared.invoice
        row = {
            "what": "spared", "customer": names[invoice.customer_id], "invoice": invoice.number,
            "open": invoice.open.text, "currency": invoice.open.currency, "why": spared.why.value,
            "words": spared.words, "again": spared.again,
        }  # fmt: skip
        yield row, f"Spared: {names[invoice.customer_id]}, {invoice.number}. {spared.words}"
    for unready in found.decision.unready:
        said, name = unready.invoice.number or unready.invoice.id, names[unready.invoice.contact_id]
        yield (
            {"what": "not ready", "customer": name, "invoice": said, "words": unready.why},
            f"Not asked for: {name}, {said}. {unready.why}",
        )
    yield _list(found)


def text_row(found: Wording) -> Told:
    """Return a reminder in full."""
    claims = [word for claimed in found.claims for word in claimed.claim.words]
    row = {"subject": found.text.subject, "text": found.text.plain, "claims": claims}
    return row, "\n".join([found.text.subject, "", found.text.plain, *claims])


def standing_row(ladders: Ladders) -> Told:
    """Return whether, when and since when a client's customers are reminded."""
    hours, first = ladders.hours, ladders.first_day
    days = ", ".join(_WEEK[day] for day in sorted(hours.weekdays))
    approved = first.approved.day if first.approved else None
    row = {
        "active": ladders.active, "connected": first.connected_on, "approved": approved,
        "opens": f"{hours.opens:%H:%M}", "closes": f"{hours.closes:%H:%M}",
        "weekdays": sorted(hours.weekdays), "statements_day": ladders.statements_day,
    }  # fmt: skip
    state = f"on since {first.connected_on}" if ladders.active else "off"
    list_ = f"first list approved on {approved}" if approved else "first list not approved yet"
    day = ladders.statements_day
    monthly = f"statements on day {day} of each month" if day is not None else "no monthly statements"
    return row, f"Reminders are {state}; {list_}. {hours.opens:%H:%M} to {hours.closes:%H:%M}, {days}; {monthly}."


def ladder_row(one: NamedPolicy) -> Told:
    """Return a ladder with its steps, as `step_spec` writes them."""
    specs = [step_spec(step) for step in one.policy.steps]
    row = {
        "name": one.name, "usual": one.usual, "rest_days": one.policy.rest_days, "version": one.version,
        "steps": specs, "customers": list(one.customers),
    }  # fmt: skip
    whom = "all customers" if one.usual else ", ".join(one.customers) or "nobody yet"
    return row, "\n".join([f"{one.name} (for {whom}):", *(f"  {spec}" for spec in specs)])


def step_spec(step: Step) -> str:
    """Return a step as it is typed: `first 3 due friendly`, `final 14 last final statement fee`."""
    words = [step.id, str(step.days), "last" if step.counted is Counted.LAST else "due", step.tone.value]
    charge = {LateCharge.FEE: "fee", LateCharge.INTEREST: "interest", LateCharge.BOTH: "both"}.get(step.charge)
    flags = [("statement", step.statement), ("person", step.escalates), (charge or "", charge is not None)]
    return " ".join([*words, *(word for word, given in flags if given)])


def statement_rows(one: AccountStatement) -> Iterator[Told]:
    """Yield a statement of account row by row, its closing last."""
    head = {"customer": one.name, "currency": one.currency}
    yield (
        {**head, "what": "opening", "date": one.since, "balance": one.opening.text},
        f"{one.since}  brought forward  {one.opening}",
    )
    for row in one.rows:
        told = {
            **head, "what": row.kind.value, "date": row.day, "number": row.number, "due": row.due,
            "amount": row.amount.text, "balance": row.balance.text,
        }  # fmt: skip
        yield told, f"{row.day}  {row.kind} {row.number}  {row.amount.text}  {row.balance}"
    ages = one.ages
    aged = {
        "not_due": ages.not_due.text, "to_30": ages.to_30.text, "to_60": ages.to_60.text,
        "to_90": ages.to_90.text, "over_90": ages.over_90.text, "credit": ages.credit.text,
    }  # fmt: skip
    yield (
        {**head, "what": "closing", "date": one.until, "balance": one.closing.text, **aged},
        f"{one.until}  owed  {one.closing} ({ages.overdue} overdue)",
    )


def month_rows(plan: MonthPlan) -> Iterator[Told]:
    """Yield who gets the statement of a month, and what else is to be known of it."""
    month = plan.month
    for one in plan.customers:
        owed = " and ".join(str(money) for money in one.owed)
        row = {
            "customer": one.customer, "owed": [money.text for money in one.owed], "since": month.since,
            "until": month.until, "writes": not one.why, "why": one.why,
        }  # fmt: skip
        yield row, f"{one.customer}  owed {owed} at the end of {month.until}. {one.why or 'Gets a statement.'}"
    row = {"served": len(plan.served), "begins": month.begins, "ends": month.ends, "why": plan.why}
    now = plan.why or "They go out with the next round."
    yield row, f"{len(plan.served)} would get the statement of {month.until:%Y-%m} from {month.begins} on. {now}"


def round_row(one: ClientRound) -> Told:
    """Return what a round did for a client; no words where it did nothing."""
    done = one.collected
    billed = sum(each.invoice is not None for each in done.billed) if done else 0
    written, escalated = (len(done.written), done.escalated) if done else (0, 0)
    row = {"client": one.entry.name, "billed": billed, "written": written, "for_a_person": escalated}
    if not billed and not written and not escalated:
        return row, ""
    return row, f"{one.entry.name}: {billed} billed, {written} mails written, {escalated} for a person."


def _mail(wording: Wording, names: dict[str, str]) -> Told:
    message = wording.message
    row = {**_message(message, names), "what": "mail", "subject": wording.text.subject}
    reasons = " ".join(line.reason for line in message.lines)
    return row, f"Mail: {_named(message, names)}, {message.tone}. {reasons}"


def _message(message: Message, names: dict[str, str]) -> Row:
    return {
        "customer": names[message.customer_id],
        "customer_id": message.customer_id,
        "day": message.day,
        "tone": message.tone.value,
        "language": message.language,
        "statement": message.statement,
        "lines": [_line(line) for line in message.lines],
        "open": [str(money) for money in message.open],
    }


def _line(line: Line) -> Row:
    return {
        "invoice": line.invoice.number,
        "step": line.step_id,
        "days_late": line.days_late,
        "open": line.invoice.open.text,
        "currency": line.invoice.open.currency,
        "charge": line.charge.value,
        "reason": line.reason,
    }


def _named(message: Message, names: dict[str, str]) -> str:
    numbers = ", ".join(line.invoice.number for line in message.lines)
    return f"{names[message.customer_id]} about {numbers}"


def _list(found: Preview) -> Told:
    row = {"what": "list", "hash": found.list_hash, "active": found.active, "approved": found.approved, "at": found.at}
    if not found.active:
        return row, "Reminders are off: nothing is written."
    if found.approved:
        return row, f"{len(found.texts)} to be written now."
    return row, f"Nothing is written before the first list is approved: bookdesk remind approve {found.list_hash}"

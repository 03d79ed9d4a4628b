"""What `bookdesk bank` shows without changing it: how an account stands, what lines are coded to, a file's look."""

from __future__ import annotations

from bookdesk.banking.previewing import ImportPreview
from bookdesk.banking.standing import Standing
from bookdesk.banking.suggesting import CodingSuggestion
from bookdesk.cli.console import Console, Row
from bookdesk.core.money import Money


def show_standing(one: Standing, console: Console) -> None:
    """Print how an account stands."""
    row: Row = {
        "account": one.name,
        "date": one.day,
        "statement_balance": one.statement_balance.text,
        "ledger_balance": one.ledger_balance.text,
        "in_transit": one.in_transit.text,
        "unpresented": one.unpresented.text,
        "early": one.early.text,
        "difference": one.difference.text,
        "unmatched": one.unmatched,
        "unmatched_sum": one.unmatched_sum.text,
        "oldest_unmatched": one.oldest_unmatched,
        "proven_to": one.proven_to,
        "broken_on": None if one.broken is None else one.broken.day,
        "missing": None if one.broken is None else one.broken.missing.text,
        "signed_off_through": one.signed_off_through,
    }
    console.row(row, f"{one.name} on {one.day.isoformat()}: {_standing(one)}")


def _standing(one: Standing) -> str:
    proven = "nothing is proved" if one.proven_to is None else f"proved to {one.proven_to.isoformat()}"
    if one.broken is not None:
        proven += f", breaks on {one.broken.day.isoformat()}: bookings of {one.broken.missing} are missing"
    return (
        f"statement {one.statement_balance}, ledger {one.ledger_balance}, difference {one.difference},"
        f" {one.unmatched} lines open; {proven}"
    )


def show_suggestion(one: CodingSuggestion, console: Console) -> None:
    """Print what a line may be coded to."""
    row: Row = {
        "account": one.account,
        "name": one.name,
        "tax": one.tax_code,
        "contact": one.contact,
        "source": one.source.value,
        "why": one.why,
    }
    console.row(row, f"{one.account} {one.name} {one.tax_code or ''} - {one.why}")


def show_preview(one: ImportPreview, console: Console) -> None:
    """Print what a file would bring, and tell what stands in the way."""
    for question in one.questions:
        console.problem(question.says)
    for problem in one.problems:
        console.problem(problem)
    if one.refusal is not None:
        console.problem(str(one.refusal))
    row: Row = {
        "file": one.name,
        "format": one.format,
        "account": one.account_name or None,
        "number": one.account_number,
        "new": one.new,
        "known": one.known,
        "statements": [
            {
                "from": look.first,
                "to": look.last,
                "opening": _text(look.opening),
                "closing": _text(look.closing),
                "lines": look.lines,
                "proof": look.proof.value,
            }
            for look in one.statements
        ],
        "columns": [
            {"heading": column.heading, "role": column.role.value, "samples": list(column.samples)}
            for column in one.columns
        ],
        "questions": [question.question.value for question in one.questions],
        "ready": one.ready,
    }
    columns = "; ".join(f"{column.heading or column.place + 1} = {column.role.value}" for column in one.columns)
    text = f"{one.name} ({one.format}) into {one.account_name or 'no account'}: {one.new} new, {one.known} known"
    console.row(row, f"{text}\n    {columns}" if columns else text)


def _text(amount: Money | None) -> str | None:
    return None if amount is None else amount.text

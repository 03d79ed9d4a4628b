"""The report of a finished reconciliation: balance per bank and per books, what lies between, who signed, the seals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from reportlab.platypus import Flowable
from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.banking import records
from bookdesk.core.checkdigits import mask_account
from bookdesk.core.errors import NotFound
from bookdesk.core.money import Money
from bookdesk.formats.anchored import Anchored, anchored
from bookdesk.formats.printed import WIDTH, facts, grouped, head, printed, ruled, section, shown, with_currency
from bookdesk.ledger.owner import client_profile
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount, Reconciliation
from bookdesk.store.desk import Desk
from bookdesk.store.leaving import note_saved
from bookdesk.store.standing import heads_after

Item = Mapping[str, Any]


def reconciliation_report(
    desk: Desk, account_name: str | None, day: date, person: Callable[[str], str] = str
) -> tuple[str, bytes]:
    """Return name and PDF of the report of the reconciliation of a day, the last one if it was done again."""
    with desk.books.query() as session:
        account = records.bank_account(session, account_name)
        query = select(Reconciliation).where(
            Reconciliation.bank_account_id == account.id, Reconciliation.statement_day == day
        )
        found = session.scalars(query.order_by(Reconciliation.signed_off_at.desc()).limit(1)).first()
        if found is None:
            raise NotFound(
                f"{account.name} has no signed-off reconciliation of {day.isoformat()}.",
                "Choose one from the list.",
                command="bookdesk reconcile list",
            )
        content = _render(session, str(desk.books.client_id), account, found, person)
    return f"reconciliation-{day.isoformat()}-report.pdf", content


def take_report(
    desk: Desk, account_name: str | None, day: date, person: Callable[[str], str] = str
) -> tuple[str, bytes]:
    """Hand the report of a reconciliation out to be saved: name and PDF, with an entry of the history."""
    made = reconciliation_report(desk, account_name, day, person)
    note_saved(desk, f"report of the reconciliation of {day.isoformat()}")
    return made


def _render(
    session: Session, client_id: str, account: BankAccount, row: Reconciliation, person: Callable[[str], str]
) -> bytes:
    client, title = client_profile(session), f"Reconciliation of {account.name}, {shown(row.statement_day)}"
    heads = heads_after(session, Action.RECONCILED, (Reconciliation.__tablename__, row.id))
    at = row.signed_off_at.astimezone(ZoneInfo(client.zone))
    signed = f"{person(row.signed_off_by)}, {shown(at.date())} {at:%H:%M %Z}"
    items = [one for one in row.outstanding if isinstance(one, dict)] if isinstance(row.outstanding, list) else []
    story: list[Flowable] = [
        *head(client.legal_name, "Bank reconciliation report"),
        facts([*_facts(account, row, items), ("Signed off", signed)], WIDTH, strong=("Balance of the books",)),
    ]
    for words, those in (("Deposits in transit", _coming(items)), ("Unpresented payments", _going(items))):
        story += _section(words, list(those), account.currency)
    story += anchored(Anchored(client_id, tuple(one.short for one in heads)))
    foot = (" · ".join(filter(None, (client.legal_name, client.tax_id))), title)
    return printed(f"{title} of {client.legal_name}", client.legal_name, foot, story)


def _facts(account: BankAccount, row: Reconciliation, items: Sequence[Item]) -> list[tuple[str, str]]:
    def money(amount: int) -> str:
        return with_currency(Money(amount, account.currency))

    coming, going = (sum(_minor(one, account) for one in those) for those in (_coming(items), _going(items)))
    number = account.iban or f"{account.routing or ''} {account.account_number or ''}".strip()
    rest = row.ledger_balance - row.statement_balance - coming - going - row.difference
    return [
        ("Account", f"{account.name}, {mask_account(number)}"),
        ("At the end of", f"{shown(row.statement_day)}{', reopened since' if row.reopened else ''}"),
        ("Balance of the bank", money(row.statement_balance)),
        ("Deposits in transit", money(coming)),
        ("Unpresented payments", money(going)),
        *([("At the bank before the books", money(rest))] if rest else []),
        ("Balance of the books", money(row.ledger_balance)),
        ("Difference", money(row.difference)),
    ]


def _section(words: str, items: Sequence[Item], currency: str) -> list[Flowable]:
    if not items:
        return []
    titles = [("Date", False), ("What", False), (f"Amount {currency}", True)]
    rows = [
        (shown(date.fromisoformat(one["date"])), one["narration"], grouped(Money.of(one["amount"], currency)))
        for one in items
    ]
    return [*section(words), ruled(titles, (0.16, 0.64, 0.2), rows)]


def _minor(item: Item, account: BankAccount) -> int:
    return Money.of(item["amount"], account.currency).minor


def _coming(items: Sequence[Item]) -> Iterator[Item]:
    return (one for one in items if not one["amount"].startswith("-"))


def _going(items: Sequence[Item]) -> Iterator[Item]:
    return (one for one in items if one["amount"].startswith("-"))

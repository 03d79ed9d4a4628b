"""Very many receipts, written straight into the books: for lists that are long."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from bookdesk.core.vocabulary import ReceiptWay
from bookdesk.models.account import Account, AccountRole
from bookdesk.models.actions import Action
from bookdesk.models.receipt import Receipt
from bookdesk.store.desk import Desk
from tests.support.billing import customer


def many_receipts(desk: Desk, count: int, match_id: str | None = None) -> None:
    """Write `count` receipts of one customer, one a day and older each, as a match booked them where it is named."""
    blue = customer(desk, "Blue Cafe Numbers")
    with desk.books.query() as session:
        account = session.scalars(select(Account.id).where(Account.role == AccountRole.UNDEPOSITED_FUNDS)).one()
    with desk.books.change(Action.RECEIPT_BOOKED, "many", actor=desk.actor) as work:
        work.session.add_all(
            Receipt(
                number=f"REC-{place:05}",
                contact_id=blue,
                day=date(2026, 7, 1) - timedelta(days=place % 900),
                currency="AUD",
                amount=100 + place,
                way=ReceiptWay.CASH,
                account_id=account,
                banked=100 + place,
                banked_currency="AUD",
                match_id=match_id,
                entered_by="ann",
                entered_at=desk.clock.now(),
            )
            for place in range(1, count + 1)
        )
        work.commit()

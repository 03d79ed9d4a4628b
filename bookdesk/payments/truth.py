"""Whether what a run rests on is what the history says: asked when it is shown, and more thoroughly at its release.

Whether who is named there signed for it is asked when a run is made, and at its release.
"""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy.orm import Session

from bookdesk.ledger.behind import TABLES, rows_behind
from bookdesk.ledger.vouched import assert_vouched
from bookdesk.models.bank import BankAccount
from bookdesk.models.payment import Payment, PaymentPart, PaymentRun
from bookdesk.payments.views import RunView
from bookdesk.store.beforemoney import assert_true_before_money
from bookdesk.store.books import Books
from bookdesk.store.glance import Key
from bookdesk.store.witness import assert_witnessed

_TABLES = TABLES | {model.__tablename__ for model in (BankAccount, Payment, PaymentPart, PaymentRun)}


def require_recorded(books: Books, session: Session, view: RunView) -> None:
    """Refuse a run of which a row is not as its newest entry says; cheap enough whenever one is looked at."""
    assert_witnessed(session, books.metadata, _rows(session, view))


def require_true(books: Books, session: Session, view: RunView) -> None:
    """Refuse a run whose rows, their indexes or their history are not whole: an older page was put back."""
    rows = _rows(session, view)
    assert_vouched(books, session, rows)
    assert_true_before_money(books, session, rows, _TABLES)


def require_vouched(books: Books, session: Session, bill_ids: Collection[str]) -> None:
    """Refuse bills behind which somebody is named who did not sign for that, before a run is made of them."""
    assert_vouched(books, session, rows_behind(session, bill_ids))


def _rows(session: Session, view: RunView) -> list[Key]:
    bills = {bill.id for one in view.payments for _, bill in one.parts}
    return [
        (PaymentRun.__tablename__, view.run.id),
        (BankAccount.__tablename__, view.bank_account.id),
        *((Payment.__tablename__, one.payment.id) for one in view.payments),
        *((PaymentPart.__tablename__, part.id) for one in view.payments for part, _ in one.parts),
        *rows_behind(session, sorted(bills)),
    ]

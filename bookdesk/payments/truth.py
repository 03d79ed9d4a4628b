"""Whether what a run rests on is what the history says: asked when it is shown, and more thoroughly at its release."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bookdesk.ledger.behind import TABLES, rows_behind
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
    assert_true_before_money(books, session, _rows(session, view), _TABLES)


def _rows(session: Session, view: RunView) -> list[Key]:
    bills = {bill.id for one in view.payments for _, bill in one.parts}
    return [
        (PaymentRun.__tablename__, view.run.id),
        (BankAccount.__tablename__, view.bank_account.id),
        *((Payment.__tablename__, one.payment.id) for one in view.payments),
        *((PaymentPart.__tablename__, part.id) for one in view.payments for part, _ in one.parts),
        *rows_behind(session, sorted(bills)),
    ]

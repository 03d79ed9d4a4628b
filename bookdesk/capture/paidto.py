"""What a reviewer must know of the account that a document asks to pay to: it is not the supplier's, or another's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.capture.suppliers import KnownSupplier, owners_of
from bookdesk.capture.told import Remark, RemarkKind
from bookdesk.core.bankdetails import BankDetails
from bookdesk.models.contact import PayeeAccount


@dataclass(frozen=True, slots=True)
class Payee:
    """Whom a document asks to pay: supplier in the books and name as far as known, the account as text and in parts.

    `account` is written as `records.account_key` does; `details` is None where what is printed is not well formed.
    """

    supplier_id: str | None
    name: str | None
    account: str | None
    details: BankDetails | None


def account_remarks(session: Session, payee: Payee, known: Sequence[KnownSupplier]) -> tuple[Remark, ...]:
    """Return what is odd about the account, among the suppliers that are `known` now."""
    return (*_unlike_his(session, payee), *_of_another(payee, known))


def _unlike_his(session: Session, payee: Payee) -> Iterator[Remark]:
    """Warn where the document asks to pay to another account than the supplier's."""
    if payee.details is None or payee.supplier_id is None:
        return
    accounts = session.scalars(
        select(PayeeAccount)
        .where(PayeeAccount.contact_id == payee.supplier_id, PayeeAccount.archived.is_(False))
        .order_by(PayeeAccount.id)
    ).all()
    his = [BankDetails.of(row) for row in accounts]
    if his and payee.details.fingerprint not in {details.fingerprint for details in his}:
        shown = " or ".join(details.shown for details in his)
        yield Remark(
            RemarkKind.ACCOUNT,
            f"The bank details on the document ({payee.details.shown}) are not those of {payee.name} ({shown})."
            " The bill keeps the known account; ask the supplier by a number you know before you change it.",
        )


def _of_another(payee: Payee, known: Sequence[KnownSupplier]) -> Iterator[Remark]:
    """Warn where the account is another supplier's: the name is misread, or somebody takes his place."""
    for owner in owners_of(payee.account, known):
        if owner.id != payee.supplier_id:
            yield Remark(
                RemarkKind.TAKEN,
                f"The bank account on the document is that of {owner.name} in the books, and the document is from"
                f" {payee.name or 'an unnamed sender'}. Ask by a number you know before you confirm it.",
            )

"""How the customers of a client may pay online, and what that is expected to cost: kept in the books, and checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import NotFound, RuleBroken, UsageError
from bookdesk.core.money import Money
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.fees import Expected, FeeTable, Rate, expected, in_force
from bookdesk.ledger.posting import base_currency
from bookdesk.models.account import TaxCode, TaxSide
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount
from bookdesk.models.gateway import OnlineSettings
from bookdesk.models.sales import SalesSettings
from bookdesk.receivables.online.clearing import methods_of, payout_bank, settings_of
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Wishes:
    """How customers may pay. Without methods the gateway offers what it has; `in_mails` puts a link into mails.

    `fees` are what is expected to be taken; `fee_tax_code` and `payouts_to` are a tax code and a bank account, by id.
    """

    methods: tuple[PayMethod, ...] = ()
    fees: tuple[FeeTable, ...] = ()
    in_mails: bool = True
    fee_tax_code: str | None = None
    payouts_to: str | None = None


def wishes_in(session: Session) -> Wishes:
    """Return how customers may pay, as it was said last."""
    row = settings_of(session)
    if row is None:
        return Wishes()
    fees = row.fees if isinstance(row.fees, list) else []
    return Wishes(
        methods_of(row),
        tuple(_table(one) for one in fees if isinstance(one, Mapping)),
        row.in_mails,
        row.fee_tax_code_id,
        row.payout_bank_id,
    )


def keep_wishes(desk: Desk, wishes: Wishes) -> None:
    """Keep how customers may pay; `NotFound` for a code or account that is not there."""
    with desk.books.change(Action.ONLINE_SETTINGS_EDITED, "how customers pay online", actor=desk.actor) as work:
        session = work.session
        _require(session, wishes)
        row = settings_of(session)
        if row is None:
            row = OnlineSettings()
            work.add(row)
        row.methods = [one.value for one in wishes.methods]
        row.fees = [_written(one) for one in wishes.fees]
        row.in_mails = wishes.in_mails
        row.fee_tax_code_id, row.payout_bank_id = wishes.fee_tax_code, wishes.payouts_to
        work.commit()


def keep_shared(desk: Desk, why: str) -> None:
    """Keep that another client has the same account at the gateway on purpose; `UsageError` without a reason."""
    said = clean(why)
    if not said:
        raise UsageError("It is not said why two clients share an account.", "Say it in a few words.")
    reason = f"the account at the gateway is shared: {said}"[:200]
    with desk.books.change(Action.ONLINE_SETTINGS_EDITED, reason, actor=desk.actor) as work:
        row = settings_of(work.session)
        if row is None:
            row = OnlineSettings()
            work.add(row)
        row.shared = said
        work.commit()


def expected_of(session: Session, amount: Money, day: date) -> dict[PayMethod, Expected]:
    """Return what is expected to be taken of a payment, by the methods that are offered and whose fee is known."""
    wishes = wishes_in(session)
    table = in_force(wishes.fees, day)
    if table is None or amount.minor <= 0:
        return {}
    offered = wishes.methods or tuple(dict.fromkeys(rate.method for rate in table.rates))
    found = {method: expected(table, amount, method) for method in offered}
    return {method: one for method, one in found.items() if one is not None}


@dataclass(frozen=True, slots=True)
class Named:
    """What of the wishes is kept by id, as people call it; `website` is where customers come back to."""

    payouts_to: str | None
    fee_tax_code: str | None
    website: str | None = None


def named_in(session: Session) -> Named:
    """Return the names of bank account and tax code, and the client's website."""
    wishes, bank = wishes_in(session), payout_bank(session)
    code = session.get(TaxCode, wishes.fee_tax_code) if wishes.fee_tax_code is not None else None
    site = session.scalar(select(SalesSettings.website))
    return Named(bank.name if bank is not None else None, code.code if code is not None else None, site or None)


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be chosen in the wishes, as pairs of id and name: bank accounts and tax codes of purchases.

    `currency` is that of the books.
    """

    banks: tuple[tuple[str, str], ...]
    tax_codes: tuple[tuple[str, str], ...]
    currency: str


def offers_in(session: Session) -> Offers:
    """Return what may be chosen; `NotFound` where the books are not started."""
    banks = select(BankAccount.id, BankAccount.name).where(BankAccount.archived.is_(False)).order_by(BankAccount.name)
    codes = select(TaxCode.id, TaxCode.code, TaxCode.name).where(
        TaxCode.archived.is_(False), TaxCode.side != TaxSide.SALES
    )
    return Offers(
        tuple((row.id, row.name) for row in session.execute(banks)),
        tuple((row.id, f"{row.code}  ·  {row.name}") for row in session.execute(codes.order_by(TaxCode.code))),
        base_currency(session),
    )


def tax_code_named(session: Session, code: str) -> str:
    """Return the id of a tax code; `NotFound`."""
    found = session.scalar(select(TaxCode.id).where(TaxCode.code == code, TaxCode.archived.is_(False)))
    if found is None:
        raise NotFound(
            f"There is no tax code {code}.", "Choose one from the list.", command="bookdesk account tax-codes"
        )
    return found


def _require(session: Session, wishes: Wishes) -> None:
    if wishes.fee_tax_code is not None and session.get(TaxCode, wishes.fee_tax_code) is None:
        raise NotFound("There is no such tax code.", "Choose one from the list.")
    if wishes.payouts_to is not None:
        bank = session.get(BankAccount, wishes.payouts_to)
        if bank is None or bank.archived:
            raise NotFound("There is no such bank account.", "Choose one from the list.")
    days = [one.since for one in wishes.fees]
    if len(set(days)) < len(days):
        raise RuleBroken("Two tables of fees begin on the same day.", "Leave one of them out.")


def _written(table: FeeTable) -> dict[str, Any]:
    return {
        "since": table.since.isoformat(),
        "tax": table.tax,
        "rates": [
            {
                "method": rate.method.value,
                "percent": rate.percent,
                "fixed": rate.fixed.minor,
                "currency": rate.fixed.currency,
                "cap": rate.cap.minor if rate.cap is not None else None,
                "foreign": rate.foreign,
                "exchange": rate.exchange,
            }
            for rate in table.rates
        ],
    }


def _table(kept: Mapping[str, Any]) -> FeeTable:
    return FeeTable(date.fromisoformat(kept["since"]), tuple(_rate(one) for one in kept["rates"]), kept["tax"])


def _rate(kept: Mapping[str, Any]) -> Rate:
    currency, cap = kept["currency"], kept["cap"]
    return Rate(
        PayMethod(kept["method"]),
        kept["percent"],
        Money(kept["fixed"], currency),
        Money(cap, currency) if cap is not None else None,
        kept["foreign"],
        kept["exchange"],
    )

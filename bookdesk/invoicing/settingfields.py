"""The settings of how a client invoices that a person may set, one setter for each name."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bookdesk.core import dates
from bookdesk.core.amounts import exact_amount
from bookdesk.core.entered import entered_member, entered_money, is_nothing
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.partychecks import locale_name, mail_address, tax_number, yes_or_no
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import EmbeddedXml, NumberedBy, RoundedBy, TaxMode, TaxOnDiscount
from bookdesk.formats.paper.stationery import SHEETS
from bookdesk.invoicing.custom import KINDS
from bookdesk.invoicing.entered import several
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.ledger.owner import client_profile
from bookdesk.models.account import Account, AccountKind, TaxCode, TaxSide
from bookdesk.models.bank import BankAccount
from bookdesk.models.contact import Terms
from bookdesk.models.invoice import Invoice, InvoiceStatus
from bookdesk.models.sales import SalesSettings

Setter = Callable[[Session, SalesSettings, str], None]
_LONGEST = 200
"""Characters of what stands on one line of a letterhead."""
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)
_TERMS = re.compile(r"(.+?) ([0-9]{1,3})", re.ASCII)
_SHORT = {"eom": Terms.MONTH_END, "next": Terms.DAY_OF_NEXT_MONTH}
_DISCOUNT = re.compile(r"([0-9]{1,2}(?:\.[0-9]{1,4})?) ?% ?(?:in |within )?([0-9]{1,3})(?: days)?", re.ASCII)


def terms(text: str) -> dates.Terms:
    """Read terms as they are written: `net 30`, `month end 10`, `next 20`."""
    found = _TERMS.fullmatch(clean(text).lower())
    kind = None if found is None else _SHORT.get(found[1]) or entered_member(found[1], Terms, "kind of terms")
    if found is None or kind is None:
        raise InputError(f"{text} are no terms.", "Write net 30, month end 10 or next 20.")
    try:
        return dates.Terms(KINDS[kind], int(found[2]))
    except ValueError:
        raise InputError(f"{text} are no terms.", "Write net 30, month end 10 or next 20.") from None


def early_payment(text: str, tax: TaxOnDiscount | None = None) -> EarlyPayment:
    """Read a discount as it is written: `2% 10` is 2 % within 10 days."""
    found = _DISCOUNT.fullmatch(clean(text).lower())
    if found is None:
        raise InputError(f"{text} is no discount.", "Write 2% 10 for 2 % within 10 days.")
    return EarlyPayment(Decimal(found[1]) / 100, int(found[2]), tax or TaxOnDiscount.REDUCED)


def _legal_name(session: Session, _row: SalesSettings, value: str) -> None:
    """Name the client as he is registered; issued documents keep what they say."""
    said = clean(value)
    if is_nothing(said) or len(said) > _LONGEST:
        raise InputError("A client has a name.", f"Write the registered one, in at most {_LONGEST} characters.")
    client_profile(session).legal_name = said


def _tax_id(session: Session, _row: SalesSettings, value: str) -> None:
    """Note the client's own tax number, as every invoice with tax has to name it."""
    profile = client_profile(session)
    if is_nothing(clean(value)):
        profile.tax_id = None
        return
    try:
        profile.tax_id = tax_number(clean(value), profile.country)
    except InputError as error:
        raise InputError(error.what, "Compare it with the client's registration, or leave it empty.") from None


def _line(name: str) -> Setter:
    def set_line(_session: Session, row: SalesSettings, value: str) -> None:
        said = clean(value)
        if len(said) > _LONGEST:
            raise InputError(f"{name} has {len(said)} characters.", f"Keep it below {_LONGEST}.")
        setattr(row, name, None if is_nothing(said) else said)

    return set_line


def _text(name: str) -> Setter:
    return lambda _session, row, value: setattr(row, name, None if is_nothing(value) else several(value))


def _checked(name: str, check: Callable[[str], object]) -> Setter:
    def set_checked(_session: Session, row: SalesSettings, value: str) -> None:
        said = clean(value)
        setattr(row, name, None if is_nothing(said) else check(said))

    return set_checked


def _choice(name: str, kind: type[StrEnum], *, needed: bool = False) -> Setter:
    def choose(_session: Session, row: SalesSettings, value: str) -> None:
        if needed and is_nothing(value):
            raise InputError(f"{name} cannot be empty.", f"Choose one of {', '.join(kind)}.")
        setattr(row, name, None if is_nothing(value) else entered_member(value, kind, name.replace("_", " ")))

    return choose


def _flag(name: str) -> Setter:
    return lambda _session, row, value: setattr(row, name, yes_or_no(clean(value), name))


def _numbered_by(session: Session, row: SalesSettings, value: str) -> None:
    """Choose who numbers; not while issued invoices wait for numbers that nobody would give them any more."""
    _choice("numbered_by", NumberedBy, needed=True)(session, row, value)
    waiting = (
        select(func.count())
        .select_from(Invoice)
        .where(Invoice.number.is_(None), Invoice.status == InvoiceStatus.ISSUED)
    )
    if row.numbered_by is NumberedBy.BOOKDESK and (count := session.scalar(waiting)):
        raise RuleBroken(
            f"{count} issued {'invoice waits' if count == 1 else 'invoices wait'} for the accounting system's number.",
            "Note the numbers first.",
            command="bookdesk invoice number-given INVOICE NUMBER",
        )


def _colour(text: str) -> str:
    if not _COLOUR.fullmatch(text):
        raise InputError(f"{text} is no colour.", "Write it as in #1f5f8b.")
    return text.lower()


def _stationery(text: str) -> str:
    if text not in SHEETS:
        raise InputError(f"{text} is no stationery.", f"Known are {', '.join(SHEETS)}.")
    return text


def _terms(_session: Session, row: SalesSettings, value: str) -> None:
    if is_nothing(value):
        row.terms = row.terms_days = None
        return
    said = terms(value)
    row.terms = next(kept for kept, kind in KINDS.items() if kind is said.kind)
    row.terms_days = said.days


def _discount(_session: Session, row: SalesSettings, value: str) -> None:
    offer = None if is_nothing(value) else early_payment(value)
    row.discount_share, row.discount_days = (offer.share, offer.days) if offer else (None, None)


def _cash_step(session: Session, row: SalesSettings, value: str) -> None:
    if is_nothing(value):
        row.cash_step = None
        return
    exact_amount(value)
    step = entered_money(value, client_profile(session).base_currency)
    if step.minor <= 0:
        raise InputError(f"{value} is no coin.", "Write the smallest one that is in use, as in 0.05.")
    row.cash_step = step.minor


def _bank_account(session: Session, row: SalesSettings, value: str) -> None:
    if is_nothing(value):
        row.bank_account_id = None
        return
    same = (BankAccount.name == clean(value)) | (BankAccount.id == value)
    found = session.scalars(select(BankAccount).where(same)).one_or_none()
    if found is None:
        raise NotFound(f"There is no bank account {value}.", "Write its name as the list of accounts has it.")
    if found.archived or found.card:
        raise RuleBroken(f"Nobody can pay into {found.name}.", "Choose an account that is in use.")
    row.bank_account_id = found.id


def _account(session: Session, row: SalesSettings, value: str) -> None:
    if is_nothing(value):
        row.default_account_id = None
        return
    query = select(Account).where(Account.code == clean(value), Account.archived.is_(False))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(f"There is no account {value}.", "Use a code of the client's chart of accounts.")
    if found.kind is not AccountKind.INCOME:
        raise InputError(f"{found.code} {found.name} is no account for income.", "Choose one of income.")
    row.default_account_id = found.id


def _tax_code(session: Session, row: SalesSettings, value: str) -> None:
    if is_nothing(value):
        row.default_tax_code_id = None
        return
    query = select(TaxCode).where(TaxCode.code == clean(value), TaxCode.archived.is_(False))
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound(f"There is no tax code {value}.", "Use one of the client's tax codes.")
    if found.side is TaxSide.PURCHASES:
        raise InputError(f"The tax code {found.code} is for purchases.", "Choose one that is charged on sales.")
    row.default_tax_code_id = found.id


SETTERS: Mapping[str, Setter] = {
    "legal_name": _legal_name,
    "tax_id": _tax_id,
    **{name: _line(name) for name in ("trading_name", "street", "city", "postcode", "phone", "website")},
    **{name: _line(name) for name in ("registration", "from_name")},
    **{name: _text(name) for name in ("instructions", "introduction", "note", "terms_text")},
    **{name: _checked(name, mail_address) for name in ("email", "reply_to", "notify")},
    "accent": _checked("accent", _colour),
    "stationery": _checked("stationery", _stationery),
    "language": _checked("language", locale_name),
    "terms": _terms,
    "discount": _discount,
    "discount_tax": _choice("discount_tax", TaxOnDiscount),
    "tax_mode": _choice("tax_mode", TaxMode),
    "rounded_by": _choice("rounded_by", RoundedBy),
    "cash_step": _cash_step,
    "numbered_by": _numbered_by,
    "embedded_xml": _choice("embedded_xml", EmbeddedXml, needed=True),
    "bank_account": _bank_account,
    "default_account": _account,
    "default_tax_code": _tax_code,
    "send_receipts": _flag("send_receipts"),
    "thank": _flag("thank"),
}
"""What can be set; registered name and tax number are the profile's, and the logo is a paper."""

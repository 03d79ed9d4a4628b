"""From a run to the file its bank takes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.bankfiles.aba import write_aba
from bookdesk.formats.bankfiles.batch import Address, BankFile, Batch, Payer, Transfer
from bookdesk.formats.bankfiles.faster_payments import write_faster_payments_csv
from bookdesk.formats.bankfiles.pain001 import write_pain001
from bookdesk.formats.bankfiles.pain_rules import problems_of
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill, BillKind
from bookdesk.models.contact import Contact
from bookdesk.models.payment import Payment, PaymentPart, PaymentRun, Rail
from bookdesk.payments.records import named
from bookdesk.payments.references import creditor_reference, remittance_line

RAILS: dict[BankScheme, Rail] = {
    BankScheme.BSB: Rail.ABA,
    BankScheme.IBAN: Rail.SEPA,
    BankScheme.SORT_CODE: Rail.FASTER_PAYMENTS_CSV,
}
"""Which file a run from an account of a kind becomes."""

Parts = Sequence[tuple[PaymentPart, Bill]]


def rail_of(account: BankAccount) -> Rail:
    """Return the kind of file for an account; `RuleBroken` where there is none yet."""
    if account.card or account.scheme not in RAILS:
        raise RuleBroken(
            f"{account.name} has no payment file ({'a card' if account.card else account.scheme}).",
            "Choose an account with a BSB, an IBAN or a sort code.",
        )
    return RAILS[account.scheme]


def write_file(  # noqa: PLR0913, PLR0917 - each is a separate row of the run
    run: PaymentRun,
    account: BankAccount,
    payments: Sequence[Payment],
    parts: Mapping[str, Parts],
    contacts: Mapping[str, Contact],
    at: datetime,
) -> BankFile:
    """Return the file of a run; refuses in words what its form cannot carry."""
    batch = Batch(
        identifier=identifier(run),
        created_at=at,
        execution_date=run.execution_date,
        payer=_payer(account),
        transfers=tuple(_transfer(one, parts[one.id], contacts[one.contact_id]) for one in payments),
        batch_booking=run.batch_booking,
        self_balancing=account.self_balancing,
    )
    match run.rail:
        case Rail.ABA:
            return write_aba(batch)
        case Rail.SEPA:
            return _checked(write_pain001(batch))
        case Rail.FASTER_PAYMENTS_CSV:
            return write_faster_payments_csv(batch)


def identifier(run: PaymentRun) -> str:
    """Return the run's name for the bank: its number, and enough of its id to be unique for ever."""
    return f"R{run.number}-{run.id.replace('-', '')[-10:]}"


def _checked(file: BankFile) -> BankFile:
    """Hold the finished SEPA file against the rules its schema cannot say: a defect of ours never reaches a bank."""
    problems = problems_of(file.content)
    if problems:
        raise RuleBroken(f"The SEPA file does not pass its check: {problems[0]}", "Nothing was released; report this.")
    return file


def _payer(account: BankAccount) -> Payer:
    return Payer(
        account.holder,
        BankDetails.of(account),
        user_name=account.direct_entry_user_name,
        user_id=account.direct_entry_user_id,
        institution=account.institution,
    )


def _transfer(payment: Payment, parts: Parts, contact: Contact) -> Transfer:
    bills = [bill for _, bill in parts if bill.kind is BillKind.BILL]
    return Transfer(
        payment.holder,
        BankDetails.of(payment),
        Money(payment.amount, payment.currency),
        payment.statement_reference,
        remittance_line([named(bill) for bill in bills], payment.statement_reference),
        creditor_reference([bill.payment_reference or "" for bill in bills]),
        Address(contact.street, contact.postcode, contact.city, contact.country),
    )

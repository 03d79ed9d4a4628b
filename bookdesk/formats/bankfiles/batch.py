"""What every payment file says, whatever its form: who pays whom how much, when, and under which reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money, total


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address; a form that asks for town and country leaves it out where either is missing."""

    street: str | None = None
    postcode: str | None = None
    town: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Payer:
    """The account that pays, and the direct-entry fields his bank gave him (user name, user id, institution)."""

    holder: str
    bank: BankDetails
    address: Address = Address()
    user_name: str | None = None
    user_id: str | None = None
    institution: str | None = None


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment. `reference` stands on both statements; `creditor_reference` is an ISO 11649 RF, if there is one.

    `remittance` says which documents are paid, in one line. `wages` marks pay, which banks code apart.
    """

    holder: str
    bank: BankDetails
    amount: Money
    reference: str
    remittance: str = ""
    creditor_reference: str | None = None
    address: Address = Address()
    wages: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """A run: its transfers are one currency; `identifier` is unique for ever and `created_at` an instant in UTC."""

    identifier: str
    created_at: datetime
    execution_date: date
    payer: Payer
    transfers: tuple[Transfer, ...]
    description: str = "SUPPLIERS"
    batch_booking: bool = True
    self_balancing: bool = True

    @property
    def currency(self) -> str:
        """The currency of the batch."""
        return self.transfers[0].amount.currency

    @property
    def total(self) -> Money:
        """The sum of all transfers."""
        return total((transfer.amount for transfer in self.transfers), self.currency)


@dataclass(frozen=True, slots=True)
class BankFile:
    """The bytes to upload, the ending of their name, and what was written otherwise than it was given."""

    content: bytes
    extension: str
    notes: tuple[str, ...] = ()


class BankFileRefused(InputError):
    """The batch cannot be put into this form without losing something; `problems` has every reason, a sentence each."""

    def __init__(self, form: str, problems: Sequence[str]) -> None:
        """Say the first problem and how many more there are."""
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"No {form} file was written: {problems[0]}{more}", "Correct it, or leave the payment out.")
        self.problems = tuple(problems)


def common_problems(batch: Batch, currency: str, limit: int) -> list[str]:
    """Return what no form allows: nothing to pay, another currency, an amount of nothing or beyond `limit` minor."""
    if not batch.transfers:
        return ["there is nothing to pay."]
    problems = [] if (defect := batch.payer.bank.defect()) is None else [f"the paying account: {defect}."]
    for transfer in batch.transfers:
        if transfer.amount.currency != currency:
            problems.append(f"{transfer.holder} is paid in {transfer.amount.currency}, the file is for {currency}.")
        elif not 0 < transfer.amount.minor <= limit:
            problems.append(f"{transfer.holder} is paid {transfer.amount}, which the file cannot carry.")
        if (defect := transfer.bank.defect()) is not None:
            problems.append(f"{transfer.holder}: {defect}.")
    return problems

"""A run as a person sees it before he lets the money go."""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.money import Money, total
from bookdesk.models.bank import BankAccount
from bookdesk.models.bill import Bill
from bookdesk.models.payment import Payment, PaymentPart, PaymentRun, PaymentState
from bookdesk.payments.safeguards import Concern, Finding, blocked
from bookdesk.payments.selection import LeftOut, Payable

_OUT = frozenset({PaymentState.EXCLUDED, PaymentState.HELD})
_CHANGES = frozenset({Concern.CHANGED_SINCE_PROPOSED, Concern.CHANGED_SINCE_PAID, Concern.FIRST_PAYMENT})


@dataclass(frozen=True, slots=True)
class PaymentView:
    """One payment with the bills and credit notes in it and what its safeguards say."""

    payment: Payment
    parts: tuple[tuple[PaymentPart, Bill], ...]
    account: str
    findings: tuple[Finding, ...]

    @property
    def amount(self) -> Money:
        """What the payee gets."""
        return Money(self.payment.amount, self.payment.currency)

    @property
    def blocked(self) -> bool:
        """Whether something must be cured first."""
        return blocked(self.findings)

    @property
    def changed(self) -> tuple[Finding, ...]:
        """What is new about the payee's bank details."""
        return tuple(finding for finding in self.findings if finding.concern in _CHANGES)


@dataclass(frozen=True, slots=True)
class RunView:
    """A run: what it pays, what could be netted, and every bill it leaves with the reason."""

    run: PaymentRun
    bank_account: BankAccount
    payments: tuple[PaymentView, ...]
    notes: tuple[str, ...] = ()
    credits: tuple[Payable, ...] = ()
    left: tuple[LeftOut, ...] = ()
    sole: str | None = None
    """What it means for this run that one person works alone for the client, or worked so when it was released."""
    put_back: str = ""
    """Why bank and books have to be compared before it is released: the client was put back from a backup."""

    @property
    def paying(self) -> tuple[PaymentView, ...]:
        """The payments that are or were in the file."""
        return tuple(one for one in self.payments if one.payment.state not in _OUT)

    @property
    def total(self) -> Money:
        """The sum of what is or was in the file."""
        return total((one.amount for one in self.paying), self.run.currency)

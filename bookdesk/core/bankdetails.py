"""Where money goes: the fields that name an account, whether they are well formed, and their fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from bookdesk.core import checkdigits
from bookdesk.core.canonical import digest
from bookdesk.core.vocabulary import BankScheme

_FINGERPRINT_VERSION = 1


class HasBankDetails(Protocol):
    """Anything that carries bank details: a payee's account, a payment's snapshot, an account of the client."""

    @property
    def scheme(self) -> BankScheme: ...  # noqa: D102 - as in BankDetails
    @property
    def iban(self) -> str | None: ...  # noqa: D102 - as in BankDetails
    @property
    def bic(self) -> str | None: ...  # noqa: D102 - as in BankDetails
    @property
    def routing(self) -> str | None: ...  # noqa: D102 - as in BankDetails
    @property
    def account_number(self) -> str | None: ...  # noqa: D102 - as in BankDetails


@dataclass(frozen=True, slots=True)
class BankDetails:
    """An account. `routing` is the BSB, sort code or routing number; all fields compact, letters in capitals."""

    scheme: BankScheme
    iban: str | None = None
    bic: str | None = None
    routing: str | None = None
    account_number: str | None = None

    @classmethod
    def of(cls, row: HasBankDetails) -> BankDetails:
        """Return the details a row carries, compacted."""
        return cls(
            row.scheme, _compact(row.iban), _compact(row.bic), _compact(row.routing), _compact(row.account_number)
        )

    @property
    def fingerprint(self) -> str:
        """The hash of the account itself. A BIC says nothing beyond an IBAN, so adding one changes nothing there."""
        iban = self.scheme is BankScheme.IBAN
        content = [self.scheme.value, self.iban if iban else None, None if iban else self.bic]
        return digest(
            "bookdesk.bank-account",
            _FINGERPRINT_VERSION,
            [*content, None if iban else self.routing, None if iban else self.account_number],
        )

    @property
    def country(self) -> str | None:
        """The country of the account, where the scheme tells it."""
        if self.scheme is BankScheme.IBAN:
            return (self.iban or "")[:2] or None
        return _COUNTRIES[self.scheme]

    @property
    def shown(self) -> str:
        """The account as people compare it: `IE29 AIBK 9311 5212 3456 78`, `062-000 12345678`."""
        if self.scheme is BankScheme.IBAN:
            return checkdigits.format_iban(self.iban or "")
        routing = self.routing or ""
        if self.scheme is BankScheme.BSB:
            routing = checkdigits.format_bsb(routing)
        elif self.scheme is BankScheme.SORT_CODE:
            routing = checkdigits.format_sort_code(routing)
        return f"{routing} {self.account_number or ''}".strip()

    def named(self, account: str) -> tuple[tuple[str, str], ...]:
        """Return the numbers as people write them, each with its name; `account` is what an account number is called.

        The other names are the scheme's own, which no language translates.
        """
        routing, number = self.routing or "", (account, self.account_number or "")
        match self.scheme:
            case BankScheme.IBAN:
                said = (("IBAN", checkdigits.format_iban(self.iban or "")), ("BIC", self.bic or ""))
            case BankScheme.BSB:
                said = (("BSB", checkdigits.format_bsb(routing)), number)
            case BankScheme.SORT_CODE:
                said = (("Sort code", checkdigits.format_sort_code(routing)), number)
            case BankScheme.ROUTING:
                said = (("Routing number", routing), number)
            case _:
                return (number,)
        return tuple((name, value) for name, value in said if value)

    def defect(self) -> str | None:
        """Return in words what is malformed, `None` if nothing is."""
        if self.scheme is BankScheme.IBAN:
            return _iban_defect(self)
        rule = _RULES.get(self.scheme)
        if rule is None:
            return None if self.account_number else "the account number is missing"
        routing_name, routing_holds, account_holds = rule
        if not routing_holds(self.routing or ""):
            return f"{self.routing or 'nothing'} is not a {routing_name}"
        return None if account_holds(self.account_number or "") else f"{self.account_number} is not an account number"


_COUNTRIES = {BankScheme.BSB: "AU", BankScheme.SORT_CODE: "GB", BankScheme.ROUTING: "US", BankScheme.NZ: "NZ"}
_RULES = {
    BankScheme.BSB: ("BSB", checkdigits.is_bsb, checkdigits.is_au_account),
    BankScheme.SORT_CODE: ("sort code", checkdigits.is_sort_code, checkdigits.is_uk_account),
    BankScheme.ROUTING: ("routing number", checkdigits.is_us_routing, str.isalnum),
}


def _iban_defect(details: BankDetails) -> str | None:
    if not checkdigits.is_iban(details.iban or ""):
        return f"{details.iban or 'nothing'} is not a valid IBAN"
    if details.bic is not None and not checkdigits.is_bic(details.bic):
        return f"{details.bic} is not a BIC"
    return None


def _compact(value: str | None) -> str | None:
    return checkdigits.compact(value) or None if value else None

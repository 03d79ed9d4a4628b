"""What a country template is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bookdesk.models.account import AccountKind, AccountRole, TaxSide, TaxTreatment


@dataclass(frozen=True, slots=True)
class TaxCodeTemplate:
    """A tax code with its rates by first day, oldest first (percent)."""

    code: str
    name: str
    treatment: TaxTreatment
    side: TaxSide
    percents: tuple[tuple[date, str], ...]

    def rates(self) -> tuple[tuple[date, Decimal], ...]:
        """Return the rates as fractions."""
        return tuple((day, Decimal(percent) / 100) for day, percent in self.percents)


@dataclass(frozen=True, slots=True)
class AccountTemplate:
    """An account; `tax` is the code proposed for lines coded to it."""

    code: str
    name: str
    kind: AccountKind
    tax: str | None = None
    role: AccountRole | None = None


@dataclass(frozen=True, slots=True)
class Template:
    """Everything a client of a country starts with; `bank_code` is where its chart has the first bank account."""

    country: str
    zone: str
    bank_code: str
    tax_codes: tuple[TaxCodeTemplate, ...]
    accounts: tuple[AccountTemplate, ...]


def chart(*rows: str, roles: dict[str, AccountRole]) -> tuple[AccountTemplate, ...]:
    """Read rows of `code | name | kind | tax code`; `roles` says which code has which role."""
    accounts = []
    for row in rows:
        code, name, kind, tax = (cell.strip() for cell in row.split("|"))
        accounts.append(AccountTemplate(code, name, AccountKind(kind), tax or None, roles.get(code)))
    return tuple(accounts)

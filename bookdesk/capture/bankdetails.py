"""Bank details as a document prints them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checkdigits import compact
from bookdesk.core.vocabulary import BankScheme

_SCHEMES = {"AUD": BankScheme.BSB, "GBP": BankScheme.SORT_CODE, "USD": BankScheme.ROUTING}


class HasValue(Protocol):
    """A field as it was read or is kept."""

    @property
    def value(self) -> str | None: ...  # noqa: D102 - in exact form, as in evidence.Field


def details_of(fields: Mapping[str, HasValue], currency: str) -> BankDetails | None:
    """Return the account to pay to, if the document prints a well-formed one."""
    account = fields["iban"].value
    if account:
        details = BankDetails(BankScheme.IBAN, iban=compact(account))
    elif fields["bank_routing"].value and fields["bank_account"].value and currency in _SCHEMES:
        details = BankDetails(
            _SCHEMES[currency],
            routing=compact(fields["bank_routing"].value),
            account_number=compact(fields["bank_account"].value),
        )
    else:
        return None
    return None if details.defect() else details

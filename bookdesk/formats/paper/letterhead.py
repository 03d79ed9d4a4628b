"""Who sends a paper, as it stands on each: letterhead, colours, sheet, and how he can be paid."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checkdigits import is_rf_reference
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.epcqr import NoPaymentCode, Transfer, payment_code
from bookdesk.formats.paper.content import Detail, PaymentWay, QrCode, Seller
from bookdesk.formats.paper.stationery import DIN_5008_B, US_10, Stationery
from bookdesk.formats.paper.wording import labels

LOCAL_IDS: Final = {
    "AT": "UID",
    "AU": "ABN",
    "CA": "GST/HST",
    "CH": "UID",
    "DE": "USt-IdNr.",
    "ES": "NIF",
    "FR": "N° TVA",
    "GB": "VAT no.",
    "IE": "VAT no.",
    "NZ": "GST no.",
    "US": "EIN",
}
"""How the number under which somebody pays sales tax is called where he does; elsewhere it is a VAT number."""
_LETTER: Final = frozenset({"CA", "MX", "US"})
"""Countries that write on Letter (8 1/2 x 11 in)."""


@dataclass(frozen=True, slots=True)
class OwnBank:
    """The account that customers pay into."""

    holder: str
    details: BankDetails
    currency: str


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Whose papers these are; `country` is his own (ISO 3166-1), `legal_name` the one he is registered under."""

    seller: Seller
    country: str
    legal_name: str
    accent: str
    stationery: Stationery
    bank: OwnBank | None = None
    instructions: str = ""

    def ways(self, language: str, reference: str) -> tuple[PaymentWay, ...]:
        """Return how to pay: into the account, with what to quote; then the client's own words."""
        words = labels(language)
        found = [] if self.bank is None else [PaymentWay(words["transfer"], _rows(self.bank, words, reference))]
        said = tuple(Detail("", line.strip()) for line in self.instructions.splitlines() if line.strip())
        return (*found, *([PaymentWay(words["other_ways"], said)] if said else []))

    def code(self, amount: Money, reference: str, language: str, *, part: bool = False) -> QrCode | None:
        """Return the code of a SEPA transfer, `None` where account, currency or amount have none (EPC069-12)."""
        bank = self.bank
        if bank is None or bank.details.scheme is not BankScheme.IBAN or amount.currency != "EUR" or amount.minor <= 0:
            return None
        structured = is_rf_reference(reference)
        transfer = Transfer(
            bank.holder[:_LONGEST_HOLDER],
            bank.details.iban or "",
            amount,
            bank.details.bic,
            text="" if structured else reference,
            reference=reference if structured else "",
        )
        try:
            found = payment_code(transfer)
        except NoPaymentCode:
            return None
        return QrCode(found.text, labels(language)["scan_part" if part else "scan"])


_LONGEST_HOLDER: Final = 70
"""What a payment code takes of a name (EPC069-12); banks go by the account."""


def tax_id_label(country: str) -> str:
    """Return how a tax number is called in a country."""
    return LOCAL_IDS.get(country, "VAT no.")


def usual_sheet(country: str) -> Stationery:
    """Return the sheet that is usual in a country."""
    return US_10 if country in _LETTER else DIN_5008_B


def _rows(bank: OwnBank, words: dict[str, str], reference: str) -> tuple[Detail, ...]:
    rows = [Detail(words["holder"], bank.holder), *(Detail(*one) for one in bank.details.named(words["account"]))]
    rows += [Detail(words["quote"], reference)] if reference else []
    return tuple(rows)

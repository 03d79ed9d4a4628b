"""The payment code on an invoice: a SEPA credit transfer as the text of a QR code, which a bank's app fills in.

Format: EPC069-12, "Quick Response Code: Guidelines to enable data capture for the initiation of an SCT", version 002.
Elements are lines, none after the last that is given; the code has error correction M and at most version 13.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checkdigits import iban_country, is_rf_reference
from bookdesk.core.errors import InputError
from bookdesk.core.money import Money
from bookdesk.core.texts import clean
from bookdesk.core.vocabulary import BankScheme

MOST_BYTES = 331
"""What a code of version 13 with correction M holds, as the guidelines say."""
_LONGEST_NAME, _LONGEST_HINT, _LONGEST_TEXT, _LONGEST_REFERENCE = 70, 70, 140, 35
_PURPOSE = re.compile("[A-Z]{1,4}")
_MOST = Money(99_999_999_999, "EUR")
_WITHIN = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
_BEYOND = "AD AL CH GB GI MC MD ME MK RS SM VA"
_EEA, _SEPA_BEYOND = (frozenset(codes.split()) for codes in (_WITHIN, _BEYOND))
"""Countries of SEPA by their IBAN (EPC409-09): to those beyond the EEA a transfer names the BIC."""


class Charset(Enum):
    """The character sets of the guidelines: their number in the code, and Python's name."""

    UTF_8 = ("1", "utf-8")
    LATIN_1 = ("2", "iso8859-1")
    LATIN_2 = ("3", "iso8859-2")
    LATIN_4 = ("4", "iso8859-4")
    CYRILLIC = ("5", "iso8859-5")
    GREEK = ("6", "iso8859-7")
    LATIN_6 = ("7", "iso8859-10")
    LATIN_9 = ("8", "iso8859-15")

    @property
    def number(self) -> str:
        """The digit that stands for it in a code."""
        return self.value[0]

    @property
    def encoding(self) -> str:
        """The name of its codec."""
        return self.value[1]


class NoPaymentCode(InputError):
    """These details cannot stand in a payment code."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the code asks for: `amount` in euro to the account `iban` of `name`.

    Either `text` or a `reference` that the payer's bank hands on unread (RF of ISO 11649, or a national one), not both.
    `purpose` is a code of up to four letters. `hint` is shown to the payer and not sent.
    """

    name: str
    iban: str
    amount: Money
    bic: str | None = None
    text: str = ""
    reference: str = ""
    purpose: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class PaymentCode:
    """A code ready to be drawn with error correction M: its text, and its bytes in the character set it names."""

    text: str
    data: bytes


def payment_code(transfer: Transfer, charset: Charset = Charset.UTF_8) -> PaymentCode:
    """Return the code of a transfer; `NoPaymentCode` says what does not fit.

    Texts become one line each; nothing is cut, since a shortened reference would not be recognised.
    """
    account = _account(transfer)
    _check_amount(transfer.amount)
    name = _fitting("name of the payee", transfer.name, _LONGEST_NAME)
    if not name:
        raise NoPaymentCode("A payment code needs the name of the payee.", "Give the name the account is in.")
    lines = ("BCD", "002", charset.number, "SCT", account.bic or "", name, account.iban or "")
    elements = (*lines, f"EUR{transfer.amount.text}", *_remittance(transfer))
    text = "\n".join(elements).rstrip("\n")
    return PaymentCode(text, _encoded(text, charset))


def _account(transfer: Transfer) -> BankDetails:
    """Return the account, compact; its check digits hold and SEPA reaches it."""
    account = BankDetails.of(BankDetails(BankScheme.IBAN, transfer.iban, transfer.bic))
    defect = account.defect()
    if defect is not None:
        raise NoPaymentCode(f"{defect[0].upper()}{defect[1:]}.", "Compare it with the account's statement.")
    country = iban_country(account.iban or "")
    if country not in _EEA | _SEPA_BEYOND:
        raise NoPaymentCode(f"SEPA does not reach an account in {country}.", "Print the bank details instead.")
    if country in _SEPA_BEYOND and account.bic is None:
        raise NoPaymentCode(f"A payment code for an account in {country} needs its BIC.", "Add the BIC to the account.")
    return account


def _check_amount(amount: Money) -> None:
    if amount.currency != "EUR":
        raise NoPaymentCode(f"A payment code asks for euro, not {amount.currency}.", "Print the bank details instead.")
    if not 0 < amount.minor <= _MOST.minor:
        raise NoPaymentCode(
            f"A payment code asks for 0.01 EUR to {_MOST}, not {amount}.", "Print none on this document."
        )


def _remittance(transfer: Transfer) -> tuple[str, str, str, str]:
    """Return purpose, reference, text and hint."""
    if transfer.purpose and not _PURPOSE.fullmatch(transfer.purpose):
        raise NoPaymentCode(f"{transfer.purpose} is no purpose.", "Give up to four capitals, as CHAR, or none.")
    text = _fitting("text for the payee", transfer.text, _LONGEST_TEXT)
    reference = _fitting("reference", transfer.reference, _LONGEST_REFERENCE)
    if text and reference:
        raise NoPaymentCode("A payment code carries a reference or a text, not both.", "Leave one of them out.")
    if reference[:2].upper() == "RF":
        if not is_rf_reference(reference):
            raise NoPaymentCode(f"The check digits of the reference {reference} are wrong.", "Check it for a slip.")
        reference = "".join(reference.split()).upper()
    return transfer.purpose, reference, text, _fitting("hint for the payer", transfer.hint, _LONGEST_HINT)


def _fitting(what: str, text: str, longest: int) -> str:
    """Return a text on one line: a break within would begin the next element."""
    line = clean(text)
    if len(line) > longest:
        raise NoPaymentCode(
            f"The {what} has {len(line)} characters; a payment code takes {longest}.", "Write it shorter."
        )
    return line


def _encoded(text: str, charset: Charset) -> bytes:
    try:
        data = text.encode(charset.encoding)
    except UnicodeEncodeError as problem:
        letter = text[problem.start]
        raise NoPaymentCode(f"The character set {charset.encoding} has no '{letter}'.", "Use UTF-8.") from None
    if len(data) > MOST_BYTES:
        raise NoPaymentCode(
            f"The payment code would hold {len(data)} bytes; {MOST_BYTES} fit.", "Write name or text shorter."
        )
    return data

"""Batches for the tests of payment files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import strategies as st

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checksums import mod_97
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.bankfiles.batch import Address, Batch, Payer, Transfer

AT = datetime(2026, 6, 29, 23, 30, tzinfo=UTC)
AU_PAYER = Payer(
    "Harbour Cafe Pty Ltd",
    BankDetails(BankScheme.BSB, routing="062000", account_number="10012345"),
    user_name="HARBOUR CAFE PTY LTD",
    user_id="301500",
    institution="CBA",
)
IE_PAYER = Payer("Liffey Design Limited", BankDetails(BankScheme.IBAN, iban="IE29AIBK93115212345678", bic="AIBKIE2D"))
UK_PAYER = Payer("Thames Tools Ltd", BankDetails(BankScheme.SORT_CODE, routing="200000", account_number="55779911"))


def iban(country: str, bban: str) -> str:
    return f"{country}{98 - mod_97(f'{bban}{country}00'):02d}{bban}"


def aud(minor: int, **changes: object) -> Transfer:
    bank = BankDetails(BankScheme.BSB, routing="013999", account_number="4410021")
    transfer = Transfer("Bean Brothers", bank, Money(minor, "AUD"), "RUN7-1", "INV-1001")
    return replace(transfer, **changes)  # type: ignore[arg-type]


def eur(minor: int, **changes: object) -> Transfer:
    bank = BankDetails(BankScheme.IBAN, iban="DE89370400440532013000")
    address = Address("Hauptstr. 5", "10115", "Berlin", "DE")
    transfer = Transfer("Müller & Söhne GmbH", bank, Money(minor, "EUR"), "RUN7-1", "RE-2026-17", address=address)
    return replace(transfer, **changes)  # type: ignore[arg-type]


def gbp(minor: int, **changes: object) -> Transfer:
    bank = BankDetails(BankScheme.SORT_CODE, routing="090000", account_number="12345678")
    return replace(Transfer("Mersey Parts", bank, Money(minor, "GBP"), "RUN7-1"), **changes)  # type: ignore[arg-type]


def batch(payer: Payer, *transfers: Transfer, **changes: object) -> Batch:
    made = Batch("RUN-0007", AT, date(2026, 7, 1), payer, transfers)
    return replace(made, **changes)  # type: ignore[arg-type]


def references(length: int) -> st.SearchStrategy[str]:
    return st.from_regex(rf"[A-Za-z0-9]([A-Za-z0-9 .-]{{0,{length - 2}}}[A-Za-z0-9])?", fullmatch=True).filter(
        lambda text: "  " not in text
    )

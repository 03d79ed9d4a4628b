"""UK Faster Payments as a bulk CSV in NatWest's Bankline layout, which its sister banks read, too.

Source: "What are the formatting requirements for a payment or transfer file" (Coutts Online; the same columns as
Bankline's import guide). No heading; 40 columns A to AN, of which these are filled: D record type 01, M debit sort
code and account, Q amount, S date as DDMMYYYY, Y payee sort code, AE payee account, AG payee name (18), AK reference
for the payee (18).
"""

from __future__ import annotations

import csv
import io
import string

from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.bankfiles.batch import BankFile, BankFileRefused, Batch, Transfer, common_problems
from bookdesk.formats.bankfiles.text import Speller

CHARACTERS = frozenset(string.ascii_letters + string.digits + " .-/&")
"""The characters of Bacs names and references, which Faster Payments carries everywhere."""
_COLUMNS = 40
_RECORD_TYPE, _DEBIT, _AMOUNT, _DATE, _SORT_CODE, _ACCOUNT, _NAME, _REFERENCE = 3, 12, 16, 18, 24, 30, 32, 36
_TEXT_LENGTH, _LARGEST_PENCE = 18, 99_999_999


def write_faster_payments_csv(batch: Batch) -> BankFile:
    """Return the file; names are cut to 18 as the scheme does, and told; references are never cut."""
    problems = common_problems(batch, "GBP", _LARGEST_PENCE)
    accounts = [("the paying account", batch.payer.bank), *((one.holder, one.bank) for one in batch.transfers)]
    problems += [f"{name} has no sort code." for name, bank in accounts if bank.scheme is not BankScheme.SORT_CODE]
    problems += [
        f"the payment to {one.holder}: the reference '{one.reference}' has {len(one.reference)} characters, "
        f"1 to {_TEXT_LENGTH} are possible."
        for one in batch.transfers
        if not 0 < len(one.reference) <= _TEXT_LENGTH
    ]
    if problems:
        raise BankFileRefused("Faster Payments", problems)
    speller, text = Speller(CHARACTERS), io.StringIO()
    rows = csv.writer(text, lineterminator="\r\n")
    rows.writerows(_row(batch, transfer, speller) for transfer in batch.transfers)
    return BankFile(text.getvalue().encode("ascii"), "csv", tuple(speller.notes))


def _row(batch: Batch, transfer: Transfer, speller: Speller) -> list[str]:
    row = [""] * _COLUMNS
    row[_RECORD_TYPE] = "01"
    row[_DEBIT] = f"{batch.payer.bank.routing}{batch.payer.bank.account_number}"
    row[_AMOUNT] = transfer.amount.text
    row[_DATE] = batch.execution_date.strftime("%d%m%Y")
    row[_SORT_CODE] = transfer.bank.routing or ""
    row[_ACCOUNT] = transfer.bank.account_number or ""
    row[_NAME] = speller.told("The payee", transfer.holder, _TEXT_LENGTH)
    row[_REFERENCE] = speller.told("The reference", transfer.reference)
    return row

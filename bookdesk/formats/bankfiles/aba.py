"""The Australian direct-entry file (ABA, Cemtex): 120 columns a record, one header, details, one total.

Source: AusPayNet's BECS rules as the banks publish them (Westpac "Australian Direct Entry file format", CommBank
"Direct Entry file format"). Creditors are code 50, pay is 53 and the balancing debit 13. CommBank, Bankwest and
others want a debit line that balances the file (`Batch.self_balancing`); the net total is then zero.
"""

from __future__ import annotations

import string

from bookdesk.core import checkdigits
from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.bankfiles.batch import BankFile, BankFileRefused, Batch, Payer, Transfer, common_problems
from bookdesk.formats.bankfiles.fixed import FieldOverflow, Filling, FixedField, RecordLayout
from bookdesk.formats.bankfiles.text import Speller

CHARACTERS = frozenset(string.ascii_letters + string.digits + " +-@$!%&()*./#=:;?,'[]_^")
"""The coded character set of direct entry."""
_LARGEST_CENTS = 9_999_999_999
_LENGTH, _TITLE, _REMITTER, _USER_NAME = 120, 32, 16, 26
CODE_CREDIT, CODE_PAY, CODE_DEBIT = "50", "53", "13"

HEADER = RecordLayout(
    "header",
    _LENGTH,
    (
        FixedField("record type", 1, 1, constant="0"),
        FixedField("blank 1", 2, 17, constant=""),
        FixedField("reel number", 19, 2, constant="01"),
        FixedField("institution", 21, 3),
        FixedField("blank 2", 24, 7, constant=""),
        FixedField("user name", 31, 26),
        FixedField("user id", 57, 6, Filling.DIGITS),
        FixedField("description", 63, 12),
        FixedField("processing date", 75, 6, Filling.DIGITS),
        FixedField("blank 3", 81, 40, constant=""),
    ),
)
DETAIL = RecordLayout(
    "detail",
    _LENGTH,
    (
        FixedField("record type", 1, 1, constant="1"),
        FixedField("BSB", 2, 7),
        FixedField("account number", 9, 9, Filling.RIGHT),
        FixedField("indicator", 18, 1, constant=""),
        FixedField("transaction code", 19, 2, Filling.DIGITS),
        FixedField("amount", 21, 10, Filling.DIGITS),
        FixedField("title", 31, 32),
        FixedField("reference", 63, 18),
        FixedField("trace BSB", 81, 7),
        FixedField("trace account", 88, 9, Filling.RIGHT),
        FixedField("remitter", 97, 16),
        FixedField("withholding tax", 113, 8, Filling.DIGITS, constant="0"),
    ),
)
TOTAL = RecordLayout(
    "total",
    _LENGTH,
    (
        FixedField("record type", 1, 1, constant="7"),
        FixedField("BSB", 2, 7, constant="999-999"),
        FixedField("blank 1", 9, 12, constant=""),
        FixedField("net total", 21, 10, Filling.DIGITS),
        FixedField("credit total", 31, 10, Filling.DIGITS),
        FixedField("debit total", 41, 10, Filling.DIGITS),
        FixedField("blank 2", 51, 24, constant=""),
        FixedField("count", 75, 6, Filling.DIGITS),
        FixedField("blank 3", 81, 40, constant=""),
    ),
)


def write_aba(batch: Batch) -> BankFile:
    """Return the file, CRLF after each record; `BankFileRefused` with every reason.

    Account title (32) and remitter (16) are cut as the format says, and the cut is told. References are not cut:
    the statement must show what was expected.
    """
    problems = _problems(batch)
    if problems:
        raise BankFileRefused("ABA", problems)
    speller = Speller(CHARACTERS)
    records = [_written("the header", HEADER, _header(batch, speller), problems)]
    remitter = speller.told("The remitter", batch.payer.holder, _REMITTER)
    for transfer in batch.transfers:
        values = _detail(transfer, batch.payer, remitter, speller)
        records.append(_written(f"the payment to {transfer.holder}", DETAIL, values, problems))
    if batch.self_balancing:
        records.append(_written("the balancing debit", DETAIL, _balancing(batch, remitter, speller), problems))
    records.append(_written("the total", TOTAL, _total(batch), problems))
    if problems:
        raise BankFileRefused("ABA", problems)
    return BankFile("".join(f"{record}\r\n" for record in records).encode("ascii"), "aba", tuple(speller.notes))


def _problems(batch: Batch) -> list[str]:
    payer = batch.payer
    problems = common_problems(batch, "AUD", _LARGEST_CENTS)
    if not (payer.institution or "").isalpha() or len(payer.institution or "") != 3:  # noqa: PLR2004 - as in the format
        problems.append("the paying account has no three-letter institution code (as WBC, CBA, NAB).")
    if not (payer.user_id or "").isdigit():
        problems.append("the paying account has no direct-entry user id (APCA number).")
    if not payer.user_name:
        problems.append("the paying account has no direct-entry user name.")
    accounts = [("the paying account", payer.bank), *((one.holder, one.bank) for one in batch.transfers)]
    problems += [f"{name} has no BSB." for name, bank in accounts if bank.scheme is not BankScheme.BSB]
    problems += [f"{one.holder} has no reference." for one in batch.transfers if not one.reference.strip()]
    if batch.transfers and not problems and batch.total.minor > _LARGEST_CENTS:
        problems.append(f"the total of {batch.total} is more than a file can carry.")
    return problems


def _written(what: str, layout: RecordLayout, values: dict[str, str], problems: list[str]) -> str:
    try:
        return layout.write(values)
    except FieldOverflow as error:
        problems.append(f"{what}: {error}")
        return ""


def _header(batch: Batch, speller: Speller) -> dict[str, str]:
    payer = batch.payer
    return {
        "institution": (payer.institution or "").upper(),
        "user name": speller.told("The user name", payer.user_name or "", _USER_NAME),
        "user id": payer.user_id or "",
        "description": speller.told("The description", batch.description),
        "processing date": batch.execution_date.strftime("%d%m%y"),
    }


def _detail(transfer: Transfer, payer: Payer, remitter: str, speller: Speller) -> dict[str, str]:
    return {
        **_account(transfer.bank),
        "transaction code": CODE_PAY if transfer.wages else CODE_CREDIT,
        "amount": str(transfer.amount.minor),
        "title": speller.told("The payee", transfer.holder, _TITLE),
        "reference": speller.told("The reference", transfer.reference),
        **_trace(payer.bank, remitter),
    }


def _balancing(batch: Batch, remitter: str, speller: Speller) -> dict[str, str]:
    return {
        **_account(batch.payer.bank),
        "transaction code": CODE_DEBIT,
        "amount": str(batch.total.minor),
        "title": speller.spell(batch.payer.holder)[:_TITLE],
        "reference": speller.told("The run", batch.identifier),
        **_trace(batch.payer.bank, remitter),
    }


def _account(bank: BankDetails) -> dict[str, str]:
    return {"BSB": checkdigits.format_bsb(bank.routing or ""), "account number": bank.account_number or ""}


def _trace(bank: BankDetails, remitter: str) -> dict[str, str]:
    return {
        "trace BSB": checkdigits.format_bsb(bank.routing or ""),
        "trace account": bank.account_number or "",
        "remitter": remitter,
    }


def _total(batch: Batch) -> dict[str, str]:
    cents = batch.total.minor
    debits = cents if batch.self_balancing else 0
    return {
        "net total": str(cents - debits),
        "credit total": str(cents),
        "debit total": str(debits),
        "count": str(len(batch.transfers) + (1 if batch.self_balancing else 0)),
    }

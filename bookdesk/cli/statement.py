"""`bookdesk statement FILE…`: read bank statements without opening a practice (shape: the guide's page on formats)."""

from __future__ import annotations

import argparse
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from bookdesk.cli.console import Console, Row, told
from bookdesk.cli.parsing import Arguments, add_command
from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import BookDeskError, InputError
from bookdesk.core.ownfiles import FileTooLarge, read_own_file
from bookdesk.formats.statements import (
    Balance,
    Format,
    Statement,
    StatementFile,
    Transaction,
    identify,
    read_statement,
)
from bookdesk.formats.statements.csv_profile import BUILT_IN, CsvProfile, named_profile, profile_from_toml

_MOST_BYTES = 200_000_000


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = add_command(commands, "statement", "Read bank statements and print what they hold.", _run)
    parser.add_argument("files", nargs="+", metavar="FILE", type=Path)
    parser.add_argument("--account", help="the account a file without one belongs to")
    add_profile_argument(parser)


def add_profile_argument(parser: argparse.ArgumentParser) -> None:
    """Add `--profile` to a command that reads statements."""
    parser.add_argument(
        "--profile",
        metavar="NAME",
        help=f"answers what a CSV or QIF file leaves open: {', '.join(BUILT_IN)}, or a TOML file",
    )


def profile_of(args: Arguments) -> CsvProfile:
    """Return the profile asked for: a built-in name or the path of a TOML file."""
    if not args.profile:
        return CsvProfile()
    path = Path(args.profile)
    if path.suffix != ".toml":
        return named_profile(args.profile)
    return profile_from_toml(read_bytes(path).decode("utf-8", errors="replace"), path.name)


def read_bytes(path: Path) -> bytes:
    """Return a file's bytes; `InputError` if there is none, or it is no statement by its size."""
    try:
        return read_own_file(path, _MOST_BYTES)
    except FileTooLarge as error:
        raise InputError(error.what, "Choose the file of one account and period.") from error


def _run(args: Arguments, console: Console) -> int:
    profile = replace(profile_of(args), account=args.account or profile_of(args).account)
    for path in args.files:
        _one(path, profile, console)
    return console.status


def _one(path: Path, profile: CsvProfile, console: Console) -> None:
    """Print one file's line, whatever happened to it."""
    found = Format.UNKNOWN
    try:
        data = read_bytes(path)
        found = identify(data)
        read = with_account(read_statement(data, profile), profile.account)
    except BookDeskError as error:
        console.problem(f"{path.name}: {told(error)}")
        console.row(_refused(path, found, error), f"{path.name}: not read")
        return
    for problem in read.problems:
        console.problem(f"{path.name}{'' if problem.line is None else f', line {problem.line}'}: {problem.text}")
    console.row(_as_row(path, read), _sentence(path, read))


def with_account(read: StatementFile, account: str | None) -> StatementFile:
    """Give `account` to statements that name none."""
    if not account:
        return read
    return replace(read, statements=tuple(replace(item, account=item.account or account) for item in read.statements))


def _refused(path: Path, found: Format, error: BookDeskError) -> Row:
    return {"file": str(path), "format": found.value, "error": told(error), "problems": [], "statements": []}


def _as_row(path: Path, read: StatementFile) -> Row:
    return {
        "file": str(path),
        "format": read.format,
        "error": None,
        "problems": [{"line": problem.line, "text": problem.text} for problem in read.problems],
        "statements": [_statement(statement) for statement in read.statements],
    }


def _statement(statement: Statement) -> Row:
    return {
        "account": statement.account,
        "currency": statement.currency,
        "number": statement.number,
        "kind": statement.basis.value,
        "opening": _balance(statement.opening, statement.currency),
        "closing": _balance(statement.closing, statement.currency),
        "proof": statement.proof.value,
        "transactions": [_transaction(item, statement.currency) for item in statement.transactions],
    }


def _transaction(item: Transaction, currency: str | None) -> Row:
    row: dict[str, object] = {
        "date": item.booked_on.isoformat(),
        "value_date": None if item.value_on is None else item.value_on.isoformat(),
        "amount": _text(item.amount, item.currency or currency),
        "currency": item.currency or currency,
        "description": item.description,
        "reference": item.reference or item.end_to_end_id,
        "payee": item.payee,
        "payee_account": item.payee_account,
        "id": item.bank_id,
        "balance": None if item.balance is None else _text(item.balance, item.currency or currency),
        "status": item.status.value,
        "line": item.line,
    }
    return row | ({"details": [_transaction(part, currency) for part in item.details]} if item.details else {})


def _balance(balance: Balance | None, currency: str | None) -> Row | None:
    if balance is None:
        return None
    return {"date": None if balance.on is None else balance.on.isoformat(), "amount": _text(balance.amount, currency)}


def _text(amount: Decimal, currency: str | None) -> str:
    """Write an amount with the decimals of its currency; with more where the bank gave more."""
    exponent = EXPONENTS.get(currency or "", 2)
    shown = amount.quantize(Decimal(1).scaleb(-exponent))
    return format(shown if shown == amount else amount, "f")


def _sentence(path: Path, read: StatementFile) -> str:
    parts = [
        f"{statement.account or 'account unknown'}: {len(statement.transactions)} transactions, {statement.proof.value}"
        for statement in read.statements
    ]
    return f"{path.name} ({read.format}): {'; '.join(parts) or 'no statement'}"

"""`bookdesk bank`: statements in, proposals out, lines accepted, coded, transferred, and taken back."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from bookdesk.banking.service import Accepted, BankingService, Choice, Imported, Part, Proposal
from bookdesk.cli.bankview import show_preview, show_standing, show_suggestion
from bookdesk.cli.console import Console, Row, told
from bookdesk.cli.parsing import Arguments, add_command, as_rate
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.cli.statement import add_profile_argument, profile_of, read_bytes
from bookdesk.core.amounts import exact_amount
from bookdesk.core.errors import UsageError
from bookdesk.core.money import Money
from bookdesk.models.bank import BankLine, Match
from bookdesk.security.roles import Permission

_Act = Callable[[BankingService, Arguments, Console], None]


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    parser = commands.add_parser("bank", help="import statements, match and code bank lines")
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    imported = _of_account(_act(acts, "import", "import a bank statement", _import))
    imported.add_argument("file", type=Path, metavar="FILE")
    imported.add_argument("--accept-gap", action="store_true", help="import although the balances do not follow")
    add_profile_argument(imported)
    looked = _of_account(
        _act(acts, "look", "show what a bank statement would bring, without importing it", _look, writes=False)
    )
    looked.add_argument("file", type=Path, metavar="FILE")
    add_profile_argument(looked)
    _of_account(_act(acts, "standing", "show how an account stands", _standing, writes=False))
    _of_account(_act(acts, "statements", "list imported statements", _statements, writes=False))
    _line_argument(_act(acts, "withdraw", "take an import back", _withdraw), "STATEMENT", "its id")
    lines = _of_account(_act(acts, "lines", "list bank lines", _lines, writes=False))
    lines.add_argument("--open", action="store_true", help="only lines that are not matched")
    _of_account(_act(acts, "propose", "show what open lines may be matched with, and why", _propose, writes=False))
    _of_account(_act(acts, "targets", "list what is open to be matched", _targets, writes=False))
    _accepting(_of_account(_act(acts, "accept", "accept a match", _accept)))
    _coding(_act(acts, "code", "code lines that have no document", _code))
    suggest = _act(acts, "suggest", "show what a line without a document is probably coded to", _suggest, writes=False)
    _line_argument(suggest, "LINE", "the line's id, or the end of it")
    transfer = _act(acts, "transfer", "book a line as a transfer between own accounts", _transfer)
    _line_argument(transfer, "LINE", "the line's id, or the end of it")
    transfer.add_argument("--to", required=True, metavar="ACCOUNT", help="the other bank account")
    undo = _act(acts, "undo", "take the matches of lines back; what they posted is reversed", _undo)
    undo.add_argument("lines", nargs="+", metavar="LINE", help="the line's id, or the end of it")
    undo.add_argument("--why", default="match undone")
    rules = _act(acts, "rules", "show coding rules that past codings bear out, or enable one", _rules)
    rules.add_argument("--enable", metavar="WORDS")


def _act(
    acts: argparse._SubParsersAction[argparse.ArgumentParser], name: str, text: str, act: _Act, *, writes: bool = True
) -> argparse.ArgumentParser:
    """Add one act."""

    def run(args: Arguments, console: Console) -> int:
        with open_workspace(args, writes=writes) as workspace:
            workspace.require(Permission.BANK if writes else Permission.SEE)
            act(BankingService(workspace.desk), args, console)
        return console.status

    parser = add_command(acts, name, text, run)
    add_workspace_arguments(parser)
    return parser


def _of_account(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Let an act name the bank account; it may be left out where there is only one."""
    parser.add_argument("--account", metavar="NAME", help="the bank account, by name or id")
    return parser


def _line_argument(parser: argparse.ArgumentParser, name: str, text: str) -> None:
    parser.add_argument("line", metavar=name, help=text)


def _accepting(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "lines", nargs="*", metavar="LINE", help="the line's id, or the end of it; several are one match"
    )
    parser.add_argument("--with", dest="chosen", action="append", default=[], metavar="KIND:NUMBER",
                        help="payment:, run:, bill:, credit:, invoice:, receipt: or entry:; repeatable")  # fmt: skip
    parser.add_argument("--residue", action="append", default=[], metavar="CODE[,TAX][:AMOUNT]",
                        help="where what is left over is coded: a fee, a rounding, a discount")  # fmt: skip
    parser.add_argument("--rate", type=as_rate, help="base currency for one unit of the account's currency")
    parser.add_argument("--on-account", nargs="?", const="", metavar="CUSTOMER",
                        help="keep what is left over, or all of the line, as the customer's credit")  # fmt: skip
    parser.add_argument("--auto", action="store_true", help="accept all that the evidence singles out")


def _coding(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "lines", nargs="+", metavar="LINE", help="the line's id, or the end of it; several are coded alike"
    )
    parser.add_argument("--account", metavar="CODE", help="code of the ledger account")
    parser.add_argument("--tax", metavar="CODE", help="tax code; the account's own by default")
    parser.add_argument("--split", action="append", default=[], metavar="CODE[,TAX]:AMOUNT",
                        help="a part with amount, tax included, or percent; without one it takes the rest")  # fmt: skip
    parser.add_argument("--contact", help="supplier or customer, by name")
    parser.add_argument("--rate", type=as_rate, help="base currency for one unit of the account's currency")


def _import(service: BankingService, args: Arguments, console: Console) -> None:
    found = service.import_statement(
        args.file.name,
        read_bytes(args.file),
        account=args.account,
        profile=profile_of(args),
        accept_gap=args.accept_gap,
    )
    for one in found:
        for problem in one.problems:
            console.problem(problem)
        console.row(_imported(args.file.name, one), _sentence(args.file.name, one))


def _look(service: BankingService, args: Arguments, console: Console) -> None:
    data = read_bytes(args.file)
    show_preview(service.look_at(args.file.name, data, args.account, profile=profile_of(args)), console)


def _standing(service: BankingService, args: Arguments, console: Console) -> None:
    show_standing(service.standing(args.account), console)


def _suggest(service: BankingService, args: Arguments, console: Console) -> None:
    for one in service.coding_suggestions(args.line):
        show_suggestion(one, console)


def _imported(name: str, one: Imported) -> Row:
    return {
        "file": name,
        "statement": one.statement_id,
        "new": one.new,
        "known": one.known,
        "before_opening": one.before_opening,
        "proof": one.proof.value,
        "closing": None if one.closing is None else one.closing.text,
        "problems": list(one.problems),
    }


def _sentence(name: str, one: Imported) -> str:
    closing = "" if one.closing is None else f", closing at {one.closing}"
    early = f", {one.before_opening} before the account's opening day left out" if one.before_opening else ""
    return f"{name}: {one.new} new lines, {one.known} known already{early}, {one.proof.value}{closing}"


def _statements(service: BankingService, args: Arguments, console: Console) -> None:
    for one in service.statements(args.account):
        row: Row = {
            "id": one.id,
            "file": one.file_name,
            "format": one.format,
            "from": one.from_day,
            "to": one.to_day,
            "proof": one.proof.value,
            "withdrawn": one.withdrawn,
        }
        state = " (withdrawn)" if one.withdrawn else ""
        console.row(row, f"{one.id}  {one.from_day} to {one.to_day}  {one.file_name}  {one.proof.value}{state}")


def _withdraw(service: BankingService, args: Arguments, console: Console) -> None:
    service.withdraw_statement(args.line)
    console.row({"statement": args.line, "withdrawn": True}, "The import is taken back; its lines count for nothing.")


def _lines(service: BankingService, args: Arguments, console: Console) -> None:
    for line, match in service.lines(args.account, only_open=args.open):
        console.row(
            _line(line, match), f"{line.id}  {line.day}  {Money(line.amount, line.currency)}  {line.description}"
            f"  [{'open' if match is None else match.kind.value}]",
        )  # fmt: skip


def _line(line: BankLine, match: Match | None) -> Row:
    return {
        "id": line.id,
        "date": line.day,
        "amount": Money(line.amount, line.currency).text,
        "currency": line.currency,
        "description": line.description,
        "reference": line.reference,
        "payee": line.payee,
        "state": "open" if match is None else "matched",
        "match": None if match is None else match.kind.value,
        "entry": None if match is None else match.entry_id,
        "reconciled": match is not None and match.reconciliation_id is not None,
    }


def _propose(service: BankingService, args: Arguments, console: Console) -> None:
    for one in service.propose(args.account):
        console.row(_proposal(one), _proposal_words(one))


def _proposal(one: Proposal) -> Row:
    return {
        "line": one.line.id,
        "date": one.line.day,
        "amount": Money(one.line.amount, one.line.currency).text,
        "description": one.line.description,
        "rank": one.rank,
        "kind": one.kind,
        "auto": one.auto,
        "with": [
            {"target": target.key, "number": target.number, "contact": target.contact, "amount": amount.text}
            for target, amount in one.targets
        ],
        "difference": None if one.difference is None else one.difference.text,
        "pair": one.pair,
        "code": None if one.coding is None else {"account": one.coding[0], "tax": one.coding[1]},
        "on_account": None if one.credit_of is None else one.credit_of[1],
        "why": [{"says": reason.says, "points": reason.points, "span": reason.span} for reason in one.reasons],
        "vetoes": list(one.vetoes),
    }


def _proposal_words(one: Proposal) -> str:
    what = ", ".join(target.words for target, _ in one.targets)
    what = what or (f"on account of {one.credit_of[1]}" if one.credit_of else "")
    what = what or (f"account {one.coding[0]}" if one.coding else one.kind)
    why = "; ".join(reason.says for reason in one.reasons[:3])
    sure = "sure" if one.auto else f"to check: {', '.join(one.vetoes)}"
    head = f"{one.line.id}  {one.line.day}  {Money(one.line.amount, one.line.currency)}  {one.line.description}"
    return f"{head}\n    {one.rank}. {what} ({sure}) - {why}"


def _targets(service: BankingService, args: Arguments, console: Console) -> None:
    for one in service.targets(args.account):
        row: Row = {
            "target": one.key,
            "kind": one.kind.value,
            "number": one.number,
            "contact": one.contact,
            "amount": one.amount.text,
            "currency": one.amount.currency,
            "due": one.due,
        }
        console.row(row, f"{one.key}  {one.words}")


def _accept(service: BankingService, args: Arguments, console: Console) -> None:
    if args.auto == bool(args.lines):
        raise UsageError("It is not said what to accept.", "Name a line, or --auto for all that is sure.")
    if args.auto:
        for one in service.accept_all(args.account):
            _accepted(one, console)
        return
    if args.chosen or args.on_account is not None:
        choices, residue = [Choice(one) for one in args.chosen], [_part(text) for text in args.residue]
        done = service.accept_many(args.lines, choices, residue=residue, rate=args.rate, on_account=args.on_account)
        _accepted(done, console)
        return
    if len(args.lines) > 1 or args.residue or args.rate:
        raise UsageError("It is not said what these lines pay.", "Name it with --with KIND:NUMBER.")
    _accepted(service.accept(args.lines[0]), console)


def _accepted(one: Accepted, console: Console) -> None:
    row: Row = {"match": one.match_id, "kind": one.kind.value, "entry": one.entry_id}
    done = "cleared" if one.entry_id is None else "booked and matched"
    console.row(row, f"{one.kind.value}: {done}")


def _code(service: BankingService, args: Arguments, console: Console) -> None:
    if bool(args.account) == bool(args.split):
        raise UsageError("It is not said where the line belongs.", "Give --account CODE, or several --split.")
    parts = [_part(text) for text in args.split] or [Part(args.account, args.tax)]
    if len(args.lines) == 1:
        _accepted(service.code(args.lines[0], parts, contact=args.contact, rate=args.rate), console)
        return
    done = service.code_many(args.lines, parts, contact=args.contact, rate=args.rate)
    for one in done.accepted.values():
        _accepted(one, console)
    for line, error in done.refused.items():
        console.problem(f"{line}: {told(error)}")


def _part(text: str) -> Part:
    """Read `6-0400,GST:5.50` or `6-0400:50%`; without an amount the part takes the rest."""
    head, _, amount = text.partition(":")
    code, _, tax = head.partition(",")
    if not code:
        raise UsageError(f"{text!r} is no part of a line.", "Write CODE,TAX:AMOUNT, as in 6-0400,GST:5.50.")
    if amount.endswith("%"):
        return Part(code, tax or None, percent=exact_amount(amount[:-1]))
    return Part(code, tax or None, exact_amount(amount) if amount else None)


def _transfer(service: BankingService, args: Arguments, console: Console) -> None:
    _accepted(service.transfer(args.line, args.to), console)


def _undo(service: BankingService, args: Arguments, console: Console) -> None:
    for line, kind in service.undo_many(args.lines, args.why).items():
        console.row({"line": line, "undone": kind.value}, f"{kind.value} undone; the line is open again")


def _rules(service: BankingService, args: Arguments, console: Console) -> None:
    found = [service.enable_rule(args.enable)] if args.enable else service.rule_proposals()
    for one in found:
        row: Row = {
            "contains": one.contains,
            "account": one.account,
            "tax": one.tax,
            "right": one.right,
            "tried": one.tried,
            "enabled": bool(args.enable),
        }
        text = (
            f"{one.contains!r} goes to {one.account} {one.tax or ''}: would have coded {one.right} of {one.tried} right"
        )
        console.row(row, text)

"""`bookdesk rule`: rules by which lines of bills are coded, each with how it stands against confirmed lines."""

from __future__ import annotations

import argparse

from bookdesk.capture.rulebook import RuleBook, RuleShown, RuleTyped
from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, Handler, add_command, whole
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.security.roles import Permission

_Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: _Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("rule", help="rules by which lines of bills are coded").add_subparsers(required=True)
    add_workspace_arguments(add_command(acts, "list", "the rules in order, with their proof", _list))
    for name, what, handler in (
        ("try", "what a rule would have done to confirmed lines", _try),
        ("add", "when the supplier is X and the line contains a word: account and tax code", _add),
    ):
        _written(add_command(acts, name, what, handler))
    _written(_of_rule(acts, "edit", "write a rule anew; its place stays", _edit))
    _of_rule(acts, "move", "put a rule at another place", _move).add_argument("place", type=whole(1))
    _of_rule(acts, "on", "let a rule count", lambda args, console: _switch(args, console, on=True))
    _of_rule(acts, "off", "let a rule count no more", lambda args, console: _switch(args, console, on=False))
    _of_rule(acts, "remove", "remove a rule; what it coded stays", _remove)


def _of_rule(acts: _Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    parser.add_argument("rule", help="its place in the list, or its id")
    if name != "edit":
        add_workspace_arguments(parser)
    return parser


def _written(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--supplier", default="", help="name or id; none: of anybody")
    parser.add_argument("--contains", default="", metavar="WORDS", help="whole words of the line; none: every line")
    parser.add_argument("--account", required=True, help="code of the account")
    parser.add_argument("--tax-code", default="", help="code of the tax code; none: what is usual")
    add_workspace_arguments(parser)


def _typed(args: Arguments) -> RuleTyped:
    return RuleTyped(args.account, args.supplier, args.contains, args.tax_code)


def _list(args: Arguments, console: Console) -> int:
    with open_workspace(args, writes=False) as workspace:
        for one in RuleBook(workspace.desk).rules():
            _tell(one, console)
    return console.status


def _try(args: Arguments, console: Console) -> int:
    with open_workspace(args, writes=False) as workspace:
        _tell(RuleBook(workspace.desk).tried(_typed(args)), console)
    return console.status


def _add(args: Arguments, console: Console) -> int:
    with open_workspace(args) as workspace:
        workspace.require(Permission.REVIEW)
        _tell(RuleBook(workspace.desk).add(_typed(args)), console)
    return console.status


def _edit(args: Arguments, console: Console) -> int:
    with open_workspace(args) as workspace:
        workspace.require(Permission.REVIEW)
        _tell(RuleBook(workspace.desk).edit(args.rule, _typed(args)), console)
    return console.status


def _move(args: Arguments, console: Console) -> int:
    with open_workspace(args) as workspace:
        workspace.require(Permission.REVIEW)
        _tell(RuleBook(workspace.desk).move(args.rule, args.place), console)
    return console.status


def _switch(args: Arguments, console: Console, *, on: bool) -> int:
    with open_workspace(args) as workspace:
        workspace.require(Permission.REVIEW)
        _tell(RuleBook(workspace.desk).switch(args.rule, on=on), console)
    return console.status


def _remove(args: Arguments, console: Console) -> int:
    with open_workspace(args) as workspace:
        workspace.require(Permission.REVIEW)
        RuleBook(workspace.desk).remove(args.rule)
    console.say("The rule is removed.")
    return console.status


def _tell(one: RuleShown, console: Console) -> None:
    after = f"; rule {', '.join(map(str, one.after))} comes first and says otherwise" if one.after else ""
    told = f"{one.rule.position:>3}  {one.rule.sentence}  {one.standing}: {one.proof.words}{after}."
    console.row(rule_row(one), told)


def rule_row(one: RuleShown) -> Row:
    """Return a rule as a row."""
    rule = one.rule
    return {
        "place": rule.position,
        "id": rule.id or None,
        "rule": rule.sentence,
        "supplier": rule.supplier or None,
        "contains": rule.contains or None,
        "account": rule.account,
        "tax_code": rule.tax_code or None,
        "enabled": rule.enabled,
        "agrees": one.proof.agrees,
        "disagrees": one.proof.disagrees,
        "standing": one.standing,
        "after": list(one.after),
    }

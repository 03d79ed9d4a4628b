"""`bookdesk sales`: how a client invoices, and how the numbers of his documents look."""

from __future__ import annotations

import argparse
from pathlib import Path

from bookdesk.cli.console import Console, Row
from bookdesk.cli.parsing import Arguments, add_command, assignments, whole
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.ownfiles import read_own_file
from bookdesk.core.vocabulary import NumberedKind, YearShown
from bookdesk.formats.paper.pictures import MOST_TAKEN
from bookdesk.invoicing.logo import choose_logo, take_logo_off
from bookdesk.invoicing.settingfields import SETTERS
from bookdesk.invoicing.settings import SettingsService
from bookdesk.ledger.numbering import MOST_DIGITS, Series
from bookdesk.security.roles import Permission
from bookdesk.takeon.completing import add_missing_codes

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    acts = commands.add_parser("sales", help="how a client invoices: letterhead, terms, numbers").add_subparsers(
        required=True
    )
    add_workspace_arguments(add_command(acts, "show", "show how the client invoices", _show))
    setting = add_command(acts, "set", "change how the client invoices", _set)
    setting.add_argument(
        "assignments", nargs="+", metavar="FIELD=VALUE", help=f"known are {', '.join(sorted(SETTERS))}"
    )
    add_workspace_arguments(setting)
    codes = add_command(acts, "tax-codes", "add tax codes of the country that the client has not", _tax_codes)
    add_workspace_arguments(codes)
    logo = add_command(acts, "logo", "put a picture on the papers, or take it off", _logo)
    logo.add_argument("file", nargs="?", type=Path, metavar="FILE", help="left out: no logo any more")
    add_workspace_arguments(logo)
    series = add_command(acts, "series", "choose how the numbers of a kind look", _series)
    series.add_argument("kind", type=NumberedKind, choices=list(NumberedKind))
    series.add_argument("--prefix", default="")
    series.add_argument("--digits", type=whole(1, MOST_DIGITS), default=4)
    series.add_argument("--year", type=YearShown, choices=list(YearShown), default=YearShown.NONE)
    series.add_argument("--short-year", action="store_true", help="show two digits of the year")
    series.add_argument("--separator", default="-", help="between year and number")
    series.add_argument("--restarts", action="store_true", help="count from the first number in each year")
    series.add_argument("--start-month", type=whole(1, 12), default=1, help="of the financial year")
    series.add_argument("--first", type=whole(1), default=1)
    add_workspace_arguments(series)
    numbers = add_command(
        acts, "numbers", "what an auditor asks of the numbers: gaps, doubles, cancelled ones", _numbers
    )
    numbers.add_argument("kind", type=NumberedKind, choices=list(NumberedKind))
    add_workspace_arguments(numbers)


def _show(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        _tell(SettingsService(workspace.desk), console)
    return console.status


def _set(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        service = SettingsService(workspace.desk)
        service.edit(assignments(arguments.assignments))
        _tell(service, console)
    return console.status


_APART = {"legal_name", "tax_id", "terms", "discount", "bank_account", "default_account", "default_tax_code"}
"""Kept elsewhere, or shown as a person would write it."""


def _tell(service: SettingsService, console: Console) -> None:
    shown = service.show()
    own = shown.settings
    row: dict[str, object] = {name: getattr(own, name) for name in SETTERS if name not in _APART}
    row |= {"legal_name": shown.legal_name, "tax_id": shown.tax_id}
    row |= {
        "terms": None if own.terms is None else f"{own.terms} {own.terms_days}",
        "discount": None if own.discount_share is None else f"{own.discount_share * 100:f}% {own.discount_days}",
        "bank_account": shown.bank_account,
        "default_account": shown.default_account,
        "default_tax_code": shown.default_tax_code,
        "next": {kind.value: number for kind, number in shown.following.items()},
    }
    known = {name: value for name, value in sorted(row.items()) if name != "next" and value not in (None, "")}
    said = "\n".join(f"{name}: {value}" for name, value in known.items())
    coming = ", ".join(f"{kind} {number}" for kind, number in shown.following.items())
    console.row(row, f"{said}\nnext numbers: {coming}")


def _tax_codes(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        added = add_missing_codes(workspace.desk)
    console.row({"added": list(added)}, f"Added: {', '.join(added) or 'none, all are there'}.")
    return console.status


def _logo(arguments: Arguments, console: Console) -> int:
    picture = None if arguments.file is None else read_own_file(arguments.file, MOST_TAKEN)
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        if picture is None:
            take_logo_off(workspace.desk)
            console.row({"logo": None}, "Papers have no logo from now on.")
        else:
            kept = choose_logo(workspace.desk, arguments.file.name, picture)
            console.row({"logo": kept.file_name}, f"{kept.file_name} is on papers from now on.")
    return console.status


def _series(arguments: Arguments, console: Console) -> int:
    series = Series(
        arguments.prefix,
        arguments.digits,
        arguments.year,
        arguments.short_year,
        arguments.separator,
        arguments.restarts,
        arguments.start_month,
        arguments.first,
    )
    with open_workspace(arguments) as workspace:
        workspace.require(Permission.POST)
        following = SettingsService(workspace.desk).set_series(arguments.kind, series)
    console.row({"kind": arguments.kind.value, "next": following}, f"The next {arguments.kind} is {following}.")
    return console.status


def _numbers(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=False) as workspace:
        found = SettingsService(workspace.desk).review(arguments.kind)
    row: Row = {
        "kind": arguments.kind.value,
        "gaps": [{"first": one.first, "last": one.last, "count": one.count} for one in found.gaps],
        "duplicates": list(found.duplicates),
        "cancelled": list(found.cancelled),
        "strangers": list(found.strangers),
    }
    gaps = ", ".join(f"{one.first} to {one.last}" for one in found.gaps) or "none"
    console.row(
        row,
        f"Gaps: {gaps}. Given twice: {', '.join(found.duplicates) or 'none'}."
        f" Cancelled: {', '.join(found.cancelled) or 'none'}. Of another form: {', '.join(found.strangers) or 'none'}.",
    )
    return console.status

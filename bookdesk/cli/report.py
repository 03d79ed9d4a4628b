"""`bookdesk report`: what is owed and how old it is, how fast customers pay, how invoices stand, how cash will."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from bookdesk.cli import reportrows
from bookdesk.cli.console import Console
from bookdesk.cli.parsing import Arguments, Handler, add_command, as_day, whole
from bookdesk.cli.session import add_workspace_arguments, open_workspace
from bookdesk.core.errors import StorageError, UsageError
from bookdesk.core.ownfiles import write_new
from bookdesk.office.reporting import forecasts
from bookdesk.reports.cashcurve import Placing
from bookdesk.reports.collection import Span
from bookdesk.reports.contactcard import ContactCards
from bookdesk.reports.saving import take_sheet
from bookdesk.reports.service import ReportService, Side
from bookdesk.reports.sheets import ageing_sheet, curve_sheet, figures_sheet, items_sheet, overview_sheet
from bookdesk.store.desk import Desk

Acts = argparse._SubParsersAction  # noqa: SLF001 - argparse names its own type so
_MOST_DAYS = 3_650


def register(commands: Acts[argparse.ArgumentParser]) -> None:
    """Add the command with its acts."""
    what = "reports: ageing, days sales outstanding, how invoices stand, cash forecast"
    acts = commands.add_parser("report", help=what).add_subparsers(required=True)
    ageing = _act(acts, "ageing", "what is open by days overdue, as at any day", _ageing, dated=True)
    ageing.add_argument("--payables", action="store_true", help="what suppliers are owed, not what customers owe")
    ageing.add_argument("--contact", metavar="NAME")
    ageing.add_argument("--currency", metavar="CODE")
    ageing.add_argument("--items", action="store_true", help="each document, not only the sums")
    _saved(ageing, paper=True)
    dso = _act(acts, "dso", "how fast customers pay, each figure with its definition", _dso, dated=True)
    dso.add_argument("--contact", metavar="NAME")
    dso.add_argument("--days", type=whole(1, _MOST_DAYS), default=Span().days, help="days of sales that are looked at")
    dso.add_argument("--history", type=whole(1, _MOST_DAYS), default=Span().history, help="days of invoices")
    dso.add_argument("--grace", type=whole(0, _MOST_DAYS), default=0, help="days after the due date still on time")
    _saved(dso)
    overview = _act(acts, "overview", "invoices settled, part settled, pending and overdue", _overview, dated=True)
    overview.add_argument("--contact", metavar="NAME")
    overview.add_argument("--currency", metavar="CODE")
    _saved(overview, paper=True)
    forecast = _act(acts, "forecast", "cash day by day, from what the bank showed last", _forecast, dated=False)
    forecast.add_argument("--days", type=whole(1, _MOST_DAYS), default=Placing().days)
    forecast.add_argument("--currency", metavar="CODE", help="the curve of one currency")
    _saved(forecast, paper=True)


def _act(
    acts: Acts[argparse.ArgumentParser], name: str, what: str, handler: Handler, *, dated: bool
) -> argparse.ArgumentParser:
    parser = add_command(acts, name, what, handler)
    if dated:
        parser.add_argument("--as-of", type=as_day, metavar="DAY", help="today by default")
    add_workspace_arguments(parser)
    return parser


def _saved(parser: argparse.ArgumentParser, *, paper: bool = False) -> None:
    files = parser.add_mutually_exclusive_group()
    files.add_argument("--csv", type=Path, metavar="FILE", help="write it to a new file as comma-separated values")
    if paper:
        files.add_argument("--pdf", type=Path, metavar="FILE", help="write it to a new file for paper")


def _ageing(arguments: Arguments, console: Console) -> int:
    side = Side.PAYABLES if arguments.payables else Side.RECEIVABLES
    with open_workspace(arguments, writes=_writes(arguments)) as workspace:
        desk = workspace.desk
        contact = _contact(desk, arguments.contact)
        report = ReportService(desk).ageing(
            side, arguments.as_of, contact_id=contact, currency=_currency(arguments.currency)
        )
        found = report.ageing
        if arguments.pdf is not None:
            from bookdesk.reports.papers import take_ageing  # noqa: PLC0415 - it draws PDFs

            return _write(arguments.pdf, lambda: take_ageing(desk, report), console)
        if arguments.csv is not None:
            make = items_sheet if arguments.items else ageing_sheet
            what = f"ageing of {side.value} as of {found.as_of.isoformat()}"
            return _save(desk, arguments.csv, what, lambda: make(found), console)
    console.say(f"{report.stamp.words()} {report.definition}")
    for row in found.rows:
        console.row(*reportrows.aged(report, row))
        if arguments.items:
            for one in row.items:
                console.row(*reportrows.item(one))
    for row in found.totals:
        console.row(*reportrows.aged(report, row))
    if words := report.tie():
        console.say(words)
    if found.without_rate:
        console.problem(report.rates())
    return console.status


def _dso(arguments: Arguments, console: Console) -> int:
    span = Span(arguments.days, arguments.history, arguments.grace)
    with open_workspace(arguments, writes=arguments.csv is not None) as workspace:
        desk = workspace.desk
        contact = _contact(desk, arguments.contact)
        report = ReportService(desk).collection(arguments.as_of, span=span, contact_id=contact)
        found = report.collection
        if arguments.csv is not None:
            what = f"key figures as of {found.as_of.isoformat()}"
            return _save(desk, arguments.csv, what, lambda: figures_sheet(found), console)
    console.say(" ".join(filter(None, (report.stamp.words(), report.remark))))
    for one in found.figures:
        console.row(*reportrows.figure(one))
    if found.left_out:
        console.problem(f"{found.left_out} documents have no exchange rate and are in no figure.")
    return console.status


def _overview(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=_writes(arguments)) as workspace:
        desk = workspace.desk
        contact = _contact(desk, arguments.contact)
        stamp, found = ReportService(desk).overview(
            arguments.as_of, contact_id=contact, currency=_currency(arguments.currency)
        )
        if arguments.pdf is not None:
            from bookdesk.reports.papers import take_overview  # noqa: PLC0415 - it draws PDFs

            currency = _currency(arguments.currency)
            figures = ReportService(desk).collection(arguments.as_of, contact_id=contact, currency=currency)
            return _write(arguments.pdf, lambda: take_overview(desk, stamp, found, figures), console)
        if arguments.csv is not None:
            what = f"overview as of {found.as_of.isoformat()}"
            return _save(desk, arguments.csv, what, lambda: overview_sheet(found), console)
    console.say(stamp.words())
    for which, one in found.standing.items():
        console.row(*reportrows.stood(which, one))
    return console.status


def _forecast(arguments: Arguments, console: Console) -> int:
    with open_workspace(arguments, writes=_writes(arguments)) as workspace:
        found = forecasts(workspace.desk).forecast(Placing(arguments.days))
        wanted = _currency(arguments.currency) or (found.curves[0].currency if _writes(arguments) else None)
        curves = [one for one in found.curves if wanted in (None, one.currency)]
        if not curves:
            raise UsageError(f"There is no bank account in {wanted}.", "Leave the currency out, or name another.")
        if arguments.pdf is not None:
            from bookdesk.reports.papers import take_forecast  # noqa: PLC0415 - it draws PDFs

            return _write(arguments.pdf, lambda: take_forecast(workspace.desk, found, curves[0]), console)
        if arguments.csv is not None:
            what = f"cash forecast of {found.stamp.as_of.isoformat()}"
            return _save(
                workspace.desk, arguments.csv, what, lambda: curve_sheet(curves[0].currency, curves[0].curve), console
            )
    console.say(f"{found.stamp.words()} {found.definition}")
    for one in curves:
        for row, words in reportrows.curve(one):
            console.row(row, words)
    console.row(*reportrows.tested(found))
    for remark in found.remarks:
        console.say(remark)
    return console.status


def _contact(desk: Desk, name: str | None) -> str | None:
    return None if name is None else ContactCards(desk).find(name)


def _currency(code: str | None) -> str | None:
    return None if code is None else code.strip().upper()


def _writes(arguments: Arguments) -> bool:
    return arguments.csv is not None or arguments.pdf is not None


def _save(desk: Desk, path: Path, what: str, made: Callable[[], bytes], console: Console) -> int:
    """Write a sheet to a new file; the history says so first."""
    return _write(path, lambda: take_sheet(desk, what, made()), console)


def _write(path: Path, taken: Callable[[], bytes], console: Console) -> int:
    """Write what is handed out to a new file."""
    if path.exists():
        raise UsageError(f"{path} is there already.", "Name a new file.")
    content = taken()
    try:
        write_new(path, content)
    except OSError as error:
        raise StorageError(f"{path} cannot be written: {error.strerror}.", "Choose another place.") from error
    console.row({"file": str(path), "bytes": len(content)}, f"{path} was written.")
    return console.status

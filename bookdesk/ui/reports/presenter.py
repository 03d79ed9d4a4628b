"""The reports of the client in front as they are asked for and handed out; no widget, no SQL."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from bookdesk.core.errors import BookDeskError, InputError, StorageError
from bookdesk.core.ownfiles import write_new
from bookdesk.office.reporting import forecasts
from bookdesk.reports.cashcurve import Placing
from bookdesk.reports.forecast import Curve, Forecast
from bookdesk.reports.saving import take_sheet
from bookdesk.reports.service import AgeingReport, CollectionReport, ReportService, Side, Stamp
from bookdesk.reports.sheets import ageing_sheet, curve_sheet, figures_sheet, items_sheet, overview_sheet
from bookdesk.reports.standings import InvoiceOverview
from bookdesk.store.desk import Desk
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.look.tokens import Tone
from bookdesk.ui.messages import Message
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.ui.pieces.columns import Shown, shown
from bookdesk.ui.reports.ageing.table import ROWS, OwedRow, owed_rows
from bookdesk.ui.reports.cash.table import ASIDE, MOVES, AsideRow, MoveRow, aside_rows, move_rows
from bookdesk.workspace import Workspace

T = TypeVar("T")


class Page(StrEnum):
    """The pages, by the names under which places ask for them."""

    OVERVIEW = "overview"
    OWED = "owed to us"
    OWE = "we owe"
    CASH = "cash"


SIDES = {Page.OVERVIEW: Side.RECEIVABLES, Page.OWED: Side.RECEIVABLES, Page.OWE: Side.PAYABLES}
"""Whose contacts a page may be asked for."""
DAYS = (30, 60, 90, 180)
"""How far the forecast looks."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: a page, as of a day (today where none is named), of one contact or currency, or of all."""

    page: Page = Page.OVERVIEW
    as_of: date | None = None
    contact_id: str = ""
    currency: str = ""
    days: int = 90


@dataclass(frozen=True, slots=True)
class CurveShown:
    """A curve of the forecast with what moves and what is not in it, ready to be painted."""

    curve: Curve
    moves: tuple[Shown[MoveRow], ...]
    aside: tuple[Shown[AsideRow], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A report with what was asked. One of the four is there; the figures of an overview come after it."""

    wish: Wish
    stamp: Stamp
    overview: InvoiceOverview | None = None
    figures: CollectionReport | None = None
    ageing: AgeingReport | None = None
    forecast: Forecast | None = None
    owed: tuple[Shown[OwedRow], ...] = ()
    """The rows of an ageing, ready to be painted."""
    curves: tuple[CurveShown, ...] = ()
    """The rows of each curve of the forecast, as above."""


@dataclass(frozen=True, slots=True)
class Offered:
    """Whom the reports of a side may be asked for: id and name."""

    side: Side
    contacts: tuple[tuple[str, str], ...]


class ReportsPresenter(ClientPresenter):
    """Asks for one report at a time: an answer to what was asked before is worth nothing."""

    told = Signal(object)
    """`Told`: a report, first without what takes longer."""
    offered = Signal(object)
    """`Offered`: the contacts to choose from."""
    failed = Signal(object)
    """Why there is no report."""
    saved = Signal(object)
    """The path of a file that was written."""

    def __init__(self, desktop: Desktop, parent: QObject | None = None) -> None:
        """Begin with the overview of today."""
        super().__init__(desktop, parent)
        self._unanswered = self._failed
        self.wish = Wish()
        self.last: Told | None = None

    def begin_anew(self) -> None:
        """Ask for the first page again; the report of another client is nothing to hand out any more."""
        self.wish, self.last = Wish(), None

    def show(self, **changes: object) -> None:
        """Ask for a report, with other terms where given (fields of the wish, by name)."""
        self.wish = replace(self.wish, **changes)  # type: ignore[arg-type] # fields of the wish, by name
        self.refresh()

    def refresh(self) -> None:
        """Ask for the same report again."""
        wish = self.wish
        if self.last is not None and self.last.wish != wish:
            self.last = None
        self._ask("report", lambda workspace: _report(workspace.desk, wish), self._take)

    def offer(self, side: Side) -> None:
        """Ask whom the reports of a side may be asked for."""
        self._ask(
            "contacts",
            lambda workspace: Offered(side, ReportService(workspace.desk).contacts(side)),
            self.offered.emit,
        )

    def file_name(self, ending: str) -> str:
        """Return what the file of the shown report is called at first; nothing where none is shown."""
        last = self.last
        if last is None:
            return ""
        name = self._desktop.office.entry(self._desktop.client_id).name
        plain = "".join(one if one.isalnum() or one in " -" else "" for one in name).strip()
        return f"{plain} {_NAMES[last.wish.page]} {last.stamp.as_of.isoformat()}.{ending}"

    def save(self, path: Path, *, paper: bool, currency: str = "") -> None:
        """Write the shown report to a new file: as PDF, or as a sheet; the history says so first.

        Of a forecast it is the curve of `currency`.
        """
        last = self.last
        if last is None or not self._desktop.client_id:
            return

        def work(workspace: Workspace) -> Path:
            if path.exists():
                raise InputError(f"{path.name} is there already.", "Choose another name: nothing is replaced.")
            make = _on_paper if paper else _as_sheet
            content = make(workspace.desk, last, currency)
            try:
                write_new(path, content)
            except OSError as error:
                what = f"{path.name} cannot be written: {error.strerror or error}."
                raise StorageError(what, "Choose another place.") from error
            return path

        self._desktop.quietly(self._desktop.client_id, self, work, self.saved.emit)

    # -- inside

    def _take(self, told: Told) -> None:
        self.last = told
        self.told.emit(told)
        if told.overview is not None and told.figures is None:
            self._ask("report", lambda workspace: _with_figures(workspace.desk, told), self._take)

    def _failed(self, error: BookDeskError) -> None:
        self.last = None
        self.failed.emit(error)


_NAMES = {
    Page.OVERVIEW: "overview",
    Page.OWED: "receivables by age",
    Page.OWE: "payables by age",
    Page.CASH: "cash forecast",
}


def worked_out(stamp: Stamp, zone: str) -> str:
    """Return as of when a report is, and when it was worked out: both as it is in the client's `zone`."""
    made = wording.moment_at(stamp.made_at, zone, with_day=False)
    return f"As of {wording.day(stamp.as_of)}, amounts in {stamp.base}. Worked out at {made}."


def _report(desk: Desk, wish: Wish) -> Told:
    service = ReportService(desk)
    contact, currency = wish.contact_id or None, wish.currency or None
    if wish.page is Page.CASH:
        found = forecasts(desk).forecast(Placing(wish.days))
        return Told(wish, found.stamp, forecast=found, curves=tuple(map(_curve_shown, found.curves)))
    if wish.page is Page.OVERVIEW:
        stamp, overview = service.overview(wish.as_of, contact_id=contact, currency=currency)
        return Told(wish, stamp, overview=overview)
    report = service.ageing(SIDES[wish.page], wish.as_of, contact_id=contact, currency=currency)
    return Told(wish, report.stamp, ageing=report, owed=tuple(shown(row, ROWS) for row in owed_rows(report)))


def _curve_shown(curve: Curve) -> CurveShown:
    moves = tuple(shown(row, MOVES) for row in move_rows(curve))
    return CurveShown(curve, moves, tuple(shown(row, ASIDE) for row in aside_rows(curve)))


def _with_figures(desk: Desk, told: Told) -> Told:
    wish = told.wish
    figures = ReportService(desk).collection(
        wish.as_of, contact_id=wish.contact_id or None, currency=wish.currency or None
    )
    return replace(told, figures=figures)


def _as_sheet(desk: Desk, told: Told, currency: str) -> bytes:
    """Return what is shown as a sheet: of an ageing its sums and then its documents."""
    day = told.stamp.as_of.isoformat()
    if told.ageing is not None:
        found = told.ageing.ageing
        what = f"ageing of {told.ageing.side.value} as of {day}"
        return take_sheet(desk, what, joined(ageing_sheet(found), items_sheet(found)))
    if told.forecast is not None:
        curve = next(one for one in told.forecast.curves if currency in {"", one.currency})
        return take_sheet(desk, f"cash forecast of {day}", curve_sheet(curve.currency, curve.curve))
    if told.overview is None or told.figures is None:
        raise InputError("The figures are still being worked out.", "Try again in a moment.")
    sheets = joined(overview_sheet(told.overview), figures_sheet(told.figures.collection))
    return take_sheet(desk, f"overview as of {day}", sheets)


def _on_paper(desk: Desk, told: Told, currency: str) -> bytes:
    from bookdesk.reports.papers import take_ageing, take_forecast, take_overview  # noqa: PLC0415 - it draws PDFs

    if told.ageing is not None:
        return take_ageing(desk, told.ageing)
    if told.forecast is not None:
        curve = next(one for one in told.forecast.curves if currency in {"", one.currency})
        return take_forecast(desk, told.forecast, curve)
    if told.overview is None or told.figures is None:
        raise InputError("The figures are still being worked out.", "Try again in a moment.")
    return take_overview(desk, told.stamp, told.overview, told.figures)


_MARK = b"\xef\xbb\xbf"


def joined(*sheets: bytes) -> bytes:
    """Return several sheets below each other in one file, an empty line between them."""
    return _MARK + b"\r\n".join(one.removeprefix(_MARK) for one in sheets)


def saved_words(path: Path) -> Message:
    """Return what is said of a file that was written."""
    return Message(f"Saved {path.name}.", Tone.GOOD)

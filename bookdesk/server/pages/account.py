"""Everything of one customer: what is open, what was, and a statement to take away."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from starlette.responses import Response

from bookdesk.server.pages.port import AccountGrant
from bookdesk.server.pages.visit import Visit, as_file

_WRONG = 422
_KINDS = frozenset({"pdf", "csv"})


def show(visit: Visit, grant: AccountGrant) -> Response:
    """Return the account's page."""
    return _page(visit, grant)


def _page(visit: Visit, grant: AccountGrant, fault: str = "") -> Response:
    account = visit.services.account(grant)
    today = account.as_of.astimezone(ZoneInfo(account.firm.zone)).date()
    typed = {
        "first": visit.form.line("first") or today.replace(month=1, day=1).isoformat(),
        "last": visit.form.line("last") or today.isoformat(),
    }
    return visit.page("account", _WRONG if fault else 200, account=account, fault=fault, typed=typed)


def take_statement(visit: Visit, grant: AccountGrant) -> Response:
    """Return the statement of the period that was chosen."""
    first, last = _day(visit.form.line("first")), _day(visit.form.line("last"))
    kind = visit.form.line("kind")
    if first is None or last is None or last < first or kind not in _KINDS:
        return _page(visit, grant, "period")
    paper = visit.services.take_statement(grant, first, last, kind)
    return _page(visit, grant, "no statement") if paper is None else as_file(paper)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None

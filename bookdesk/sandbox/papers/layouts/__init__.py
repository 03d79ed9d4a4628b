"""How sample documents look. Each module draws one layout: truth and words in, a PDF out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bookdesk.sandbox.papers.layouts import account, band, classic, form, letter, roll, sidebar, trades, utility
from bookdesk.sandbox.papers.truth import Truth
from bookdesk.sandbox.papers.wording import Wording

Layout = Callable[[Truth, Wording], bytes]

BILLS: Mapping[str, Layout] = {
    "band": band.draw,
    "classic": classic.draw,
    "form": form.draw,
    "letter": letter.draw,
    "sidebar": sidebar.draw,
    "trades": trades.draw,
    "utility": utility.draw,
}
"""Layouts of invoices and credit notes, by name."""

RECEIPT: Layout = roll.draw
STATEMENT: Layout = account.draw

"""Acts on issued documents beside money that comes: a credit note used or paid back, an invoice given up, papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from bookdesk.invoicing.handing import take_papers
from bookdesk.invoicing.listing import InvoiceRow
from bookdesk.invoicing.shown import InvoiceShown
from bookdesk.models.invoice import InvoiceKind, InvoiceSource, InvoiceStatus
from bookdesk.security.roles import Permission
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.outside import Make, Outside
from bookdesk.ui.pieces.commands import Command
from bookdesk.ui.pieces.panel import Panel
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.sales.applying.presenter import Credit
from bookdesk.ui.sales.applying.view import ApplyPanel
from bookdesk.ui.sales.lost.view import LostPanel
from bookdesk.ui.sales.paylink.view import PAY_LINK, PayLinkPanel
from bookdesk.ui.sales.refunding.view import RefundPanel
from bookdesk.workspace import Workspace

SETTLING = (
    PAY_LINK,
    Command("apply", "Apply the credit…", ("L",), "link"),
    Command("pay back", "Pay back…", ("B",), "undo"),
    Command("write off", "Write off…", ("W",), "void"),
    Command("unwrite", "Take the write-off back…", ("Shift+W",), "undo"),
    Command("print", "Print…", ("Shift+P",), "print"),
    Command("open outside", "Open the PDF", ("O",), "right"),
    Command("save", "Save as PDF…", ("Ctrl+S",), "export"),
)


class Settling:
    """These acts of a screen of invoices, and the panels they ask in."""

    def __init__(self, desktop: Desktop, screen: Screen, chosen: Callable[[], Sequence[InvoiceRow]]) -> None:
        """Act on what is `chosen` on a screen."""
        self.outside = Outside(desktop, screen)
        self.applying, self.refunding, self.lost = ApplyPanel(desktop), RefundPanel(desktop), LostPanel(desktop)
        self.paying = PayLinkPanel(desktop)
        self._chosen = chosen

    def panels(self) -> tuple[Panel, ...]:
        """Return the panels, of which one is open at a time."""
        return self.paying, self.applying, self.refunding, self.lost

    def handlers(self, prompt: Callable[[], Prompt]) -> dict[str, Callable[[], object]]:
        """Return what each of the commands does; questions are asked in the `prompt` of the page."""
        return {
            "pay link": lambda: self.paying.presenter.ask(self._chosen()[0].id),
            "apply": lambda: self.applying.presenter.ask(_credit(self._chosen()[0])),
            "pay back": lambda: self.refunding.presenter.ask(_credit(self._chosen()[0])),
            "write off": lambda: self.lost.ask(self._chosen()[0]),
            "unwrite": lambda: self._unwrite(prompt()),
            "print": lambda: self.outside.print(self._papers()),
            "open outside": lambda: self.outside.open(self._papers()),
            "save": lambda: self.outside.save(self._papers()),
        }

    def judge(self, shown: InvoiceShown | None) -> dict[str, bool]:
        """Return which acts can be done to what is chosen; `shown` is what is known of the current one."""
        rows = self._chosen()
        one = rows[0] if len(rows) == 1 else None
        left = one is not None and one.open.minor > 0 and one.status is InvoiceStatus.ISSUED
        note = left and one is not None and one.kind is InvoiceKind.CREDIT_NOTE
        papers = bool(rows) and all(map(has_paper, rows))
        known = shown if one is not None and shown is not None and shown.details.invoice.id == one.id else None
        return {
            "pay link": left and not note and self.paying.presenter.may_make(),
            "apply": note,
            "pay back": note,
            "write off": left and not note,
            "unwrite": known is not None and _is_written_off(known),
            "print": papers,
            "open outside": papers and one is not None,
            "save": papers,
        }

    def _unwrite(self, prompt: Prompt) -> None:
        row = self._chosen()[0]
        question = f"Take back what was written off of {row.number or 'the invoice'}? It is open again. Say why."
        act = partial(self.lost.presenter.take_back, row)
        prompt.ask(question, "Take it back", act, hint="e.g. he paid after all")

    def _papers(self) -> Make:
        return papers_of([row.id for row in self._chosen()])


def papers_of(document_ids: Sequence[str]) -> Make:
    """Return what hands the papers of invoices, credit notes and estimates out."""
    ids = tuple(document_ids)

    def make(workspace: Workspace, how: str) -> tuple[tuple[str, bytes], ...]:
        workspace.require(Permission.INVOICE)
        return take_papers(workspace.desk, ids, how)

    return make


def has_paper(row: InvoiceRow) -> bool:
    """Whether a document has a paper: issued here, with a number."""
    return row.status is InvoiceStatus.ISSUED and bool(row.number) and not row.taken_on


def _credit(row: InvoiceRow) -> Credit:
    return Credit(row.id, row.number or "", row.customer, row.contact_id, row.open, is_note=True)


def _is_written_off(shown: InvoiceShown) -> bool:
    return any(
        one.source is InvoiceSource.WRITE_OFF and not one.taken_back and one.amount.minor > 0 for one in shown.settled
    )

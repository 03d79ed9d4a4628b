"""The acts on an issued document on its own page: what puts it right, and the page on which it is paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import MailStage
from bookdesk.invoicing.shown import InvoiceShown
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceStatus
from bookdesk.ui import wording
from bookdesk.ui.desktop import Desktop
from bookdesk.ui.pieces.commands import Command
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.pieces.screen import Screen
from bookdesk.ui.sales.correcting.presenter import CorrectingPresenter
from bookdesk.ui.sales.paylink.view import PAY_LINK_HERE, PayLinkPanel

CORRECTING = (
    PAY_LINK_HERE,
    Command("credit", "Credit note", ("Ctrl+Shift+C",), "credit"),
    Command("cancel", "Cancel…", ("Ctrl+Shift+V",), "void"),
)


@dataclass(frozen=True, slots=True)
class Doomed:
    """An issued document that is about to be cancelled; `laid` are the invoices that a credit note settles.

    `paying` says what becomes of what a customer is paying for it online.
    """

    number: str
    customer: str
    total: Money
    is_note: bool = False
    laid: tuple[str, ...] = ()
    mail_waits: bool = False
    paying: str = ""


def laid_on(shown: InvoiceShown) -> tuple[str, ...]:
    """Return which invoices a credit note settles now."""
    if shown.details.invoice.kind is not InvoiceKind.CREDIT_NOTE:
        return ()
    return tuple(dict.fromkeys(one.number for one in shown.settled if one.number and not one.taken_back))


def ask_to_cancel(prompt: Prompt, what: Doomed, then: Callable[[str], None]) -> None:
    """Ask whether a document is cancelled for good; `then` is given the reason."""
    opened = f" What it settles is open again then: {', '.join(what.laid)}." if what.laid else ""
    named = f"{what.number} of {what.customer} over {wording.money(what.total)}"
    question = f"Cancel {named} for good?{opened} Say why; its number stays used and visible."
    if what.mail_waits:
        question += " Its mail, which waits in the outbox, will not leave."
    question += f" {wording.local(what.paying)}" if what.paying else ""
    act = "Cancel the credit note" if what.is_note else "Cancel the invoice"
    prompt.ask(question, act, then, hint="e.g. written twice", final=True)


class Correcting:
    """These acts on the issued document that is looked at."""

    def __init__(
        self,
        desktop: Desktop,
        screen: Screen,
        prompt: Callable[[], Prompt],
        shown: Callable[[], InvoiceShown | None],
    ) -> None:
        """Ask in `prompt`; `shown` returns the document in front, if it is an invoice or a credit note."""
        self.presenter = CorrectingPresenter(desktop, screen)
        self.paying = PayLinkPanel(desktop)
        self._prompt, self._shown = prompt, shown

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Return what the acts do."""
        return {
            "pay link": lambda: self._on_invoice(lambda invoice: self.paying.presenter.ask(invoice.id)),
            "credit": lambda: self._on_invoice(self.presenter.credit),
            "cancel": self._cancel,
        }

    def judge(self) -> dict[str, bool]:
        """Return which of the acts can be done."""
        shown = self._shown()
        issued = shown is not None and shown.details.invoice.status is InvoiceStatus.ISSUED
        note = shown is not None and shown.details.invoice.kind is InvoiceKind.CREDIT_NOTE
        owed = issued and not note and shown is not None and shown.details.open.minor > 0
        pays = owed and self.paying.presenter.may_make()
        return {"pay link": pays, "credit": issued and not note, "cancel": issued}

    def _on_invoice(self, act: Callable[[Invoice], None]) -> None:
        shown = self._shown()
        if shown is not None:
            act(shown.details.invoice)

    def _cancel(self) -> None:
        shown = self._shown()
        if shown is None:
            return
        invoice = shown.details.invoice
        what = Doomed(
            invoice.number or "the document",
            shown.details.customer,
            invoice.total_money,
            invoice.kind is InvoiceKind.CREDIT_NOTE,
            laid_on(shown),
            any(one.stage is MailStage.QUEUED for one in shown.mails),
        )

        def ask(paying: str) -> None:
            ask_to_cancel(self._prompt(), replace(what, paying=paying), partial(self.presenter.cancel, invoice))

        self.presenter.paying(invoice.id, ask)

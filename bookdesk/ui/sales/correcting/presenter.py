"""An issued document as it is cancelled or corrected from its own page; no widget, no SQL."""

from __future__ import annotations

from collections.abc import Callable

from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.invoice import Invoice
from bookdesk.security.roles import Permission
from bookdesk.ui.gateway import paying_words
from bookdesk.ui.messages import Place
from bookdesk.ui.pieces.client_presenter import ClientPresenter
from bookdesk.workspace import Workspace


class CorrectingPresenter(ClientPresenter):
    """Cancels a document of the client in front, or begins its credit note."""

    def paying(self, invoice_id: str, then: Callable[[str], None]) -> None:
        """Look what becomes of what is under way online for an invoice, and tell it in sentences, or nothing."""
        self._ask("paying", lambda workspace: paying_words(workspace, [invoice_id]), then)

    def cancel(self, invoice: Invoice, reason: str) -> None:
        """Cancel it as it was looked at; its number stays."""

        def work(workspace: Workspace) -> None:
            workspace.require(Permission.INVOICE)
            InvoiceService(workspace.desk).cancel(invoice.id, reason, version=invoice.version)

        self._desktop.act(self._desktop.client_id, self, work)

    def credit(self, invoice: Invoice) -> None:
        """Begin the credit note of an invoice, and go there; the way leads back to the list, where the invoice is."""

        def work(workspace: Workspace) -> str:
            workspace.require(Permission.INVOICE)
            return InvoiceService(workspace.desk).credit(invoice.id).id

        def begun(made: str) -> None:
            self._desktop.go(Place("invoice", item=made, view="invoice", back=back))

        back = Place("sales", self._desktop.client_id, item=invoice.id)
        self._desktop.act(self._desktop.client_id, self, work, begun)

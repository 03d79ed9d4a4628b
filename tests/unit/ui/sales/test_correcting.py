"""An issued document is put right where it is looked at: by its credit note, or cancelled."""

from __future__ import annotations

from bookdesk.models.invoice import InvoiceKind, InvoiceStatus
from bookdesk.ui.sales.editor.view import EditorScreen
from tests.support.billing import customer, issued, line
from tests.unit.ui.sales.selling import Selling


def screen(selling: Selling) -> EditorScreen:
    return selling.at(EditorScreen)


def test_an_issued_invoice_is_corrected_and_cancelled_on_its_own_page(selling: Selling) -> None:
    first, second = (selling.work(lambda desk: issued(desk, customer(desk), line("100"))) for _ in range(2))
    selling.go("invoice", view="invoice", item=first.id)
    selling.act("credit")
    front = screen(selling).presenter.front
    assert front is not None
    assert (front.kind, front.open, front.customer) == (InvoiceKind.CREDIT_NOTE, True, "Blue Cafe")
    assert not {"credit", "cancel"} & {name for name, act in screen(selling).acts.items() if act.isEnabled()}
    selling.go("invoice", view="invoice", item=second.id)
    selling.act("cancel")
    prompt = screen(selling).prompt
    assert "Cancel INV-0002 of Blue Cafe over 110.00 AUD for good?" in prompt._question.text()  # noqa: SLF001 - what is read
    selling.answer(prompt, "written twice")
    shown = screen(selling).presenter.shown()
    assert shown is not None
    assert shown.details.invoice.status is InvoiceStatus.VOID
    assert not screen(selling).acts["cancel"].isEnabled()

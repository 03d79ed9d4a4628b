"""What happens to a document while it is being read."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from bookdesk.invoicing.service import InvoiceService
from bookdesk.models.invoice import InvoiceStatus
from tests.support.billing import customer, drafted, line
from tests.unit.ui.sales.selling import Selling
from tests.unit.ui.sales.test_editor import screen


def test_what_is_issued_while_it_is_opened_is_not_shown_as_a_draft(
    selling: Selling, monkeypatch: pytest.MonkeyPatch
) -> None:
    selling.go("invoice")
    presenter = screen(selling).presenter
    presenter.close()
    draft = selling.work(lambda desk: drafted(desk, customer(desk, "Red Cafe"), line("100"))).id
    late: list[Callable[[], None]] = []
    with monkeypatch.context() as slow:
        slow.setattr(presenter, "_ask", lambda _, work, then, *__: late.append(partial(then, selling.work_at(work))))
        presenter.open(draft)
    selling.work(lambda desk: InvoiceService(desk).issue(draft))
    selling.seat.desktop.books_changed.emit(selling.client_id)
    late[0]()
    selling.settle()
    front = presenter.front
    assert front is not None
    assert front.shown is not None
    assert front.shown.details.invoice.status is InvoiceStatus.ISSUED

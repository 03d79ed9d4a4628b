"""One field goes a step back, and the others stay."""

from __future__ import annotations

import pytest

from bookdesk.capture.inbox import InboxService
from bookdesk.capture.service import CaptureService
from bookdesk.capture.stepping import value_before
from bookdesk.capture.summing import STEP
from bookdesk.capture.views import FieldView, InboxItem
from bookdesk.core.errors import RuleBroken
from bookdesk.core.vocabulary import FieldState
from bookdesk.sandbox import papers
from tests.unit.capture.intake import ROAST, taken


def field(item: InboxItem, name: str) -> FieldView:
    return next(one for one in item.fields if one.name == name)


@pytest.mark.parametrize(
    ("reasons", "before"),
    [
        ((), "read"),
        (("number=A",), "read"),
        (("number=A", "number=B"), "A"),
        (("number=A, due=x", "due=y", "number=B, total=3"), "A"),
        (("number=A", "number=B", f"{STEP}number=A"), "read"),
        (("number=A", "number=B", f"{STEP}number=A", "number=C"), "A"),
        (("number=A, B and C", "number=D"), "A, B and C"),
        (("order_number=7", "line.1.number=8"), "read"),
    ],
)
def test_what_a_field_said_before_its_last_correction(reasons: tuple[str, ...], before: str) -> None:
    assert value_before(reasons, "number", "read") == before


def test_each_step_goes_one_further_back_and_the_rest_stays(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    (intake,) = taken(capture, files, ROAST)
    document = intake.document_id
    read = field(inbox.show(document), "invoice_number")
    for value in ("SR-1", "SR-2"):
        inbox.set(document, {"invoice_number": value})
    inbox.set(document, {"payment_reference": "ours"})
    first = inbox.step_back(document, "invoice_number")
    assert field(first, "invoice_number").value == "SR-1"
    assert field(first, "invoice_number").state is FieldState.CORRECTED
    last = inbox.step_back(document, "invoice_number")
    assert field(last, "invoice_number").value == read.value == last.row.bill_number
    assert field(last, "invoice_number").state is FieldState.CHECK, "a person looks again"
    assert field(last, "payment_reference").value == "ours"
    with pytest.raises(RuleBroken, match="Nobody changed"):
        inbox.step_back(document, "invoice_number")


def test_what_stands_on_the_document_alone_goes_back_as_well(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    (intake,) = taken(capture, files, ROAST)
    read = field(inbox.show(intake.document_id), "bank_account").value
    inbox.set(intake.document_id, {"bank_account": "55667788"})
    after = inbox.step_back(intake.document_id, "bank_account")
    assert field(after, "bank_account").value == read != "55667788"


def test_tax_takes_the_net_with_it(
    capture: CaptureService, inbox: InboxService, files: dict[str, papers.Paper]
) -> None:
    (intake,) = taken(capture, files, ROAST)
    inbox.set(intake.document_id, {"lines": "1"})
    before = inbox.show(intake.document_id)
    inbox.set(intake.document_id, {"tax": "1.00"})
    after = inbox.step_back(intake.document_id, "tax")
    assert after.bill is not None
    assert before.bill is not None
    assert (after.bill.net, after.bill.tax) == (before.bill.net, before.bill.tax)
    assert field(after, "net").value == field(before, "net").value

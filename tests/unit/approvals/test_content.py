"""The two hashes: each follows its own fields, and only them."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.approvals.content import AccountingContent, LineContent, PaymentContent, accounting_hash, payment_hash
from bookdesk.core.money import Money

PAYMENT = PaymentContent("b1", "bill", "c1", "01aa", Money(11000, "AUD"), Money(11000, "AUD"), "d1")
ACCOUNTING = AccountingContent("b1", (LineContent("a1", "t1", Money(10000, "AUD"), Money(1000, "AUD")),))
CHANGES: dict[str, object] = {
    "bill_id": "b2",
    "kind": "credit note",
    "payee_id": None,
    "bank": "01bb",
    "total": Money(11001, "AUD"),
    "asked": Money(10999, "AUD"),
    "document": None,
}


@pytest.mark.parametrize("name", [field.name for field in fields(PaymentContent)])
def test_each_field_of_the_payment_content_changes_its_hash(name: str) -> None:
    assert payment_hash(replace(PAYMENT, **{name: CHANGES[name]})) != payment_hash(PAYMENT)  # type: ignore[arg-type]


def test_the_currency_alone_changes_it() -> None:
    euros = replace(PAYMENT, total=Money(11000, "EUR"), asked=Money(11000, "EUR"))
    assert payment_hash(euros) != payment_hash(PAYMENT)


def test_the_account_code_changes_the_accounting_hash() -> None:
    recoded = replace(ACCOUNTING, lines=(replace(ACCOUNTING.lines[0], account_id="a2"),))
    assert accounting_hash(recoded) != accounting_hash(ACCOUNTING)


@given(
    st.lists(st.builds(LineContent, st.none() | st.text(), st.none(), st.just(PAYMENT.total), st.just(PAYMENT.total)))
)
def test_equal_content_has_an_equal_hash_with_its_version_in_front(lines: list[LineContent]) -> None:
    content = AccountingContent("b1", tuple(lines))
    assert accounting_hash(content) == accounting_hash(replace(content))
    assert accounting_hash(content).startswith("01")
    assert len(accounting_hash(content)) == 66

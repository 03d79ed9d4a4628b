"""What an approval is about: two hashes of a bill, so that recoding it does not void what was approved. Pure.

The payment content (payee, bank account, amount, currency, document) is what an approver vouches for: any change of
it voids his approval. The accounting content (accounts, tax, lines) is the reviewer's: a change of it asks him
again and leaves approvals alone, since recoding paid bills at tax time is daily work.
"""

from __future__ import annotations

from dataclasses import dataclass

from bookdesk.core.canonical import digest
from bookdesk.core.money import Money

PAYMENT_VERSION = 1
"""Raise it when a field is added; hashes of the old version then no longer match, and approvals are asked again."""
ACCOUNTING_VERSION = 1


@dataclass(frozen=True, slots=True)
class PaymentContent:
    """Who gets how much, where to, for which document.

    `bank` is the fingerprint of the payee's account (`BankDetails.fingerprint`), `document` the SHA-256 of the
    original. `asked` is the amount due printed on the document where it differs from the total.
    """

    bill_id: str
    kind: str
    payee_id: str | None
    bank: str | None
    total: Money
    asked: Money
    document: str | None


@dataclass(frozen=True, slots=True)
class LineContent:
    """How one line is booked."""

    account_id: str | None
    tax_code_id: str | None
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class AccountingContent:
    """How a bill is booked: its lines in order."""

    bill_id: str
    lines: tuple[LineContent, ...]


def payment_hash(content: PaymentContent) -> str:
    """Return the hash an approval holds to."""
    return digest(
        "bookdesk.payment-content",
        PAYMENT_VERSION,
        {
            "bill": content.bill_id,
            "kind": content.kind,
            "payee": content.payee_id,
            "bank": content.bank,
            "currency": content.total.currency,
            "total": content.total.text,
            "asked": content.asked.text,
            "document": content.document,
        },
    )


def accounting_hash(content: AccountingContent) -> str:
    """Return the hash of how the bill is booked."""
    lines = [[line.account_id, line.tax_code_id, str(line.net), str(line.tax)] for line in content.lines]
    return digest("bookdesk.accounting-content", ACCOUNTING_VERSION, {"bill": content.bill_id, "lines": lines})

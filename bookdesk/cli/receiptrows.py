"""Receipts and customers' accounts as rows for machines and as sentences for people."""

from __future__ import annotations

from bookdesk.cli.console import Row
from bookdesk.core.money import Money
from bookdesk.receivables.accounts import CustomerAccount
from bookdesk.receivables.receiptlists import ReceiptDetails, ReceiptRow


def list_row(one: ReceiptRow) -> Row:
    """Return a receipt for machines."""
    row = one.receipt
    return {
        "id": row.id,
        "number": row.number,
        "date": row.day,
        "customer": one.customer,
        "amount": row.money.text,
        "currency": row.currency,
        "way": row.way.value,
        "banked": Money(row.banked, row.banked_currency).text,
        "fee": Money(row.fee, row.banked_currency).text,
        "on_account": one.unapplied.text,
        "bank_line": row.bank_line_id,
        "reversed": row.reversed_on,
    }


def list_words(one: ReceiptRow) -> str:
    """Return a receipt in one line."""
    row = one.receipt
    left = f", {one.unapplied} on account" if one.unapplied else ""
    state = f" (reversed on {row.reversed_on})" if row.reversed_on else ""
    return f"{row.number or row.id}  {row.day}  {one.customer}  {row.money} by {row.way}{left}{state}"


def details_row(found: ReceiptDetails) -> Row:
    """Return a receipt with what it settles, for machines."""
    return {
        **list_row(found.row),
        "into": found.into,
        "settles": [
            {"invoice": one.invoice_id, "number": one.number, "amount": one.amount.text, "date": one.day}
            for one in found.settled
        ],
        "refunds": [
            {"id": one.id, "date": one.day, "amount": one.money.text, "reversed": one.reversed_on}
            for one in found.refunds
        ],
    }


def details_words(found: ReceiptDetails) -> str:
    """Return a receipt with what it settles."""
    lines = [f"{list_words(found.row)}, into {found.into}"]
    lines += [f"    {one.amount} of invoice {one.number}, from {one.day} on" for one in found.settled]
    lines += [
        f"    {one.money} paid back on {one.day} (refund {one.id})" for one in found.refunds if not one.reversed_on
    ]
    return "\n".join(lines)


def account_row(found: CustomerAccount) -> Row:
    """Return a customer's account for machines."""
    return {
        "customer": found.customer.name,
        "as_of": found.as_at,
        "owed": {currency: amount.text for currency, amount in found.owed.items()},
        "on_account": {currency: amount.text for currency, amount in found.unapplied.items()},
        "open": [
            {"number": one.number, "date": one.day, "due": one.due, **_amount("open", one.open)} for one in found.items
        ],
        "history": [
            {
                "date": row.day,
                "kind": row.kind.value,
                "number": row.number,
                "balance": row.balance.text,
                **_amount("amount", row.amount),
            }
            for one in found.statements
            for row in one.rows
        ],
    }


def _amount(name: str, amount: Money) -> Row:
    return {name: amount.text, "currency": amount.currency}


def account_words(found: CustomerAccount) -> str:
    """Return a customer's account for people."""
    owed = ", ".join(str(amount) for amount in found.owed.values() if amount.minor > 0) or "nothing"
    credit = ", ".join(str(-amount) for amount in found.owed.values() if amount.minor < 0)
    has = f", and has {credit} to his credit" if credit else ""
    lines = [f"{found.customer.name} owes {owed} on {found.as_at}{has}"]
    for one in found.statements:
        lines += [f"  from {one.since}: {one.opening}"] if one.opening else []
        lines += [f"  {row.day}  {row.kind} {row.number}  {row.amount}, balance {row.balance}" for row in one.rows]
    lines += [f"  open: {one.number}  {one.open}, due {one.due or 'at once'}" for one in found.items]
    lines += [f"  on account: {amount}" for amount in found.unapplied.values()]
    return "\n".join(lines)

"""Balance transactions of Stripe as moves: gross, fee with its tax, net, and whose payment they belong to. Pure.

Kinds follow the reporting category first, as Stripe advises for accounting (its pages "reporting categories" and
"balance transaction types"), then the type. What neither tells is kept as OTHER with Stripe's own words.
"""

from __future__ import annotations

from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import PayMethod
from bookdesk.gateways.port import Move, MoveKind
from bookdesk.gateways.stripe import shapes
from bookdesk.gateways.stripe.shapes import Object

REFERENCE = "attempt"
"""Under which name our reference stands in the metadata of a payment."""

_BY_CATEGORY = {
    "charge": MoveKind.PAYMENT,
    "charge_failure": MoveKind.PAYMENT_RETURNED,
    "refund": MoveKind.REFUND,
    "refund_failure": MoveKind.REFUND_FAILED,
    "dispute": MoveKind.DISPUTE,
    "dispute_reversal": MoveKind.DISPUTE_WON,
    "fee": MoveKind.FEE,
    "network_cost": MoveKind.FEE,
    "payout": MoveKind.PAYOUT,
    "payout_reversal": MoveKind.PAYOUT_FAILED,
}
_BY_TYPE = {
    "charge": MoveKind.PAYMENT,
    "payment": MoveKind.PAYMENT,
    "payment_failure_refund": MoveKind.PAYMENT_RETURNED,
    "refund": MoveKind.REFUND,
    "payment_refund": MoveKind.REFUND,
    "refund_failure": MoveKind.REFUND_FAILED,
    "stripe_fee": MoveKind.FEE,
    "stripe_fx_fee": MoveKind.FEE,
    "tax_fee": MoveKind.FEE,
    "payout": MoveKind.PAYOUT,
    "payout_cancel": MoveKind.PAYOUT_FAILED,
    "payout_failure": MoveKind.PAYOUT_FAILED,
}
DEBITS = frozenset(
    {"acss_debit", "au_becs_debit", "bacs_debit", "nz_bank_account", "sepa_debit", "us_bank_account", "ach_debit"}
)
"""Ways of paying that a bank may take days to answer, and may take back."""
_WALLETS = frozenset(
    {"alipay", "amazon_pay", "cashapp", "grabpay", "link", "mobilepay", "paypal", "revolut_pay", "wechat_pay"}
)
_PAYMENTS = frozenset({MoveKind.PAYMENT, MoveKind.PAYMENT_RETURNED})


def move(of: Object, source: Object | None = None, payout_id: str | None = None) -> Move:
    """Return a balance transaction as a move; `source` is what moved it where it does not carry that itself.

    `payout_id` is the payout it was listed under. `Misshapen` where a figure is missing.
    """
    by = source if source is not None else shapes.whole(of, "source")
    kind = kind_of(of)
    amount, fee = shapes.money(of, "amount"), shapes.money(of, "fee")
    return Move(
        id=shapes.text(of, "id"),
        kind=kind,
        created=shapes.instant(of, "created"),
        available=shapes.day(of, "available_on"),
        amount=amount,
        fee=fee,
        net=shapes.money(of, "net"),
        source_id=shapes.id_of(of, "source"),
        fee_tax=_tax(of),
        payment_id=payment_of(by),
        reference=reference_of(by) if kind in _PAYMENTS else None,
        presented=_presented(by, amount),
        payout_id=payout_id or (shapes.maybe_text(by, "id") if shapes.word(by, "object") == "payout" else None),
        method=method_of(by),
        said=_said(of, kind),
    )


def kind_of(of: Object) -> MoveKind:
    """Return why the balance changed."""
    category, kind = shapes.word(of, "reporting_category"), shapes.word(of, "type")
    return _BY_CATEGORY.get(category) or _BY_TYPE.get(kind) or MoveKind.OTHER


def payment_of(source: Object) -> str | None:
    """Return the payment that a charge, refund or dispute belongs to; an old charge without one stands for itself."""
    kind = shapes.word(source, "object")
    if kind == "charge":
        return shapes.id_of(source, "payment_intent") or shapes.maybe_text(source, "id")
    if kind in {"refund", "dispute"}:
        return shapes.id_of(source, "payment_intent") or shapes.id_of(source, "charge")
    return None


def reference_of(of: Object) -> str | None:
    """Return our reference, where this is ours."""
    return shapes.maybe_text(shapes.whole(of, "metadata"), REFERENCE)


def method_of(charge: Object) -> PayMethod | None:
    """Return how a charge was paid, or None for what is no charge."""
    details = shapes.whole(charge, "payment_method_details")
    kind = shapes.maybe_text(details, "type")
    if shapes.word(charge, "object") != "charge" or kind is None:
        return None
    if kind in DEBITS:
        return PayMethod.BANK_DEBIT
    if kind in _WALLETS or (kind == "card" and shapes.whole(shapes.whole(details, "card"), "wallet")):
        return PayMethod.WALLET
    return PayMethod.CARD if kind in {"card", "card_present"} else PayMethod.OTHER


def _tax(of: Object) -> Money | None:
    """Return the tax within the fee: the lines that Stripe calls so."""
    lines = [line for line in shapes.items(of, "fee_details") if shapes.word(line, "type") == "tax"]
    return total((shapes.money(line, "amount") for line in lines), shapes.money(of, "fee").currency) if lines else None


def _presented(source: Object, settled: Money) -> Money | None:
    """Return the amount as the customer has it, in its own currency and with the sign of what was settled."""
    if shapes.word(source, "object") not in {"charge", "refund", "dispute"}:
        return None
    shown = shapes.money(source, "amount")
    if shown.currency == settled.currency:
        return None
    return -shown if settled.minor < 0 else shown


def _said(of: Object, kind: MoveKind) -> str:
    words, own = shapes.maybe_text(of, "description") or "", shapes.maybe_text(of, "type") or ""
    return ": ".join(part for part in (own, words) if part) if kind is MoveKind.OTHER else words or own

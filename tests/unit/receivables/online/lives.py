"""What a gateway tells of payments, made up: moves with their fees, as its lists and pages would bring them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

from sqlalchemy import func, select

from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.gateways.port import Fact, Move, MoveKind
from bookdesk.gateways.references import spelled
from bookdesk.models.actions import Action
from bookdesk.models.gateway import ClearingAccount
from bookdesk.models.history import Origin
from bookdesk.models.invoice import Invoice
from bookdesk.models.ledger import Posting
from bookdesk.receivables.online.told import Source, keep_facts
from bookdesk.store.desk import Desk

START = datetime(2026, 7, 2, 9, tzinfo=UTC)
MERCHANT = "acct_1"


@dataclass
class Life:
    """Moves of one account, each a minute after the one before."""

    currency: str = "AUD"
    moves: list[Move] = field(default_factory=list)
    _numbers: Iterable[int] = field(default_factory=count)

    def paid(self, invoice: Invoice | None, minor: int, *, fee: int = 0, fee_tax: int | None = None) -> Move:
        """A customer paid so much."""
        number = len(self.moves)
        reference = spelled(new_id(), invoice.id) if invoice is not None else None
        return self._add(
            MoveKind.PAYMENT, minor, fee, f"ch_{number}", f"pi_{number}", reference=reference, fee_tax=fee_tax
        )

    def refunded(self, payment: Move, minor: int) -> Move:
        """So much of a payment was paid back."""
        return self._add(MoveKind.REFUND, -minor, 0, f"re_{len(self.moves)}", payment.payment_id)

    def refund_failed(self, refund: Move) -> Move:
        """A refund came back."""
        return self._add(MoveKind.REFUND_FAILED, -refund.amount.minor, 0, refund.source_id, refund.payment_id)

    def returned(self, payment: Move, *, fee: int = 0) -> Move:
        """A debit came back after it had succeeded."""
        return self._add(MoveKind.PAYMENT_RETURNED, -payment.amount.minor, fee, payment.source_id, payment.payment_id)

    def disputed(self, payment: Move, *, fee: int = 1500) -> Move:
        """The customer disputes a payment; the money is held back."""
        return self._add(MoveKind.DISPUTE, -payment.amount.minor, fee, f"du_{len(self.moves)}", payment.payment_id)

    def won(self, dispute: Move, *, fee: int = 0) -> Move:
        """A dispute was won; the money is there again."""
        return self._add(MoveKind.DISPUTE_WON, -dispute.amount.minor, fee, dispute.source_id, dispute.payment_id)

    def charged(self, minor: int) -> Move:
        """The gateway took a fee of its own."""
        return self._add(MoveKind.FEE, -minor, 0, None, None)

    def paid_out(self, minor: int) -> Move:
        """So much left for the bank."""
        return self._add(MoveKind.PAYOUT, -minor, 0, f"po_{len(self.moves)}", None)

    def payout_failed(self, payout: Move) -> Move:
        """A payout came back."""
        return self._add(MoveKind.PAYOUT_FAILED, -payout.amount.minor, 0, payout.source_id, None)

    def odd(self, minor: int) -> Move:
        """Something that this version does not know."""
        return self._add(MoveKind.OTHER, minor, 0, "x_1", None)

    @property
    def held(self) -> int:
        """What the gateway holds after all of it, in minor units."""
        return sum(one.net.minor for one in self.moves)

    def _add(  # noqa: PLR0913 - what a move is made of
        self,
        kind: MoveKind,
        minor: int,
        fee: int,
        source: str | None,
        payment: str | None,
        *,
        reference: str | None = None,
        fee_tax: int | None = None,
    ) -> Move:
        at = START + timedelta(minutes=len(self.moves))
        move = Move(
            f"txn_{len(self.moves):04}",
            kind,
            at,
            at.date() + timedelta(days=2),
            Money(minor, self.currency),
            Money(fee, self.currency),
            Money(minor - fee, self.currency),
            source,
            Money(fee_tax, self.currency) if fee_tax is not None else None,
            payment,
            reference,
        )
        self.moves.append(move)
        return move


def tell(desk: Desk, facts: Iterable[Fact], merchant: str = MERCHANT) -> int:
    """Let the gateway tell the books, as a page of its lists would; returns how much was new."""
    with desk.books.change(Action.GATEWAY_TOLD, "told", actor=desk.actor, origin=Origin.JOB) as work:
        new = keep_facts(work, Source("stripe", merchant, START), facts)
        work.commit()
    return new


def cleared(desk: Desk, merchant: str | None = None) -> int:
    """Return what stands on clearing accounts by the ledger, in minor units: of one account at the gateway, or all."""
    own = select(ClearingAccount.account_id)
    if merchant is not None:
        own = own.where(ClearingAccount.merchant == merchant)
    query = select(func.coalesce(func.sum(Posting.amount), 0)).where(Posting.account_id.in_(own))
    with desk.books.query() as session:
        return int(session.execute(query).scalar_one())

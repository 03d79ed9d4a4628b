"""What a move at the gateway means for the books. Pure.

A move is judged by itself and by what is known of whose money it is. Where something is missing that will still come,
it waits; where only a person can say, he is asked. The amounts are those of the gateway, to the cent.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BookedAs
from bookdesk.gateways.port import MoveKind


@dataclass(frozen=True, slots=True)
class Moved:
    """A move as it is judged: signed amounts in the currency it settles in, `presented` in the customer's.

    `names_one` says that it carries our mark of an invoice, whether or not these books know that one.
    """

    kind: MoveKind
    amount: Money
    fee: Money
    presented: Money
    says: str = ""
    names_one: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The invoice that a payment names: whose it is and what is open of it. `stands` is false once it is void."""

    contact_id: str
    number: str
    open: Money
    stands: bool


@dataclass(frozen=True, slots=True)
class Earlier:
    """How an earlier move of the same thing stands in the books; `undone` where it was taken back since.

    `offset` says that it was booked as one that the move at hand makes good (`Offset`).
    """

    booked_as: BookedAs
    undone: bool
    offset: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What is known around a move. `left` is what of the payment's receipt has not gone back yet, None without one.

    `made_good` says that the gateway told already that what went back came again. `others` says that the move is
    another client's who has the same account; `share` is what of a payout is ours where some of it is not: zero where
    nothing is, None where all is. `shared` says that another client's money was at the account.
    """

    base: str
    document: Document | None = None
    left: Money | None = None
    made_good: bool = False
    earlier: Earlier | None = None
    payout_bank: str | None = None
    others: bool = False
    shared: bool = False
    share: Money | None = None


@dataclass(frozen=True, slots=True)
class BookPayment:
    """A receipt of the document's customer; so much of it settles the document, the rest is his credit."""

    applied: Money


@dataclass(frozen=True, slots=True)
class PayBack:
    """Money of a receipt went back, as a refund, a debit returned or a dispute."""

    booked_as: BookedAs


@dataclass(frozen=True, slots=True)
class Offset:
    """Money went back and came again, and both were heard of after the rest had gone: only their fees are left."""

    booked_as: BookedAs


@dataclass(frozen=True, slots=True)
class UndoPayBack:
    """It came again: a refund that failed, a dispute that was won."""

    booked_as: BookedAs


@dataclass(frozen=True, slots=True)
class BookFee:
    """A fee of its own."""


@dataclass(frozen=True, slots=True)
class BookPayout:
    """It left for the bank: all of it, or the share that is ours."""

    share: Money | None = None


@dataclass(frozen=True, slots=True)
class UndoPayout:
    """It came back from the bank."""


@dataclass(frozen=True, slots=True)
class BookNothing:
    """Nothing moved, or it is in another client's books."""

    booked_as: BookedAs = BookedAs.NOTHING


@dataclass(frozen=True, slots=True)
class Wait:
    """What it belongs to is not known yet and will be."""

    why: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Only a person can say."""

    why: str


Decision = BookPayment | PayBack | Offset | UndoPayBack | BookFee | BookPayout | UndoPayout | BookNothing | Wait | Ask

_BACK = {
    MoveKind.REFUND: BookedAs.REFUND,
    MoveKind.PAYMENT_RETURNED: BookedAs.RECEIPT_REVERSED,
    MoveKind.DISPUTE: BookedAs.DISPUTE,
}
_AGAIN = {
    MoveKind.REFUND_FAILED: (BookedAs.REFUND, BookedAs.REFUND_REVERSED, "refund"),
    MoveKind.DISPUTE_WON: (BookedAs.DISPUTE, BookedAs.DISPUTE_WON, "dispute"),
}


def decide(move: Moved, known: Known) -> Decision:
    """Return what a move means for the books."""
    if known.others:
        return BookNothing(BookedAs.OTHERS)
    if not move.amount and not move.fee:
        return BookNothing()
    if move.kind is MoveKind.OTHER:
        return Ask(f"The gateway moved {move.amount} for a reason that BookDesk does not know: {move.says}")
    if move.amount.currency != known.base:
        return Ask(
            f"The gateway settles it in {move.amount.currency}, and the books are in {known.base}: enter it by hand"
            " with the rate of the day, a payment as a receipt, then say here that it is entered. Let the gateway"
            f" settle in {known.base} from now on."
        )
    return _BY_KIND[move.kind](move, known)


def _payment(move: Moved, known: Known) -> Decision:
    document = known.document
    if document is None and move.names_one:
        return Ask(
            "The payment names an invoice that these books do not have: they were put back to an earlier day, or the"
            " account is another client's, too. Make sure before you say whose money it is."
        )
    if document is None:
        return Ask("The payment names no invoice of these books: say whose money it is.")
    if document.open.currency != move.presented.currency:
        return Ask(f"Invoice {document.number} is in {document.open.currency}, and {move.presented} was paid.")
    if not document.stands:
        return BookPayment(Money.zero(move.presented.currency))
    return BookPayment(min(move.presented, document.open))


def _back(move: Moved, known: Known) -> Decision:
    if known.left is None:
        return Wait("The payment that it belongs to is not in the books yet.")
    if -move.presented <= known.left:
        return PayBack(_BACK[move.kind])
    if known.made_good:
        return Offset(_BACK[move.kind])
    return Ask(f"{-move.presented} went back of a payment of which {known.left} was left.")


def _again(move: Moved, known: Known) -> Decision:
    was, becomes, name = _AGAIN[move.kind]
    if known.earlier is None:
        return Wait(f"The {name} that it belongs to is not in the books yet.")
    if known.earlier.booked_as is not was or known.earlier.undone:
        return Ask(f"The {name} that it belongs to is not booked as one: say what became of the money.")
    return Offset(becomes) if known.earlier.offset else UndoPayBack(becomes)


def _payout(move: Moved, known: Known) -> Decision:
    if known.payout_bank is None:
        return Ask("It is not said which bank account the payouts reach: choose it in the settings.")
    if known.payout_bank != move.amount.currency:
        return Ask(f"The payout is in {move.amount.currency}, and the bank account that payouts reach is not.")
    if known.shared and known.share is None:
        return Ask(
            "Money of another client is at this account, and the gateway does not tell what this payout is made of:"
            " agree with him whose it is, then code it."
        )
    if known.share is not None and known.share.minor >= 0:
        return Ask(
            f"Money of another client left with this payout, and {known.share} of it is this client's:"
            " agree with him whose it is, then code it."
        )
    return BookPayout(known.share)


def _payout_back(_: Moved, known: Known) -> Decision:
    if known.earlier is None:
        return Wait("The payout that came back is not in the books yet.")
    if known.earlier.undone:
        return Ask("The payout that came back was taken back in the books before.")
    return UndoPayout()


def _fee(_: Moved, known: Known) -> Decision:
    if known.shared:
        return Ask("Money of another client is at this account: agree with him who bears this fee, then code it.")
    return BookFee()


_BY_KIND: Mapping[MoveKind, Callable[[Moved, Known], Decision]] = {
    MoveKind.PAYMENT: _payment,
    MoveKind.REFUND: _back,
    MoveKind.PAYMENT_RETURNED: _back,
    MoveKind.DISPUTE: _back,
    MoveKind.REFUND_FAILED: _again,
    MoveKind.DISPUTE_WON: _again,
    MoveKind.FEE: _fee,
    MoveKind.PAYOUT: _payout,
    MoveKind.PAYOUT_FAILED: _payout_back,
}

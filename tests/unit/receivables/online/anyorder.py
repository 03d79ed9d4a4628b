"""Lives of payments told in any order, in part, twice, and with crashes between: what the books say in the end.

`python -m tests.unit.receivables.online.anyorder COUNT [FIRST]` tries so many seeds, and prints the first that differs.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core import failpoints
from bookdesk.gateways.port import Move, MoveKind
from bookdesk.models.account import AccountRole
from bookdesk.models.gateway import GatewayMove, MoveBooking
from bookdesk.models.invoice import Invoice
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.online.booking import book_moves
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.sales import balance_of, customer, in_receivables, issued, left_of
from tests.unit.receivables.online.lives import Life, cleared, tell

_POINTS = ("change: begun", "change: before seal", "change: sealed", "change: committed")
_INVOICES = ("INV-1", "INV-2")
Told = dict[str, object]


class Crash(Exception):
    """The program ends here."""


def live(desk: Desk, chance: random.Random) -> Life:
    """Return what happened at the gateway to two invoices of these books."""
    invoices, life = [issued(desk, number, 10_000) for number in _INVOICES], Life()
    for _ in range(chance.randint(1, 4)):
        _pay(life, invoices, chance)
    for _ in range(chance.randint(0, 4)):
        _go_on(life, chance)
    if life.held > 0 and chance.random() < 0.6:
        payout = life.paid_out(life.held)
        if chance.random() < 0.3:
            life.payout_failed(payout)
    return life


def _pay(life: Life, invoices: list[Invoice], chance: random.Random) -> None:
    life.paid(chance.choice(invoices), chance.choice([10_000, 10_000, 6_000, 12_000]), fee=chance.choice([0, 230]))


def _go_on(life: Life, chance: random.Random) -> None:
    """Let something follow that the gateway allows: never more back than came."""
    payment = chance.choice([one for one in life.moves if one.kind is MoveKind.PAYMENT])
    back = [one for one in life.moves if one.payment_id == payment.payment_id and one is not payment]
    left = payment.amount.minor + sum(one.amount.minor for one in back)
    again = [one for one in back if one.kind in _UNDONE_BY and not _undone(life, one)]
    if again and chance.random() < 0.5:
        _UNDONE_BY[again[0].kind](life, again[0])
    elif left == payment.amount.minor:
        _take_back(life, payment, chance)
    elif left > 0 and all(one.kind is MoveKind.REFUND for one in back):
        life.refunded(payment, chance.randint(1, left))


def _take_back(life: Life, payment: Move, chance: random.Random) -> None:
    match chance.randrange(3):
        case 0:
            life.disputed(payment)
        case 1:
            life.returned(payment)
        case _:
            life.refunded(payment, chance.randint(1, payment.amount.minor))


_UNDONE_BY: Mapping[MoveKind, Callable[[Life, Move], Move]] = {
    MoveKind.REFUND: Life.refund_failed,
    MoveKind.DISPUTE: Life.won,
}


def _undone(life: Life, move: Move) -> bool:
    return sum(one.source_id == move.source_id for one in life.moves) > 1


def state(desk: Desk) -> Told:
    """Return what the books say: what is open, owed, held, charged, and what became of each move."""
    query = select(GatewayMove.move_id, MoveBooking.booked_as).join(MoveBooking, MoveBooking.move_id == GatewayMove.id)
    with desk.books.query() as session:
        how = {row.move_id: row.booked_as for row in session.execute(query)}
        paid = Counter((one.payment_reference, one.amount) for one in session.scalars(select(Receipt)))
        back = Counter((one.payment_reference, one.amount, one.reversed_on is None) for one in _refunds(session))
        rows = session.scalars(select(Invoice).order_by(Invoice.number)).all()
    return {
        "booked": how,
        "paid": paid,
        "back": back,
        "open": {row.number: (left_of(desk, row), row.disputed) for row in rows},
        "owed": in_receivables(desk, customer(desk)),
        "held": cleared(desk),
        "fees": balance_of(desk, AccountRole.MERCHANT_FEES),
    }


def _refunds(session: Session) -> list[Refund]:
    return list(session.scalars(select(Refund)))


def tell_in_disorder(desk: Desk, life: Life, chance: random.Random) -> None:
    """Tell some moves, some of them twice, in any order and with crashes; then all of them, as lists do in the end."""
    told = [one for one in life.moves for _ in range(chance.choice([0, 1, 1, 2]))]
    chance.shuffle(told)
    while told:
        some, told = told[: chance.randint(1, 4)], told[4:]
        _crashing(chance, partial(tell, desk, some))
        _crashing(chance, partial(book_moves, desk))
    tell(desk, life.moves)
    book_moves(desk)


def _crashing(chance: random.Random, work: Callable[[], object]) -> None:
    at, left = chance.choice(_POINTS), [chance.choice([0, 0, 1, 2])]

    def hook(name: str) -> None:
        if name == at:
            left[0] -= 1
            if left[0] == 0:
                raise Crash(name)

    failpoints.install(hook)
    try:
        with suppress(Crash):
            work()
    finally:
        failpoints.install(None)


def _chance(seed: int | str) -> random.Random:
    return random.Random(seed)  # noqa: S311 - lives are to be had again, not to be unguessable


def differs(seed: int) -> tuple[Told, Told] | None:
    """Return what the books say told in order and told in disorder where that is not the same."""
    with TemporaryDirectory() as first, TemporaryDirectory() as second:
        with client_desk(Path(first)) as desk:
            life = live(desk, _chance(seed))
            tell(desk, life.moves)
            book_moves(desk)
            wanted = state(desk)
            held = life.held
        with client_desk(Path(second)) as desk:
            again = live(desk, _chance(seed))
            tell_in_disorder(desk, again, _chance(f"disorder {seed}"))
            found = state(desk)
    assert wanted["held"] == held
    return None if wanted == found else (wanted, found)


def main(count: int, first: int = 0) -> int:
    """Try seeds; returns how many differ."""
    for seed in range(first, first + count):
        found = differs(seed)
        if found is not None:
            sys.stdout.write(f"seed {seed}:\n{found[0]}\n{found[1]}\n")
            return 1
    sys.stdout.write(f"{count} seeds from {first}: one final state each\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

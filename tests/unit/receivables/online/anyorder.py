"""Lives of payments told in any order, in part, twice, and with crashes between: what the books say in the end.

`python -m tests.unit.receivables.online.anyorder COUNT [FIRST]` tries so many seeds, and prints the first that differs.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import select

from bookdesk.core import failpoints
from bookdesk.gateways.port import Move, MoveKind
from bookdesk.models.gateway import GatewayMove, MoveBooking
from bookdesk.models.invoice import Invoice
from bookdesk.models.receipt import Receipt, Refund
from bookdesk.receivables.online.booking import book_moves
from bookdesk.store.desk import Desk
from tests.support.books import client_desk
from tests.support.sales import customer, in_receivables, issued, left_of
from tests.unit.receivables.online.lives import Life, cleared, tell

_POINTS = ("change: begun", "change: before seal", "change: sealed", "change: committed")
_SHARED = 100
"""So many lives share a pair of books, each with a customer and an account at the gateway of its own."""
Told = dict[str, object]


class Crash(Exception):
    """The program ends here."""


@dataclass
class Lived:
    """A life in some books: whose, of which invoices, and what happened at the gateway."""

    desk: Desk
    seed: int
    invoices: list[Invoice]
    life: Life

    @property
    def merchant(self) -> str:
        """The account at the gateway."""
        return f"acct_{self.seed}"

    def tell(self, moves: Sequence[Move]) -> None:
        """Let the gateway tell of some moves."""
        tell(self.desk, [replace(one, id=f"{one.id}_{self.seed}") for one in moves], self.merchant)

    def state(self) -> Told:
        """Return what the books say: what is open, owed, held, charged, and what became of each move."""
        query = (
            select(GatewayMove.move_id, MoveBooking.booked_as)
            .join(MoveBooking, MoveBooking.move_id == GatewayMove.id)
            .where(GatewayMove.merchant == self.merchant)
        )
        who = customer(self.desk, _name(self.seed))
        with self.desk.books.query() as session:
            how = {row.move_id: row.booked_as for row in session.execute(query)}
            paid = session.scalars(select(Receipt).where(Receipt.contact_id == who.id)).all()
            standing = select(Refund).where(Refund.contact_id == who.id, Refund.reversed_on.is_(None))
            back = session.scalars(standing).all()
            rows = [session.get_one(Invoice, one.id) for one in self.invoices]
        return {
            "booked": how,
            "paid": Counter((one.payment_reference, one.amount, one.fee) for one in paid),
            "back": Counter((one.payment_reference, one.amount) for one in back),
            "open": {row.number: (left_of(self.desk, row), row.disputed) for row in rows},
            "owed": in_receivables(self.desk, who),
            "held": cleared(self.desk, self.merchant),
        }


def _name(seed: int) -> str:
    return f"Customer {seed}"


def lived(desk: Desk, seed: int) -> Lived:
    """Return what happened at the gateway to two invoices of a new customer of these books; the same for a seed."""
    chance, name = _chance(seed), _name(seed)
    invoices = [issued(desk, f"INV-{seed}-{number}", 10_000, name=name) for number in (1, 2)]
    life = Life()
    for _ in range(chance.randint(1, 4)):
        _pay(life, invoices, chance)
    for _ in range(chance.randint(0, 4)):
        _go_on(life, chance)
    if life.held > 0 and chance.random() < 0.6:
        payout = life.paid_out(life.held)
        if chance.random() < 0.3:
            life.payout_failed(payout)
    return Lived(desk, seed, invoices, life)


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


def tell_in_disorder(one: Lived, chance: random.Random) -> None:
    """Tell some moves, some of them twice, in any order and with crashes; then all of them, as lists do in the end."""
    told = [move for move in one.life.moves for _ in range(chance.choice([0, 1, 1, 2]))]
    chance.shuffle(told)
    while told:
        count = chance.randint(1, 4)
        some, told = told[:count], told[count:]
        _crashing(chance, partial(one.tell, some))
        _crashing(chance, partial(book_moves, one.desk))
    one.tell(one.life.moves)
    book_moves(one.desk)


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


def differs(one: Desk, other: Desk, seed: int) -> tuple[Told, Told] | None:
    """Return what the books say told in order and told in disorder where that is not the same, or not to the cent."""
    first = lived(one, seed)
    first.tell(first.life.moves)
    book_moves(one)
    second = lived(other, seed)
    tell_in_disorder(second, _chance(f"disorder {seed}"))
    wanted, found = first.state(), second.state()
    return None if wanted == found and wanted["held"] == first.life.held else (wanted, found)


def main(count: int, first: int = 0) -> int:
    """Try seeds; returns 1 where one differs."""
    for begin in range(first, first + count, _SHARED):
        seeds = range(begin, min(begin + _SHARED, first + count))
        with TemporaryDirectory() as here, TemporaryDirectory() as there:
            found = _first_that_differs(Path(here), Path(there), seeds)
        if found is not None:
            sys.stdout.write(f"{found}\n")
            return 1
    sys.stdout.write(f"{count} seeds from {first}: one final state each\n")
    return 0


def _first_that_differs(here: Path, there: Path, seeds: range) -> str | None:
    with client_desk(here) as one, client_desk(there) as other:
        for seed in seeds:
            found = differs(one, other, seed)
            if found is not None:
                return f"seed {seed}:\n{found[0]}\n{found[1]}"
    return None


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))

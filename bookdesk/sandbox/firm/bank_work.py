"""The bank's side of a sample client: what comes and goes every month, statements taken in, lines matched and coded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from bookdesk.banking.charging import Part
from bookdesk.banking.service import BankingService
from bookdesk.core.money import Money
from bookdesk.models.bank import BankLine
from bookdesk.sandbox.firm.passbook import Passbook
from bookdesk.sandbox.firm.scene import Scene


@dataclass(frozen=True, slots=True)
class Habit:
    """A booking that comes again: its text, its usual amount (+ is money in), every so many days, and how it is coded.

    `spread` in percent is how much the amount moves.
    """

    text: str
    amount: str
    every: int
    account: str
    tax: str | None = None
    spread: int = 0


def live(passbook: Passbook, habits: Sequence[Habit], after: date, upto: date) -> None:
    """Book what a business takes and spends after a day up to another, counted back from it: the first habit on it."""
    for place, habit in enumerate(habits):
        chance = Random(f"{passbook.account.number} {habit.text}")  # noqa: S311 - sample money, no secrets
        day = upto - timedelta(days=place * 2 % habit.every)
        while day > after:
            percent = Decimal(100 + chance.randint(-habit.spread, habit.spread)) / 100
            amount = Money.rounded(Decimal(habit.amount) * percent, passbook.account.currency)
            passbook.book(day, amount, habit.text)
            day -= timedelta(days=habit.every)


def take_in(scene: Scene, passbook: Passbook, upto: date) -> None:
    """Import the statement up to a day."""
    name, data = passbook.statement(upto)
    BankingService(scene.ann.desk).import_statement(name, data, account=passbook.name)


def clear(scene: Scene, passbook: Passbook, habits: Sequence[Habit]) -> None:
    """Code what is habitual, and accept what matches clearly."""
    banking = BankingService(scene.ann.desk)
    lines = [line for line, _ in banking.lines(passbook.name, only_open=True)]
    for habit in habits:
        mine = [line.id for line in lines if _is(line, habit)]
        if mine:
            banking.code_many(mine, [Part(habit.account, habit.tax)])
    banking.accept_all(passbook.name)


def open_lines(scene: Scene, passbook: Passbook) -> Mapping[str, str]:
    """Return the ids of open lines by their texts."""
    lines = BankingService(scene.ann.desk).lines(passbook.name, only_open=True)
    return {line.description: line.id for line, _ in lines}


def _is(line: BankLine, habit: Habit) -> bool:
    return line.description == habit.text

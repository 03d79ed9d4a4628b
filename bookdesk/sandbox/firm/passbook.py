"""What a bank knows of one account: its bookings, and the statements it gives out of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from bookdesk.core.money import Money, total
from bookdesk.sandbox.bank import Account, Booking, ofx


@dataclass
class Passbook:
    """An account at the bank; `name` is what the books call it. `given_to` is the day of the last statement."""

    name: str
    account: Account
    opening: Money
    given_to: date
    bookings: list[Booking] = field(default_factory=list)

    def book(self, day: date, amount: Money, text: str, payee: str = "") -> None:
        """Book something; + is money in."""
        self.bookings.append(Booking(day, amount, text, payee))

    def move(self, day: date, amount: str, text: str, payee: str = "") -> None:
        """Book an amount of the account's currency, as it is written."""
        self.book(day, Money.of(amount, self.account.currency), text, payee)

    def balance(self, day: date) -> Money:
        """Return the balance at the end of a day."""
        before = total((one.amount for one in self.bookings if one.day <= day), self.account.currency)
        return self.opening + before

    def between(self, after: date, upto: date) -> list[Booking]:
        """Return what was booked after a day up to another, by day."""
        return sorted((one for one in self.bookings if after < one.day <= upto), key=lambda one: one.day)

    def statement(self, upto: date) -> tuple[str, bytes]:
        """Return name and bytes of the statement that follows the last one."""
        since, self.given_to = self.given_to, upto
        text = ofx(self.account, self.balance(since), self.between(since, upto))
        return f"{self.name.lower()}-{upto:%Y-%m-%d}.ofx", text.encode("cp1252")

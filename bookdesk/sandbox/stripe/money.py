"""Amounts, fees and currencies as the gateway counts them: whole numbers of the smallest unit, rounded half up.

Sources: the gateway's documentation of currencies (zero-decimal list; ISK and UGX are sent with two decimals that must
be 00; three-decimal currencies must end in 0), of minimum charges and of pricing. Fees are an example of a standard
European account and are meant to be changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from bookdesk.sandbox.stripe.messages import Record, invalid, unreadable

_ZERO, _THREE = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf", "bhd jod kwd omr tnd"
ZERO_DECIMAL = frozenset(_ZERO.split())
THREE_DECIMAL = frozenset(_THREE.split())
_WHOLE_ONLY = frozenset({"isk", "ugx"})
_COMMON = "aed ars aud bgn brl cad chf cop czk dkk egp eur gbp hkd huf idr ils inr isk mxn myr nok nzd pen php pln ron"
_OTHERS = "sar sek sgd thb try twd uah ugx usd uyu zar"
CURRENCIES = frozenset(_COMMON.split()) | frozenset(_OTHERS.split()) | ZERO_DECIMAL | THREE_DECIMAL
_LEAST = {"gbp": 30, "jpy": 50, "dkk": 250, "nok": 300, "sek": 300, "czk": 1500, "huf": 17500, "mxn": 1000}
_LEAST_ELSE = 50
_MOST = 99_999_999
_BASIS = 10_000
_APPLICATION = "ca_sandboxApplication"


def currency_of(code: str, param: str = "currency") -> str:
    """Return a currency in lower case, or refuse it."""
    lower = code.lower()
    if lower not in CURRENCIES:
        message = f"Invalid currency: {lower}. Use one of the currencies this account may charge in."
        raise invalid(message, param=param)
    return lower


def check_amount(amount: int, currency: str, param: str = "amount", *, least: bool = True) -> int:
    """Return an amount that may be charged, or refuse it: too small, too large, or of no such coin."""
    if amount < 1:
        raise unreadable("This value must be greater than or equal to 1.", "parameter_invalid_integer", param)
    if amount > _MOST:
        raise invalid("Amount must be no more than 99999999.", "amount_too_large", param)
    if least and amount < _LEAST.get(currency, _LEAST_ELSE):
        message = f"Amount must be at least {_LEAST.get(currency, _LEAST_ELSE)} in the smallest unit of {currency}."
        raise invalid(message, "amount_too_small", param)
    step = 100 if currency in _WHOLE_ONLY else 10 if currency in THREE_DECIMAL else 1
    if amount % step:
        raise invalid(f"Invalid amount: {currency} amounts must be divisible by {step}.", param=param)
    return amount


def decimals(currency: str) -> int:
    """Return how many decimals an amount of the currency is sent with."""
    return 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2


def shown(amount: int, currency: str) -> str:
    """Return an amount as a page shows it: `EUR 12.34`, `JPY 1234`."""
    places = decimals(currency)
    whole, part = divmod(amount, 10**places)
    return f"{currency.upper()} {whole}" + (f".{part:0{places}d}" if places else "")


def rounded(value: Fraction) -> int:
    """Return the nearest whole number, halves away from zero."""
    sign = -1 if value < 0 else 1
    return sign * int((abs(value) * 2 + 1) // 2)


def exchanged(amount: int, currency: str, into: str, rate: Fraction) -> int:
    """Return an amount in another currency; `rate` is units of `into` for one of `currency`."""
    return rounded(amount * rate * Fraction(10 ** decimals(into), 10 ** decimals(currency)))


@dataclass(frozen=True)
class Fee:
    """What one method costs: hundredths of a percent, a fixed part in hundredths of a unit, at most `cap` of these."""

    basis_points: int = 0
    fixed: int = 0
    cap: int | None = None

    def of(self, amount: int, currency: str) -> int:
        """Return the fee without tax on an amount, in its currency's smallest unit."""
        scale = Fraction(10 ** decimals(currency), 100)
        fee = Fraction(amount * self.basis_points, _BASIS) + self.fixed * scale
        return rounded(fee if self.cap is None else min(fee, self.cap * scale))


_STANDARD = {
    "card": Fee(150, 25),
    "us_bank_account": Fee(80, 0, 500),
    "sepa_debit": Fee(0, 35),
    "bacs_debit": Fee(100, 20, 200),
    "au_becs_debit": Fee(100, 30, 350),
}


@dataclass(frozen=True)
class FeePlan:
    """The account's pricing. `tax_basis_points` is the tax on the gateway's own fee, a line of its own.

    `dispute` and `failed_debit` are in hundredths of a unit; `application_basis_points` is what an application takes
    through which the account is connected.
    """

    methods: Mapping[str, Fee] = field(default_factory=lambda: dict(_STANDARD))
    tax_basis_points: int = 0
    application_basis_points: int = 0
    dispute: int = 1500
    failed_debit: int = 0
    refund_keeps_fee: bool = True
    dispute_fee_returned: bool = False

    def lines(self, method: str, amount: int, currency: str) -> list[Record]:
        """Return the fee of a payment as `fee_details`: the gateway's fee, its tax, the application's fee."""
        fee = self.methods.get(method, Fee()).of(amount, currency)
        lines = self._with_tax(fee, currency, "Stripe processing fees")
        taken = Fee(self.application_basis_points).of(amount, currency)
        applied = {**_line("application_fee", taken, currency, "Application fee"), "application": _APPLICATION}
        return [*lines, applied] if taken else lines

    def for_failure(self, currency: str) -> int:
        """Return what a failed or returned bank debit costs, in the currency's smallest unit."""
        return _scaled(self.failed_debit, currency)

    def dispute_lines(self, currency: str) -> list[Record]:
        """Return the fee of a dispute as `fee_details`."""
        return self._with_tax(_scaled(self.dispute, currency), currency, "Dispute fee")

    def _with_tax(self, fee: int, currency: str, description: str) -> list[Record]:
        tax = rounded(Fraction(fee * self.tax_basis_points, _BASIS))
        lines = [_line("stripe_fee", fee, currency, description)] if fee else []
        return [*lines, _line("tax", tax, currency, "Tax on fees")] if tax else lines


def _scaled(hundredths: int, currency: str) -> int:
    return rounded(Fraction(hundredths * 10 ** decimals(currency), 100))


def _line(kind: str, amount: int, currency: str, description: str) -> Record:
    return {"amount": amount, "application": None, "currency": currency, "description": description, "type": kind}

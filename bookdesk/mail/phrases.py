"""The few words that stand in the values of a mail, such as the line of an invoice, in each language. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bookdesk.core.money import Money
from bookdesk.formats.paper.figures import Figures
from bookdesk.mail.wordings import LANGUAGES, language_of

_TABLE: Final[dict[str, tuple[str, str, str, str]]] = {
    "coming": (
        "{number}: {open}, due on {day}",
        "{number}: {open}, fällig am {day}",
        "{number} : {open}, à régler le {day}",
        "{number}: {open}, vence el {day}",
    ),
    "today": (
        "{number}: {open}, due today",
        "{number}: {open}, heute fällig",
        "{number} : {open}, à régler aujourd\u2019hui",
        "{number}: {open}, vence hoy",
    ),
    "late": (
        "{number}: {open}, was due on {day}",
        "{number}: {open}, war fällig am {day}",
        "{number} : {open}, était à régler le {day}",
        "{number}: {open}, venció el {day}",
    ),
    "paid": ("{number}: {open}", "{number}: {open}", "{number} : {open}", "{number}: {open}"),
    "payment": (
        "{day}, {number}: {open}",
        "{day}, {number}: {open}",
        "{day}, {number} : {open}",
        "{day}, {number}: {open}",
    ),
    "fee": (
        "Fee for late payment of {number}: {open} ({law})",
        "Pauschale für den Zahlungsverzug von {number}: {open} ({law})",
        "Indemnité pour retard de paiement de {number} : {open} ({law})",
        "Indemnización por el retraso en el pago de {number}: {open} ({law})",
    ),
    "interest": (
        "Interest on {number} until {day}: {open} ({law})",
        "Zinsen auf {number} bis {day}: {open} ({law})",
        "Intérêts sur {number} jusqu\u2019au {day} : {open} ({law})",
        "Intereses de {number} hasta el {day}: {open} ({law})",
    ),
    "on_receipt": ("on receipt", "bei Erhalt", "à réception", "a la recepción"),
    "instalments": (
        "in parts, as the invoice says",
        "in Teilbeträgen laut Rechnung",
        "en plusieurs versements, selon la facture",
        "a plazos, según la factura",
    ),
    "next": (
        "{open} on {day}, the rest as the invoice says",
        "{open} am {day}, der Rest laut Rechnung",
        "{open} le {day}, le reste selon la facture",
        "{open} el {day}, el resto según la factura",
    ),
    "no_end": ("no last day", "unbefristet", "sans limite", "sin fecha límite"),
    "holder": ("Account holder", "Kontoinhaber", "Titulaire", "Titular"),
    "account": ("Account number", "Kontonummer", "Numéro de compte", "Número de cuenta"),
    "reference": ("Payment reference", "Verwendungszweck", "Référence de paiement", "Concepto"),
    "pay": (
        "Pay {open} online",
        "{open} online bezahlen",
        "Payer {open} en ligne",
        "Pagar {open} en l\u00ednea",
    ),
    "pay_one": (
        "Pay {open} of {number} online",
        "{number}: {open} online bezahlen",
        "{number} : payer {open} en ligne",
        "{number}: pagar {open} en l\u00ednea",
    ),
    "works": (
        "works until {moment}",
        "g\u00fcltig bis {moment} Uhr",
        "valable jusqu\u2019au {moment}",
        "v\u00e1lido hasta el {moment}",
    ),
    "and": (" and ", " und ", " et ", " y "),
}


_WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    "de": ("Mo.,", "Di.,", "Mi.,", "Do.,", "Fr.,", "Sa.,", "So.,"),
    "fr": ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."),
    "es": ("lun.", "mar.", "mi\u00e9.", "jue.", "vie.", "s\u00e1b.", "dom."),
}
"""As they stand before a day."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """Words, amounts and days for one customer; `locale` is like `de-AT`, and any there are no words in is English."""

    locale: str

    @property
    def language(self) -> str:
        """The language of its words."""
        return language_of(self.locale)

    def money(self, money: Money) -> str:
        """Return an amount with its currency as it is written there."""
        return self._figures.money(money)

    def day(self, day: date) -> str:
        """Return a day with its month in letters."""
        return self._figures.day(day)

    def moment(self, at: datetime) -> str:
        """Return an instant, given in the reader's own zone, as a day with its weekday and the time on a clock."""
        colon = "\u202fh\u202f" if self.language == "fr" else ":"
        return f"{_WEEKDAYS[self.language][at.weekday()]} {self.day(at.date())}, {at:%H}{colon}{at:%M}"

    def sums(self, amounts: Sequence[Money]) -> str:
        """Return amounts of several currencies in one phrase; each currency once."""
        shown = [self.money(one) for one in amounts]
        return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])}{self.word('and')}{shown[-1]}"

    def word(self, key: str) -> str:
        """Return a word or phrase that has nothing to fill in."""
        return _TABLE[key][LANGUAGES.index(self.language)]

    def line(self, key: str, number: str, amount: Money, day: date | None = None, law: str = "") -> str:
        """Return the line of a document or a claim."""
        shown = self.day(day) if day else ""
        return self.word(key).format(number=number, open=self.money(amount), day=shown, law=law)

    @property
    def _figures(self) -> Figures:
        return Figures(self.locale if self.locale.startswith(self.language) else self.language)

"""An invoice that was never written, to show what a letterhead makes of one, in the language of a customer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from bookdesk.core.dates import due_date
from bookdesk.core.errors import BookDeskError
from bookdesk.core.identifiers import new_id
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import NumberedBy, NumberedKind, TaxMode
from bookdesk.formats.paper.render import render
from bookdesk.formats.paper.wording import printable
from bookdesk.invoicing.custom import USUAL_TERMS, agreed_terms, coins, usual_discount
from bookdesk.invoicing.entered import EnteredLine
from bookdesk.invoicing.logo import Logo
from bookdesk.invoicing.paperbuild import paper_of
from bookdesk.invoicing.paperfacts import Facts
from bookdesk.invoicing.settingview import tried
from bookdesk.invoicing.writing import reckoned
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.ledger.salescategories import TaxCategory, category
from bookdesk.ledger.salesnumbers import next_number
from bookdesk.ledger.salestax import policy
from bookdesk.ledger.taxcodes import sales_codes
from bookdesk.mail.billing import Billed
from bookdesk.mail.letterhead import letterhead
from bookdesk.mail.voice import home_locale
from bookdesk.models.account import TaxCode
from bookdesk.models.invoice import Invoice, InvoiceKind, InvoiceLine, InvoiceStatus
from bookdesk.models.sales import SalesSettings
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class _Made:
    """Who is billed for what in the sample of one language: name, street, postcode, town; two lines and a unit."""

    buyer: tuple[str, str, str, str]
    lines: tuple[str, str]
    hour: str


_MADE: Final[Mapping[str, _Made]] = {
    "en": _Made(("Sample Customer", "12 Example Street", "", "Sampleton"), ("Advice", "Travel"), "h"),
    "de": _Made(("Muster GmbH", "Musterstraße 12", "12345", "Musterstadt"), ("Beratung", "Anfahrt"), "Std."),
    "fr": _Made(
        ("Client Exemple", "12 rue de l\u2019Exemple", "75000", "Exempleville"), ("Conseil", "Déplacement"), "h"
    ),
    "es": _Made(("Cliente Ejemplo", "Calle del Ejemplo 12", "28000", "Ejemplar"), ("Asesoría", "Viaje"), "h"),
}
_PRICES: Final = (Decimal(120), Decimal(45))
_HOURS: Final = Decimal(3)


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample as PDF, and by name which settings it leaves as they were, since they would be refused."""

    pdf: bytes
    problems: Mapping[str, BookDeskError]


def sample(desk: Desk, assignments: Mapping[str, str], *, locale: str = "", logo: Logo | None = None) -> Sample:
    """Return a sample invoice as it would look with these settings; nothing is kept.

    `locale` is a customer's, the client's own where it is empty. `logo` is one that is only thought of, without a
    picture for none; left out, it is the kept one.
    """
    with desk.books.query() as session:
        settings, refused = tried(session, assignments)
        facts = _facts(session, desk, settings, printable(locale or settings.language or _home(session)))
    if logo is not None:
        head = facts.head
        facts = replace(facts, head=replace(head, seller=replace(head.seller, logo=logo.picture)))
    return Sample(render(paper_of(facts)), refused)


def _home(session: Session) -> str:
    return home_locale(client_profile(session))


def _facts(session: Session, desk: Desk, settings: SalesSettings, locale: str) -> Facts:
    profile, day = client_profile(session), client_today(session, desk.clock)
    made = _MADE[locale.partition("-")[0]]
    code = _usual_code(session, settings, day)
    mode = (settings.tax_mode or TaxMode.EXCLUSIVE) if code is not None else TaxMode.NONE
    ours = settings.numbered_by is NumberedBy.BOOKDESK
    invoice = _invoice(settings, day, next_number(session, NumberedKind.INVOICE, day) if ours else None)
    invoice.currency, invoice.tax_mode, invoice.language = profile.base_currency, mode, locale
    invoice.rounded_by = policy(profile.country, settings.rounded_by)
    lines = _lines(session, invoice, made, code, coins(settings, profile.base_currency, profile.base_currency))
    name, street, postcode, city = made.buyer
    return Facts(
        document=invoice,
        lines=lines,
        codes={code.id: code} if code is not None else {},
        instalments=(),
        profile=profile,
        settings=settings,
        head=letterhead(session, desk.books, settings),
        buyer=Billed(name=name, street=street, postcode=postcode, city=city),
        locale=locale,
        paid=Money(0, profile.base_currency),
    )


def _usual_code(session: Session, settings: SalesSettings, day: date) -> TaxCode | None:
    """Return the client's usual tax code, else that of the highest rate; none where nothing is taxed."""
    dated = {one.id: one for one in sales_codes(session, day)}
    if settings.default_tax_code_id in dated:
        return session.get(TaxCode, settings.default_tax_code_id)
    known = [(one, session.get_one(TaxCode, one.id)) for one in dated.values()]
    usual = [
        (one.rate, code) for one, code in known if category(code.code, code.treatment.value) is TaxCategory.STANDARD
    ]
    return max(usual, key=lambda one: one[0])[1] if usual else None


def _invoice(settings: SalesSettings, day: date, number: str | None) -> Invoice:
    terms = agreed_terms(settings.terms, settings.terms_days) or USUAL_TERMS
    offer = usual_discount(settings)
    return Invoice(
        id=new_id(),
        kind=InvoiceKind.INVOICE,
        status=InvoiceStatus.ISSUED,
        number=number,
        payment_reference=number,
        document_date=day,
        tax_point=day,
        due_date=due_date(day, terms),
        introduction=settings.introduction,
        note=settings.note,
        discount_days=offer.days if offer else None,
        discount_share=offer.share if offer else None,
        discount_tax=offer.tax if offer else None,
        rounding=0,
        total=0,
        taken_on=False,
        open_at_take_on=0,
    )


def _lines(
    session: Session, invoice: Invoice, made: _Made, code: TaxCode | None, coin: Money | None
) -> tuple[InvoiceLine, ...]:
    """Reckon the lines of the sample, and what they come to."""
    hours, travel = made.lines
    code_id = code.id if code is not None else None
    entered = (
        EnteredLine(hours, _HOURS, _PRICES[0], made.hour, tax_code_id=code_id),
        EnteredLine(travel, Decimal(1), _PRICES[1], tax_code_id=code_id),
    )
    done, rates = reckoned(session, invoice, entered, invoice.document_date, coin)
    invoice.net, invoice.tax, invoice.total = done.net.minor, done.tax.minor, done.total.minor
    invoice.rounding = done.rounding.minor
    return tuple(
        InvoiceLine(
            id=new_id(),
            invoice_id=invoice.id,
            position=position,
            description=one.description,
            quantity=one.quantity,
            unit=one.unit,
            unit_price=one.unit_price,
            tax_code_id=one.tax_code_id,
            tax_rate=rate,
            net=sums.net.minor,
            tax=sums.tax.minor,
            gross=sums.gross.minor,
        )
        for position, (one, rate, sums) in enumerate(zip(entered, rates, done.lines, strict=True), 1)
    )

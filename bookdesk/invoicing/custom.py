"""What a client invoices by where a document says nothing: his settings, the customer's terms, the country's custom."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core import dates
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import EmbeddedXml, NumberedBy, TaxOnDiscount
from bookdesk.ledger.earlypayment import EarlyPayment
from bookdesk.models.contact import Contact, Terms
from bookdesk.models.sales import SalesSettings

USUAL_TERMS = dates.Terms(dates.TermsKind.NET, 30)
"""Where neither customer nor client has terms: 30 days, after which the law of the EU (Directive 2011/7, art. 3) and of
the United Kingdom (Late Payment of Commercial Debts Act 1998, s 4) counts a business as late."""
KINDS: Mapping[Terms, dates.TermsKind] = MappingProxyType(
    {
        Terms.NET: dates.TermsKind.NET,
        Terms.MONTH_END: dates.TermsKind.END_OF_MONTH,
        Terms.DAY_OF_NEXT_MONTH: dates.TermsKind.DAY_OF_NEXT_MONTH,
    }
)
"""Terms as they are kept, as the calendar counts them."""
KEPT: Mapping[dates.TermsKind, Terms] = MappingProxyType({kind: kept for kept, kind in KINDS.items()})


def settings_of(session: Session) -> SalesSettings:
    """Return the client's settings, or those of a client who has decided nothing yet (not in the books)."""
    found = session.scalars(select(SalesSettings)).one_or_none()
    return found or SalesSettings(
        numbered_by=NumberedBy.BOOKDESK,
        embedded_xml=EmbeddedXml.WHERE_ASKED,
        send_receipts=False,
        thank=False,
    )


def agreed_terms(kind: Terms | None, days: int | None) -> dates.Terms | None:
    """Return kept terms as the calendar counts them, None where there are none or no calendar has them."""
    if kind is None or days is None:
        return None
    try:
        return dates.Terms(KINDS[kind], days)
    except ValueError:
        return None


def terms_for(settings: SalesSettings, customer: Contact) -> dates.Terms:
    """Return by which terms a customer pays: his own, else the client's, else the usual ones."""
    own = agreed_terms(customer.terms, customer.terms_days)
    return own or agreed_terms(settings.terms, settings.terms_days) or USUAL_TERMS


def usual_discount(settings: SalesSettings) -> EarlyPayment | None:
    """Return what the client takes off for paying early, None where he does not."""
    if settings.discount_days is None or settings.discount_share is None:
        return None
    tax = settings.discount_tax or TaxOnDiscount.REDUCED
    return EarlyPayment(settings.discount_share, settings.discount_days, tax)


def coins(settings: SalesSettings, currency: str, base: str) -> Money | None:
    """Return the smallest coin to which the client rounds totals; None where he does not, and for foreign currency."""
    return Money(settings.cash_step, base) if settings.cash_step and currency == base else None

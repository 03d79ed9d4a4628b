"""Where an invoice may not simply be mailed, and where one is to carry its data as XML: dated, by country. Pure.

Between businesses (or to public authorities) of one country the law of some demands a network or a platform of the
state; an attachment in a mail is no invoice there. Across borders, and to consumers except where said, mail stays
lawful until the Union's rules of 2030 (Directive (EU) 2025/516). Status: November 2026; laws change, and a warning is
all that follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from bookdesk.core.vocabulary import CustomerKind


@dataclass(frozen=True, slots=True)
class Channel:
    """How invoices must go within a country from `since` on; `small` is the day for small senders, where it is later.

    `consumers` are those to consumers as well.
    """

    name: str
    since: date
    source: str
    small: date | None = None
    consumers: bool = False


@dataclass(frozen=True, slots=True)
class Warned:
    """What to tell whoever is about to mail an invoice: the sentence, and the law it is from."""

    sentence: str
    source: str


CHANNELS: Mapping[str, Channel] = MappingProxyType(
    {
        "BE": Channel("the Peppol network", date(2026, 1, 1), "Law of 6 February 2024, VAT Code art. 53 § 2bis"),
        "FR": Channel(
            "an approved platform", date(2026, 9, 1), "Code général des impôts, art. 289 bis", small=date(2027, 9, 1)
        ),
        "GR": Channel(
            "myDATA and a licensed provider",
            date(2026, 2, 2),
            "Law 4308/2014 art. 14, decision A.1128/2025",
            small=date(2026, 10, 1),
        ),
        "HR": Channel("an access point for e-invoices", date(2026, 1, 1), "Fiscalisation Act, OG 89/2025"),
        "IT": Channel(
            "the Sistema di Interscambio", date(2019, 1, 1), "Legislative decree 127/2015, art. 1", consumers=True
        ),
        "PL": Channel(
            "the KSeF platform", date(2026, 2, 1), "VAT Act art. 106ga, law of 5 August 2025", small=date(2026, 4, 1)
        ),
        "RO": Channel("RO e-Factura", date(2024, 7, 1), "Emergency ordinance 120/2021, law 296/2023", consumers=True),
        "RS": Channel("the SEF platform", date(2023, 1, 1), "Law on electronic invoicing, OG 44/2021"),
    }
)
"""By country (ISO 3166-1). Poland leaves those with up to 10,000 PLN a month out until 2027."""
_PUBLIC: Mapping[str, str] = MappingProxyType(
    {
        "AT": "e-Rechnung.gv.at or Peppol",
        "BE": "Peppol",
        "DE": "its portal, as XRechnung",
        "DK": "NemHandel",
        "ES": "FACe",
        "FI": "an e-invoice operator",
        "FR": "Chorus Pro",
        "IT": "the Sistema di Interscambio",
        "LU": "Peppol",
        "NL": "Peppol or Digipoort",
        "NO": "Peppol",
        "PL": "the KSeF platform",
        "PT": "FE-AP",
        "SE": "Peppol",
    }
)
"""How authorities take invoices, which Directive 2014/55/EU lets them ask for."""
_DATA_ASKED: Mapping[str, date] = MappingProxyType({"DE": date(2025, 1, 1), "FR": date(2020, 1, 1)})
"""Since when businesses of a country must be able to take an invoice whose data is in the PDF (Germany: UStG s 14 and
27(38), every business receives since 2025), or commonly do (France: Factur-X, by Chorus Pro at first)."""
_ONLY_DATA: Mapping[str, tuple[date, date]] = MappingProxyType({"DE": (date(2027, 1, 1), date(2028, 1, 1))})
"""From when on an invoice within a country must have its data in it: above 800,000 EUR a year, and all of them."""


def warnings(seller: str, buyer: str, kind: CustomerKind, day: date, *, with_data: bool = False) -> tuple[Warned, ...]:
    """Return what speaks against mailing an invoice of that day; nothing where mail is lawful.

    Countries are codes of ISO 3166-1; an unknown buyer's is taken for the seller's. `with_data` says whether the
    invoice carries EN 16931 inside.
    """
    where = buyer or seller
    found = []
    channel = CHANNELS.get(seller) if where == seller else None
    if channel is not None and day >= channel.since and (channel.consumers or kind is not CustomerKind.CONSUMER):
        found.append(Warned(_sentence(channel, day), channel.source))
    if kind is CustomerKind.PUBLIC and where in _PUBLIC and not found:
        told = f"Public authorities there take invoices through {_PUBLIC[where]}; ask whether they take a mailed one."
        found.append(Warned(told, "Directive 2014/55/EU"))
    if not found and not with_data and where == seller and kind is CustomerKind.BUSINESS:
        found += _without_data(seller, day)
    return tuple(found)


def data_asked(buyer: str, kind: CustomerKind, day: date) -> bool:
    """Whether customers of a country expect the data of an invoice (EN 16931) inside its PDF."""
    since = _DATA_ASKED.get(buyer)
    return since is not None and day >= since and kind is not CustomerKind.CONSUMER


def _sentence(channel: Channel, day: date) -> str:
    told = f"Within this country invoices go through {channel.name} since {channel.since}; a mailed one does not count."
    if channel.small is not None and day < channel.small:
        return f"{told} Small senders have until {channel.small}."
    return told


def _without_data(country: str, day: date) -> list[Warned]:
    """Return what is wrong with a mailed invoice that has no data inside, where the law wants it."""
    if country not in _ONLY_DATA:
        return []
    large, everyone = _ONLY_DATA[country]
    if day >= everyone:
        return [Warned("An invoice to a business here must carry its data (EN 16931); this one does not.", "UStG s 14")]
    if day >= large:
        told = "An invoice to a business here must carry its data if you sold for more than 800,000 EUR last year."
        return [Warned(told, "UStG s 27(38)")]
    return []

"""What a document says by law or custom besides its labels, in the customer's language: one table. Pure.

Sources: Directive 2006/112/EC art. 226 (notes 11 and 11a; art. 230 for tax in the national currency), GST Act 1999
(Australia) s 29-70 and 29-75, and what is usual where no law gives the words.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from bookdesk.formats.paper.wording import LANGUAGES
from bookdesk.ledger.salescategories import TaxCategory

Words = tuple[str, str, str, str]
_VAT: Final[Words] = ("VAT", "USt.", "TVA", "IVA")
_TAXES: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "AU": ("GST", "GST", "GST", "GST"),
        "CA": ("GST/HST", "GST/HST", "TPS/TVH", "GST/HST"),
        "CH": ("VAT", "MWST", "TVA", "IVA"),
        "IN": ("GST", "GST", "GST", "GST"),
        "NZ": ("GST", "GST", "GST", "GST"),
        "SG": ("GST", "GST", "GST", "GST"),
        "US": ("Sales tax", "Verkaufsteuer", "Taxe de vente", "Impuesto sobre ventas"),
    }
)
"""What the tax on sales is called, by the seller's country; value added tax anywhere else."""
_NO_VAT: Final = frozenset({"AU", "CA", "IN", "NZ", "SG", "US"})
_NOTES: Final[Mapping[TaxCategory, Words]] = MappingProxyType(
    {
        TaxCategory.REVERSE_CHARGE: (
            "Reverse charge: the customer accounts for the VAT.",
            "Steuerschuldnerschaft des Leistungsempfängers (Reverse Charge).",
            "Autoliquidation : la TVA est due par le client.",
            "Inversión del sujeto pasivo: el IVA lo declara el cliente.",
        ),
        TaxCategory.INTRA_COMMUNITY: (
            "Intra-Community supply, exempt from VAT (Article 138 of Directive 2006/112/EC).",
            "Steuerfreie innergemeinschaftliche Lieferung (Artikel 138 der Richtlinie 2006/112/EG).",
            "Livraison intracommunautaire exonérée de TVA (article 138 de la directive 2006/112/CE).",
            "Entrega intracomunitaria exenta de IVA (artículo 138 de la Directiva 2006/112/CE).",
        ),
        TaxCategory.EXPORT: (
            "Export, exempt from VAT (Article 146 of Directive 2006/112/EC).",
            "Steuerfreie Ausfuhrlieferung (Artikel 146 der Richtlinie 2006/112/EG).",
            "Exportation exonérée de TVA (article 146 de la directive 2006/112/CE).",
            "Exportación exenta de IVA (artículo 146 de la Directiva 2006/112/CE).",
        ),
        TaxCategory.EXEMPT: ("Exempt from VAT", "Steuerbefreit", "Exonéré de TVA", "Exento de IVA"),
        TaxCategory.OUTSIDE: (
            "Not subject to VAT.",
            "Nicht steuerbar.",
            "Hors champ d\u2019application de la TVA.",
            "No sujeto a IVA.",
        ),
    }
)
_OUTSIDE_EU: Final[Mapping[TaxCategory, Words]] = MappingProxyType(
    {
        TaxCategory.INTRA_COMMUNITY: (
            "Supply to the European Union, zero rated.",
            "Lieferung in die Europäische Union, Steuersatz 0 %.",
            "Livraison vers l\u2019Union européenne, taux zéro.",
            "Entrega a la Unión Europea, tipo cero.",
        ),
        TaxCategory.EXPORT: (
            "Export, zero rated.",
            "Ausfuhr, Steuersatz 0 %.",
            "Exportation, taux zéro.",
            "Exportación, tipo cero.",
        ),
    }
)
"""Where the Directive does not hold."""
_WORDS: Final[Mapping[str, Words]] = MappingProxyType(
    {
        "reference": ("Your reference", "Ihr Zeichen", "Votre référence", "Su referencia"),
        "period": ("Service period", "Leistungszeitraum", "Période de prestation", "Periodo de servicio"),
        "your_tax_id": ("Your VAT no.", "Ihre USt-IdNr.", "Votre N° TVA", "Su NIF-IVA"),
        "your_abn": ("Your ABN", "Ihre ABN", "Votre ABN", "Su ABN"),
        "your_other_id": ("Your tax no.", "Ihre Steuernummer", "Votre n° fiscal", "Su n.º fiscal"),
        "corrects": ("For invoice", "Zur Rechnung", "Sur facture", "Sobre factura"),
        "discount": ("Discount {share}", "Rabatt {share}", "Remise {share}", "Descuento {share}"),
        "early": (
            "{share} discount if paid by {day}: {off} off, {rest} to pay.",
            "{share} Skonto bei Zahlung bis {day}: {off} weniger, zu zahlen sind {rest}.",
            "Escompte de {share} pour paiement jusqu\u2019au {day} : {off} de moins, soit {rest} à payer.",
            "{share} de descuento por pago hasta el {day}: {off} menos, a pagar {rest}.",
        ),
        "in_base": (
            "{tax} in {currency}: {amount} (1 {foreign} = {rate} {currency}{source}).",
            "{tax} in {currency}: {amount} (1 {foreign} = {rate} {currency}{source}).",
            "{tax} en {currency} : {amount} (1 {foreign} = {rate} {currency}{source}).",
            "{tax} en {currency}: {amount} (1 {foreign} = {rate} {currency}{source}).",
        ),
        "void": ("CANCELLED", "STORNIERT", "ANNULÉE", "ANULADA"),
    }
)


def word(key: str, language: str) -> str:
    """Return a word or phrase of the table."""
    return _WORDS[key][LANGUAGES.index(language)]


def tax_name(country: str, language: str) -> str:
    """Return what the tax on sales of a seller in `country` is called."""
    return _TAXES.get(country, _VAT)[LANGUAGES.index(language)]


def has_vat(country: str) -> bool:
    """Whether the tax of a country is value added tax, with the notes that it asks for."""
    return country not in _NO_VAT


def legal_note(kind: TaxCategory, country: str, language: str, *, reason: str = "", within_eu: bool = True) -> str:
    """Return what must be said of a category where nothing is taxed, empty where nothing must.

    `reason` is the name of the tax code, by which an exemption is told.
    """
    table = _NOTES if within_eu else {**_NOTES, **_OUTSIDE_EU}
    if kind not in table or not has_vat(country):
        return ""
    note = table[kind][LANGUAGES.index(language)]
    if kind is not TaxCategory.EXEMPT:
        return note
    return f"{note}: {reason}" if reason else f"{note}."


def title(country: str, locale: str, *, credit_note: bool, taxed: bool) -> str | None:
    """Return what a document calls itself where that is not its usual name in the language; None for the usual one."""
    if not locale.startswith("en"):
        return None
    if country in {"AU", "NZ"} and taxed and not credit_note:
        return "Tax invoice"
    if country == "AU" and taxed:
        return "Adjustment note"
    return "Credit memo" if credit_note and locale == "en-US" else None

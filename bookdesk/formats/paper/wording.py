"""The words that the paper itself adds, in each language it can be sent in: one table."""

from __future__ import annotations

from typing import Final

LANGUAGES: Final = ("en", "de", "fr", "es")
_USUAL: Final = "en-GB"

_TABLE: Final[dict[str, tuple[str, str, str, str]]] = {
    "invoice": ("Invoice", "Rechnung", "Facture", "Factura"),
    "credit_note": ("Credit note", "Gutschrift", "Avoir", "Nota de crédito"),
    "estimate": ("Estimate", "Angebot", "Devis", "Presupuesto"),
    "number": ("Number", "Nummer", "Numéro", "Número"),
    "issued": ("Date", "Datum", "Date", "Fecha"),
    "due": ("Due", "Fällig am", "Échéance", "Vencimiento"),
    "valid": ("Valid until", "Gültig bis", "Valable jusqu\u2019au", "Válido hasta"),
    "supplied": ("Date of supply", "Leistungsdatum", "Date de prestation", "Fecha de servicio"),
    "position": ("#", "Pos.", "N°", "N.º"),
    "description": ("Description", "Beschreibung", "Désignation", "Descripción"),
    "quantity": ("Quantity", "Menge", "Quantité", "Cantidad"),
    "price": ("Price", "Preis", "Prix unitaire", "Precio"),
    "rate": ("Tax", "Steuer", "Taxe", "Impuesto"),
    "amount": ("Amount", "Betrag", "Montant", "Importe"),
    "subtotal": ("Subtotal", "Zwischensumme", "Sous-total", "Subtotal"),
    "tax_on": ("on {base}", "auf {base}", "sur {base}", "sobre {base}"),
    "of_which": ("of which", "darin", "dont", "incluye"),
    "rounding": ("Rounding", "Rundung", "Arrondi", "Redondeo"),
    "total": ("Total", "Gesamtbetrag", "Total", "Total"),
    "paid": ("Already paid", "Bereits bezahlt", "Déjà réglé", "Ya pagado"),
    "open": ("Amount due", "Zu zahlen", "Net à payer", "Importe a pagar"),
    "next": ("Next instalment", "Nächste Rate", "Prochaine échéance", "Próximo plazo"),
    "credited": ("Amount credited", "Gutgeschrieben", "Montant crédité", "Importe abonado"),
    "carried": ("Carried forward", "Übertrag", "À reporter", "Suma y sigue"),
    "brought": ("Brought forward", "Übertrag", "Report", "Suma anterior"),
    "page": (
        "Page {page} of {pages}",
        "Seite {page} von {pages}",
        "Page {page} sur {pages}",
        "Página {page} de {pages}",
    ),
    "plan": ("Payment plan", "Zahlungsplan", "Échéancier", "Plan de pagos"),
    "part": ("Instalment", "Rate", "Échéance", "Plazo"),
    "when_reached": ("when reached", "bei Erreichen", "à l\u2019étape atteinte", "al alcanzarse"),
    "draft": ("DRAFT", "ENTWURF", "BROUILLON", "BORRADOR"),
    "pay": ("How to pay", "So können Sie zahlen", "Comment régler", "Cómo pagar"),
    "pay_online": ("Pay online", "Online bezahlen", "Payer en ligne", "Pagar en línea"),
    "terms": ("Terms", "Bedingungen", "Conditions", "Condiciones"),
    "slip": ("Remittance slip", "Zahlungsabschnitt", "Coupon de paiement", "Talón de pago"),
    "detach": (
        "Please return this part with your payment",
        "Bitte legen Sie diesen Abschnitt Ihrer Zahlung bei",
        "Merci de joindre ce coupon à votre règlement",
        "Adjunte este talón a su pago",
    ),
    "transfer": ("Bank transfer", "Überweisung", "Virement", "Transferencia"),
    "holder": ("Account name", "Kontoinhaber", "Titulaire", "Titular"),
    "account": ("Account number", "Kontonummer", "Numéro de compte", "Número de cuenta"),
    "quote": ("Reference", "Verwendungszweck", "Référence", "Concepto"),
    "other_ways": ("Please note", "Bitte beachten", "À noter", "A tener en cuenta"),
    "scan": (
        "Scan to pay with your bank\u2019s app",
        "Mit der App Ihrer Bank scannen und zahlen",
        "À scanner avec l\u2019appli de votre banque",
        "Escanee con la app de su banco",
    ),
    "scan_part": (
        "Scan to pay the next instalment",
        "Scannen und die nächste Rate zahlen",
        "À scanner pour la prochaine échéance",
        "Escanee para el próximo plazo",
    ),
    "customer": ("Customer", "Kunde", "Client", "Cliente"),
    "payable_to": ("Payable to", "Zahlbar an", "À l\u2019ordre de", "A la orden de"),
    "enclosed": ("Amount enclosed", "Gezahlter Betrag", "Montant joint", "Importe adjunto"),
}


def labels(language: str) -> dict[str, str]:
    """Return every label in one of `LANGUAGES`, by its key; `KeyError` for any other language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    column = LANGUAGES.index(language)
    return {key: words[column] for key, words in _TABLE.items()}


def printable(locale: str) -> str:
    """Return a locale that there are labels in: the nearest, else English."""
    language, _, place = locale.replace("_", "-").partition("-")
    if language.lower() not in LANGUAGES:
        return _USUAL
    known = len(place) == len("GB") and place.isascii() and place.isalpha()
    return f"{language.lower()}-{place.upper()}" if known else language.lower()

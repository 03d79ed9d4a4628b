"""How eight countries word their bills, several ways for each label, and how they write amounts and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tongue:
    """One country's way; `words` gives the ways to say each label, split at `|`."""

    currency: str
    money: str
    """How it writes an amount with its currency, `1` for the amount."""
    marks: tuple[str, ...]
    """Signs between thousands and before cents, in the ways that are in use: `,.`, `.,`, ` ,`."""
    dates: tuple[str, ...]
    rates: tuple[int, ...]
    streets: str
    towns: str
    forms: str
    trades: str
    goods: str
    words: Mapping[str, str]

    def ways(self, label: str) -> list[str]:
        """Return the ways to say a label."""
        return self.words[label].split("|")


_ENGLISH = {
    "title": "Invoice|INVOICE|Tax Invoice|TAX INVOICE|Sales Invoice|Bill",
    "order_title": "Contract|Order|Purchase Order|Sales Order|Quotation|Estimate|Order Confirmation",
    "number": (
        "Invoice No|Invoice Number|Invoice #|Inv. No.|Invoice no.|Document No|Our invoice|"
        "Reference|Number|No.|Invoice ID"
    ),
    "date": "Invoice Date|Date|Date of issue|Issued|Tax point|Bill date|Dated|Document date|Date issued",
    "due": "Due Date|Payment due|Due|Pay by|Please pay by|Due on",
    "order": "Order No|Your order|PO Number|P.O. No.|Purchase Order|Sales Order|Contract|Job No",
    "order_date": ("Order date|Ordered on|Ship date|Delivery date|Period from|Service period|Supply date|Flight dates"),
    "customer_no": "Customer No|Account No|Account|Client ID|Customer #|Your account|Cust. ID|Sales rep|Terms",
    "buyer": "Bill To|Invoice To|Sold To|Customer|Billed to|To|Attention|Advertiser",
    "ship": "Ship To|Deliver to|Delivery address|Site|Agency",
    "from": "From|Supplier|Seller|Remit To|Vendor",
    "pos": "#|Item|Line|Code|SKU",
    "what": "Description|Details|Item|Product|Service|Particulars",
    "many": "Qty|Quantity|Units|Hours|Spots",
    "price": "Price|Unit Price|Rate|Each|Unit cost",
    "rate": "VAT|Tax|GST|Tax %|VAT %",
    "amount": "Amount|Total|Line total|Net|Ext. price|Value",
    "net": "Subtotal|Sub total|Net|Total excl. tax|Net amount|Total before tax|Goods total|Taxable",
    "tax": "VAT|GST|Tax|Sales tax|Total tax|VAT amount|Add GST|Taxes",
    "total": (
        "Total|TOTAL|Grand Total|Invoice Total|Total incl. tax|Total amount|Gross total|Amount|"
        "Total for this invoice|Sum"
    ),
    "owed": "Amount due|Balance due|Total due|Please pay|Balance|Pay this amount",
    "discount": "Discount|Less discount|Rebate|Agency commission",
    "carriage": "Shipping|Freight|Delivery|Handling",
    "paid": "Paid|Deposit paid|Less payments|Amount paid|Prior payments",
    "before": "Previous balance|Balance brought forward|Opening balance|Year to date",
    "bank": "Bank|Account name|Sort code|BSB|Routing No",
    "account": "Account No|Acct|IBAN|A/C No",
    "tax_id": "VAT No|ABN|Tax ID|VAT Reg No|EIN|GST Reg No",
    "phone": "Tel|Phone|T|Ph",
    "terms": (
        "Payment within 30 days.|Net 30.|Please quote the invoice number.|"
        "Interest is charged on overdue accounts.|E. & O.E."
    ),
    "early": "If paid by {day}: {sum}|Discounted amount until {day} {sum}|Pay {sum} before {day} to save",
    "page": "Page 1 of 1|Page 1|1/1",
    "thanks": "Thank you for your business|Goods sold are not returnable|Please come again",
}
_GERMAN = {
    "title": "Rechnung|RECHNUNG|Handelsrechnung|Schlussrechnung|Rechnung / Lieferschein",
    "order_title": "Auftragsbestätigung|Angebot|Bestellung|Auftrag",
    "number": "Rechnungsnummer|Rechnungs-Nr.|Rechnung Nr.|Rechnungsnr.|Belegnummer|Nummer|Nr.|Beleg-Nr.|RE-Nr.",
    "date": "Rechnungsdatum|Datum|Belegdatum|vom|Ausstellungsdatum|Rechnung vom",
    "due": "Zahlbar bis|Fällig am|Fälligkeit|Zahlungsziel|Fälligkeitsdatum",
    "order": "Auftragsnummer|Bestellnummer|Ihre Bestellung|Auftrag|Lieferschein-Nr.|Projekt|Vertrag",
    "order_date": "Lieferdatum|Leistungsdatum|Bestelldatum|Auftragsdatum|Leistungszeitraum|Druckdatum",
    "customer_no": "Kundennummer|Kunden-Nr.|Debitor|Ihr Zeichen|Sachbearbeiter|Vertreter|Seite",
    "buyer": "Rechnungsempfänger|Kunde|Rechnung an|Auftraggeber",
    "ship": "Lieferadresse|Lieferanschrift|Warenempfänger|Baustelle",
    "from": "Lieferant|Absender|Verkäufer|Rechnungssteller",
    "pos": "Pos.|Pos|Nr.|Art.-Nr.|Artikel",
    "what": "Bezeichnung|Beschreibung|Leistung|Artikelbezeichnung|Text",
    "many": "Menge|Anzahl|Stück|Std.",
    "price": "Einzelpreis|E-Preis|Preis|Preis/Einheit",
    "rate": "MwSt.|USt|St.|MwSt-Satz",
    "amount": "Betrag|Gesamtpreis|Gesamt|Summe|G-Preis",
    "net": "Nettobetrag|Summe netto|Zwischensumme|Netto|Warenwert|Nettosumme|Gesamt netto",
    "tax": "MwSt.|Umsatzsteuer|USt|zzgl. MwSt.|Mehrwertsteuer|Steuerbetrag|zzgl. 19 % USt",
    "total": (
        "Gesamtbetrag|Rechnungsbetrag|Summe|Endbetrag|Gesamtsumme|Bruttobetrag|Brutto|Total|Gesamt|Rechnungssumme"
    ),
    "owed": "Zu zahlen|Zahlbetrag|Offener Betrag|Restbetrag|Noch zu zahlen",
    "discount": "Rabatt|abzgl. Rabatt|Nachlass",
    "carriage": "Versandkosten|Fracht|Porto|Anfahrt",
    "paid": "Anzahlung|Bereits bezahlt|abzüglich Anzahlung",
    "before": "Saldovortrag|Vorheriger Saldo|Übertrag",
    "bank": "Bank|BIC|BLZ|Bankverbindung",
    "account": "IBAN|Konto|Konto-Nr.",
    "tax_id": "USt-IdNr.|Steuernummer|UID|St.-Nr.",
    "phone": "Tel.|Telefon|Fon|Mobil",
    "terms": "Zahlbar sofort ohne Abzug.|Zahlbar innerhalb von 14 Tagen.|Es gelten unsere Geschäftsbedingungen.",
    "early": "Bei Zahlung bis {day} abzüglich 2 % Skonto {sum}|Skonto bis {day}: {sum}|bis {day} = {sum}",
    "page": "Seite 1|Seite 1 von 1|Blatt 1",
    "thanks": "Vielen Dank für Ihren Einkauf|Es bediente Sie|Umtausch nur mit Bon",
}
_FRENCH = {
    "title": "Facture|FACTURE|Facture de vente",
    "order_title": "Devis|Bon de commande|Commande",
    "number": "Numéro de facture|Facture n°|N° facture|N°|Facture|Référence|Pièce n°",
    "date": "Date de facture|Date|Date d'émission|Le|Facture du|Émise le",
    "due": "Échéance|Date d'échéance|À payer avant|Date limite",
    "order": "Commande n°|Bon de commande|Votre commande|Devis n°|Contrat",
    "order_date": "Date de livraison|Date de commande|Période|Livré le",
    "customer_no": "N° client|Code client|Client|Votre contact|Règlement",
    "buyer": "Facturé à|Client|Adresse de facturation|Destinataire",
    "ship": "Adresse de livraison|Livré à",
    "from": "Vendeur|Émetteur|Fournisseur",
    "pos": "Réf.|N°|Code|Article",
    "what": "Désignation|Description|Libellé|Prestation",
    "many": "Qté|Quantité|Nb",
    "price": "Prix unitaire|PU HT|P.U.|Prix",
    "rate": "TVA|Taux|TVA %",
    "amount": "Montant HT|Total HT|Montant|Total",
    "net": "Total HT|Montant HT|Sous-total|Total hors taxes|Base HT|Net HT",
    "tax": "TVA|Montant TVA|Total TVA|Taxes|TVA 20 %",
    "total": "Total TTC|Montant TTC|TOTAL|Total à régler|Montant total|Total",
    "owed": "Net à payer|Reste à payer|Solde à payer|À payer",
    "discount": "Remise|Rabais",
    "carriage": "Frais de port|Livraison|Port",
    "paid": "Acompte|Déjà payé|Acompte versé",
    "before": "Solde précédent|Report|Ancien solde",
    "bank": "Banque|BIC|Domiciliation",
    "account": "IBAN|Compte|RIB",
    "tax_id": "TVA intracommunautaire|N° TVA|SIRET|TVA",
    "phone": "Tél.|Tel|Téléphone",
    "terms": (
        "Paiement à 30 jours.|Pas d'escompte pour paiement anticipé.|Pénalités de retard : 3 fois le taux légal."
    ),
    "early": "Escompte si payé avant le {day} : {sum}|Prélèvement le {day} de {sum}",
    "page": "Page 1|Page 1/1",
    "thanks": "Merci de votre visite|Merci et à bientôt",
}
_DUTCH = _ENGLISH | {
    "title": "Factuur|FACTUUR",
    "number": "Factuurnummer|Factuurnr.|Factuur nr|Nummer|Ons kenmerk",
    "date": "Factuurdatum|Datum|Datum factuur",
    "due": "Vervaldatum|Te betalen voor|Uiterste betaaldatum",
    "order": "Ordernummer|Uw bestelling|Bestelnummer|Offertenummer",
    "order_date": "Leverdatum|Besteldatum|Periode",
    "customer_no": "Klantnummer|Debiteurnummer|Uw kenmerk",
    "buyer": "Klant|Factuuradres|Aan",
    "ship": "Afleveradres",
    "from": "Leverancier|Verkoper",
    "what": "Omschrijving|Artikel|Dienst",
    "many": "Aantal",
    "price": "Prijs|Stuksprijs|Tarief",
    "rate": "BTW|BTW %",
    "amount": "Bedrag|Totaal|Netto",
    "net": "Subtotaal|Totaal excl. btw|Netto bedrag",
    "tax": "BTW|Btw 21%|BTW bedrag|Totaal btw",
    "total": "Totaal|Totaal incl. btw|Totaalbedrag|TOTAAL|Factuurbedrag",
    "owed": "Te betalen|Nog te betalen|Openstaand bedrag",
    "discount": "Korting",
    "carriage": "Verzendkosten|Porto",
    "paid": "Reeds betaald|Aanbetaling",
    "before": "Vorig saldo",
    "bank": "Bank|BIC",
    "account": "IBAN|Rekeningnummer",
    "tax_id": "BTW nr.|KvK|BTW-id",
    "terms": "Betaling binnen 14 dagen.|Gelieve het factuurnummer te vermelden.",
    "early": "Bij betaling voor {day}: {sum}",
    "page": "Pagina 1|Pagina 1 van 1",
    "thanks": "Bedankt en tot ziens",
}
_SPANISH = _ENGLISH | {
    "title": "Factura|FACTURA",
    "number": "Número de factura|Factura n.º|Factura No|Nº factura|Número",
    "date": "Fecha|Fecha de factura|Fecha de emisión",
    "due": "Vencimiento|Fecha de vencimiento",
    "order": "Pedido|Su pedido|Albarán",
    "order_date": "Fecha de entrega|Fecha de pedido",
    "customer_no": "Código cliente|Nº cliente",
    "buyer": "Cliente|Facturar a|Destinatario",
    "ship": "Enviar a",
    "from": "Proveedor|Emisor",
    "what": "Descripción|Concepto|Artículo",
    "many": "Cantidad|Uds.",
    "price": "Precio|Precio unitario",
    "rate": "IVA|% IVA",
    "amount": "Importe|Total",
    "net": "Base imponible|Subtotal|Total neto",
    "tax": "IVA|IVA 21%|Cuota IVA",
    "total": "Total|TOTAL|Total factura|Importe total|Total a pagar",
    "owed": "A pagar|Total a pagar|Pendiente",
    "discount": "Descuento",
    "carriage": "Portes|Envío",
    "paid": "Pagado|Anticipo",
    "before": "Saldo anterior",
    "account": "IBAN|Cuenta",
    "tax_id": "NIF|CIF",
    "terms": "Pago a 30 días.|Transferencia bancaria.",
    "early": "Descuento si paga antes del {day}: {sum}",
    "page": "Página 1|Página 1 de 1",
    "thanks": "Gracias por su visita",
}
_EN_STREETS = "High Street|Station Road|Mill Lane|Park Avenue|King Street|Harbour Road|Church Lane|Bridge Street"
_EN_GOODS = (
    "Consulting services|Printer paper A4, box|Hire of equipment, weekly|Software licence|"
    "Cleaning of offices|Timber, sawn|"
    "Coffee beans 1 kg|Repair of pump|Radio spots, morning|Evening news, 30 sec|Legal advice|"
    "Bolts M8 x 40|Courier delivery|Web hosting"
)
_EN_FORMS = "Ltd|Limited|Inc|LLC|& Sons|Partners|Group|Pty Ltd|plc|Co.|"
_EN_TRADES = (
    "Plumbing|Media|Broadcasting|Timber|Foods|Office Supplies|Electrical|Consulting|Motors|"
    "Printing|Radio|Catering|Logistics"
)
_DE_GOODS = (
    "Beratung vor Ort|Druckerpapier A4, Karton|Wartung der Anlage|Schrauben M8 x 40|"
    "Kaffeebohnen 1 kg|Montage Fenster|"
    "Miete Gerüst, Woche|Softwarelizenz|Reinigung Büro|Kies 0/16, Tonne|Arbeitszeit Geselle"
)
_FR_GOODS = (
    "Prestation de conseil|Papier A4, carton|Location de matériel|Entretien chaudière|"
    "Café en grains 1 kg|Pose de carrelage|"
    "Licence logiciel|Transport|Main d'œuvre|Fournitures de bureau"
)
TONGUES: Mapping[str, Tongue] = {
    "us": Tongue(
        "USD",
        "$1",
        (",.",),
        ("%m/%d/%Y", "%m/%d/%y", "%B %-d, %Y", "%b %-d, %Y"),
        (0, 0, 6, 7, 8),
        _EN_STREETS,
        "Springfield, IL 62704|Dayton, OH 45402|Austin, TX 78701|Reno, NV 89501|Salem, OR 97301",
        _EN_FORMS,
        _EN_TRADES,
        _EN_GOODS,
        _ENGLISH,
    ),
    "gb": Tongue(
        "GBP",
        "£1",
        (",.",),
        ("%d/%m/%Y", "%d %B %Y", "%d-%b-%Y", "%d.%m.%y"),
        (20, 20, 5, 0),
        _EN_STREETS,
        "Leeds LS1 4AP|Bristol BS1 5TR|York YO1 7HH|Derby DE1 2QP",
        _EN_FORMS,
        _EN_TRADES,
        _EN_GOODS,
        _ENGLISH,
    ),
    "au": Tongue(
        "AUD",
        "$1",
        (",.",),
        ("%d/%m/%Y", "%d %b %Y", "%d/%m/%y"),
        (10, 10, 0),
        _EN_STREETS,
        "Geelong VIC 3220|Cairns QLD 4870|Hobart TAS 7000|Perth WA 6000",
        _EN_FORMS,
        _EN_TRADES,
        _EN_GOODS,
        _ENGLISH,
    ),
    "my": Tongue(
        "MYR",
        "RM 1",
        (",.",),
        ("%d/%m/%Y", "%d-%m-%Y", "%d %b %Y", "%d/%m/%y"),
        (6, 6, 0),
        "Jalan Tun Razak|Jalan Bukit|Lorong Selamat|Jalan Ipoh",
        "50400 Kuala Lumpur|81100 Johor Bahru|47300 Petaling Jaya",
        "Sdn Bhd|SDN BHD|Enterprise|Trading|(M) Sdn Bhd",
        "Hardware|Stationery|Restoran|Mart|Books|Trading|Kopitiam|Pharmacy",
        "Nasi goreng|Teh ais|Screw driver set|A4 paper 80 gsm|Mineral water|Paint brush 2 in|Marker pen|Cement 50 kg",
        _ENGLISH,
    ),
    "de": Tongue(
        "EUR",
        "1 €",
        (".,", ".,", " ,"),
        ("%d.%m.%Y", "%d.%m.%y", "%d.%m.%Y"),
        (19, 19, 7, 0),
        "Hauptstraße|Bahnhofstraße|Gartenweg|Am Markt|Lindenallee|Mühlweg",
        "50667 Köln|04109 Leipzig|80331 München|28195 Bremen",
        "GmbH|AG|GmbH & Co. KG|e.K.|OHG|KG|",
        "Bau|Elektro|Technik|Handels|Druck|Logistik|Metall|Sanitär|Großhandel|Medien",
        _DE_GOODS,
        _GERMAN,
    ),
    "ch": Tongue(
        "CHF",
        "CHF 1",
        ("'.", "\u2019."),
        ("%d.%m.%Y", "%d. %m. %Y"),
        (8, 3),
        "Seestrasse|Dorfplatz|Bergweg|Bahnhofstrasse",
        "8001 Zürich|3011 Bern|4051 Basel",
        "AG|GmbH|& Co.",
        "Bau|Elektro|Treuhand|Holz|Garten",
        _DE_GOODS,
        _GERMAN,
    ),
    "fr": Tongue(
        "EUR",
        "1 €",
        (" ,", " ,", ".,"),
        ("%d/%m/%Y", "%d/%m/%y", "%d-%m-%Y"),
        (20, 20, 10, 6),
        "rue de la Gare|avenue Foch|rue du Port|chemin Vert",
        "69002 Lyon|33000 Bordeaux|59800 Lille",
        "SARL|SAS|SA|EURL|",
        "Bâtiment|Électricité|Transports|Menuiserie|Informatique|Distribution",
        _FR_GOODS,
        _FRENCH,
    ),
    "nl": Tongue(
        "EUR",
        "€1",
        (".,",),
        ("%d-%m-%Y", "%d-%m-%y"),
        (21, 21, 9),
        "Kerkstraat|Dorpsweg|Stationsplein",
        "3511 AB Utrecht|9712 CD Groningen",
        "B.V.|BV|VOF|",
        "Techniek|Groothandel|Bouw|Schilders",
        _EN_GOODS,
        _DUTCH,
    ),
    "es": Tongue(
        "EUR",
        "1 €",
        (".,",),
        ("%d/%m/%Y", "%d-%m-%Y"),
        (21, 21, 10),
        "Calle Mayor|Avenida del Puerto|Calle Nueva",
        "28013 Madrid|46002 Valencia",
        "S.L.|S.A.|SL",
        "Suministros|Talleres|Construcciones|Servicios",
        _FR_GOODS,
        _SPANISH,
    ),
}
"""The countries by a short name."""

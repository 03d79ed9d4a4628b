"""The words by which documents name their parts: a table of phrases by role, in the languages we read. Pure.

A phrase is compared without spaces, accents, case and punctuation, so `Rechnungs-Nr.`, `RECHNUNGS NR` and
`Rechnungsnr` are one. The figure is how strongly the phrase speaks for its role (1 leaves no doubt).
Roles that are nobody's field (`customer number`, `other date`) are there to take the wrong values away.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a phrase announces."""

    NUMBER = "number"
    TITLE = "title"
    MARK = "mark"
    OTHER_NUMBER = "other number"
    PO_NUMBER = "po number"
    ORDER_NUMBER = "order number"
    ISSUE_DATE = "issue date"
    DATED = "dated"
    DUE_DATE = "due date"
    OTHER_DATE = "other date"
    TOTAL = "total"
    NET = "net"
    TAX = "tax"
    DUE = "due"
    PREPAID = "prepaid"
    TENDER = "tender"
    CHANGE = "change"
    OTHER_AMOUNT = "other amount"
    TAX_ID = "tax id"
    IBAN = "iban"
    ACCOUNT = "account"
    ROUTING = "routing"
    REFERENCE = "reference"
    SELLER = "seller"
    BUYER = "buyer"
    PARTY_END = "party end"
    NAME = "name"
    HOLDER = "holder"
    TERMS = "terms"


TABLE: dict[Role, str] = {
    Role.NUMBER: """
        1.0 invoice number; invoice no; invoice nr; invoice num; invoice #; invoice id; inv no; inv number; inv #; inv nr
        1.0 tax invoice number; tax invoice no; tax invoice #; bill number; bill no; bill #; document number; document no
        1.0 credit note number; credit note no; credit note #; credit memo number; credit memo no; credit memo #
        1.0 adjustment note number; adjustment note no; credit number; credit no
        1.0 rechnungsnummer; rechnungs nr; rechnung nr; rechnungsnr; rechn nr; re nr; rg nr; rechnungs no; rechnung no
        1.0 belegnummer; beleg nr; beleg no; gutschriftsnummer; gutschrift nr; gutschriftnummer; gutschriften nr
        1.0 rechnungskorrektur nr; korrekturrechnung nr; stornorechnung nr; rechnung kunde nr; vorgangsnummer
        1.0 numero de facture; no de facture; facture no; no facture; n facture; facture n; ref facture; reference facture
        1.0 numero facture; avoir no; no avoir; numero d avoir; no d avoir; no de piece
        1.0 factuurnummer; factuur nr; factuurnr; factuur no; creditnota nummer; creditnota nr; notanummer
        1.0 numero de factura; factura no; no de factura; no factura; factura num; num factura; factura n
        1.0 numero fattura; fattura n; fattura no; fattura nr; n fattura; numero documento; nota di credito n
        1.0 fakturanummer; fakturanr; faktura nr; faktura no; laskun numero; laskunumero; nr faktury; faktura numer
        0.9 receipt number; receipt no; receipt #; receipt nr; slip no; bon nr; bonnummer; quittungsnummer; quittung nr
        0.9 cash bill no; cash invoice no; trans no; transaction no; transaction number; transaction id; ticket no
        0.8 doc no; doc #; doc nr; dokumentnummer; dokument nr; document id; voucher no; statement number; billing id
        0.8 booking id; confirmation number; reservation number; our invoice
        0.75 invoice; faktura; invoice ref; invoice reference; bill id
    """,
    Role.TITLE: """
        0.75 invoice; tax invoice; commercial invoice; sales invoice; rechnung; handelsrechnung; warenrechnung
        0.75 schlussrechnung; teilrechnung; abschlagsrechnung; proforma rechnung; kostenrechnung; sammelrechnung
        0.75 facture; factuur; factura; fattura; facture d acompte; facture finale; official billing invoice
        0.75 avoir; gutschrift; rechnungskorrektur; korrekturrechnung; stornorechnung; kaufmannische gutschrift
        0.75 credit note; credit memo; tax credit note; adjustment note; creditnota; nota di credito; nota de credito
        0.75 avoir no; facture avoir; duplicate invoice; invoice copy; rechnungskopie; beitragsrechnung
    """,
    Role.MARK: """
        0.5 no; nr; number; num; nummer; numero; #; n
    """,
    Role.ORDER_NUMBER: """
        0.9 contract revision; order rev; contract number; contract no; contract #; contract; order revision; agreement no
        0.85 order number; order no; order #; order nr; sales order; sales order no; so number; auftragsnummer
        0.85 auftrags nr; auftrag nr; auftragsnr; bestatigungsnummer; no de commande; commande no; order id; insertion order
        0.85 quote number; quote no; quote #; quotation no; quotation number; angebotsnummer; angebot nr; devis no
        0.85 estimate number; estimate no; offertenummer; proforma no; pro forma invoice no; pro forma no
        0.85 lieferscheinnummer; lieferschein nr; delivery note no; delivery note number; bon de livraison no
    """,
    Role.PO_NUMBER: """
        1.0 purchase order; purchase order no; purchase order number; po number; po no; po #; p o no; p o number; your po
        1.0 customer po; cust po; your order; your order no; your order number; customer order no; customer order number
        1.0 ihre bestellung; bestellnummer; bestell nr; bestellung nr; bestellnr; ihre bestellnummer; ihr auftrag
        1.0 votre commande; numero de commande client; votre reference; bon de commande; reference commande
        1.0 uw bestelling; uw ordernummer; bestelnummer; su pedido; no pedido; pedido; ordine n; vs ordine; buyer reference
        0.7 your reference; your ref; ihre referenz; ihr zeichen; customer reference; customer ref; referenz kaufer; po
    """,
    Role.OTHER_NUMBER: """
        1.0 customer number; customer no; customer #; customer id; customer code; cust no; cust #; account no; account number
        1.0 account #; acct no; a c no; client no; client number; client id; id client; idclient; no client; code client
        1.0 kundennummer; kunden nr; kundennr; kunden no; ihre kundennummer; kd nr; debitor; debitorennummer; klantnummer
        1.0 kunde nr; klant nr; debiteurnummer; debiteurnr; numero cliente; codice cliente; no de cliente; no de client
        1.0 lieferantennummer; lieferanten nr; lief nr; supplier no; vendor no; vendor number; supplier number
        1.0 lieferschein nr; lieferscheinnummer; lieferschein; delivery note no; delivery note; delivery no; packing slip
        1.0 alt order #; alt order; deal #; estimate #; estimate number; line #; agency ref; advertiser ref; agy code
        1.0 advertiser code; agency code; product; product 1 2; est external #; advertiser ref; order brand
        1.0 telefon; tel; telephone; phone; fax; telefax; mobile; mobil; handy; tel no; fax no; phone no; ph; gsm; hotline
        1.0 projekt; projektnummer; project no; project number; job no; job number; kostenstelle; cost centre; vertrag
        1.0 vertragsnummer; vertrag nr; vertrags nr; policy number; versicherungsnummer; versicherungsschein nr
        1.0 gln; globale nummer; unsere gln; ihre gln; gtin; ean; wee reg nr; siret; siren; ape; naf; hrb; hrb nr
        1.0 handelsregisternummer; registergericht; amtsgericht; kvk; kvk nr; kvk nummer; rcs; reg no; company no
        1.0 company reg no; company registration no; co reg no; roc no; registered number; company number; crn; acn
        1.0 table; table no; tisch; cashier; kasse; kassierer; till; terminal; pos; counter; station; server; operator
        1.0 invoice period; invoice month; billing period; seite; page; pagina; blatt; pax; queue; member; card no
        1.0 weitere referenz; referenz; bezug; art nr; artikelnummer; art nr kunde; art nr lief; item no; item; sku; part no
        1.0 seriennummer; serial no; zahlernummer; zahler nr; kennzeichen; tracking no; shipment no; ref no rechnung
        1.0 anwendungsempfehlung; zugferd version; stylesheet version; codelisten version; mandatsreferenz; mandat
        1.0 glaubiger id; glaubiger identifikationsnummer; creditor id; swift; bic; blz; ifsc; ifsc code; sort code; bsb
        1.0 facture liee; original invoice; original invoice no; bezug rechnung; rechnung bezug; zu rechnung; gst id
        1.0 auftrag nr lief; auftrags nr lief; referenz rechnung; vorausgegangene rechnung; vorherige rechnung
    """,
    Role.ISSUE_DATE: """
        1.0 invoice date; inv date; date of invoice; tax invoice date; bill date; billing date; document date; date of issue
        1.0 issue date; issued; issued on; date issued; credit note date; credit date; tax date; tax point; receipt date
        1.0 rechnungsdatum; rechnungs datum; rg datum; belegdatum; beleg datum; gutschriftsdatum; ausstellungsdatum
        1.0 rechnungs belegdatum; datum der rechnung; rechnung vom; re datum; fakturadatum; dokumentdatum
        1.0 date de facture; date facture; date de facturation; date d emission; facture du; date de la facture; date avoir
        1.0 factuurdatum; datum factuur; fecha de factura; fecha factura; fecha de emision; data fattura; data documento
        1.0 data di emissione; datum faktury; laskun paivays; paivays; inv dt; invoice dt; date invoiced
        0.85 date; datum; fecha; data; dated; date time; transaction date; trans date; bill dt; print date; dt; le
    """,
    Role.DATED: """
        0.5 vom; du; of; dated; am; del; van; le; den
    """,
    Role.DUE_DATE: """
        1.0 due date; payment due; payment due date; due by; date due; pay by; payable by; please pay by; due on; due
        1.0 total amount due on; amount due on; payment due by; zahlbar bis; fallig am; falligkeitsdatum; falligkeit
        1.0 zahlungsziel; fallig; zahlung bis; zahlbar bis zum; uberweisen sie bitte bis zum; bitte zahlen sie bis; netto bis
        1.0 zu zahlen bis; bis zum; fallig bis; date d echeance; echeance; date limite de paiement; a payer avant
        1.0 payable le; date limite; vervaldatum; te betalen voor; uiterste betaaldatum; fecha de vencimiento; vencimiento
        1.0 data di scadenza; scadenza; termin platnosci; forfallodato; forfallsdato; erapaiva; prelevement a partir du
        0.7 wird am; werden am; will be debited on; will be collected on
    """,
    Role.OTHER_DATE: """
        1.0 order date; delivery date; date of delivery; ship date; shipping date; service date; period; billing period
        1.0 date ordered; supply date; date of supply; period from; period to; from; to; start date; end date
        1.0 contract dates; flight dates; invoice period; original date revision; order flight; date printed; printed on
        1.0 officially printed on; gen date; air date; check in; check out; generated; expiry; expires; valid until
        1.0 lieferdatum; liefer und leistungsdatum; leistungsdatum; leistungszeitraum; lieferschein datum; auftragsdatum
        1.0 bestelldatum; bestell datum; bestellung vom; lieferung vom; auftrag vom; auftrag datum lief; abrechnungszeitraum
        1.0 druckdatum; zeitraum; lieferscheindatum; stylesheet version; version; gultig bis; skonto; taxifahrt vom
        1.0 date de livraison; date de commande; periode; leverdatum; besteldatum; bis; bestatigung vom; date of birth
        1.0 rechnung gemass bestellung vom; verordnung; lieferschein vom; angebot vom; abrechnung vom; skonto bis
    """,
    Role.TOTAL: """
        1.0 invoice total; total invoice; grand total; total incl; total including; total inc gst; total inc vat; gross total
        1.0 total incl gst; total incl vat; total including gst; total including vat; total inc tax; total incl tax
        1.0 total inclusive gst; total sales inclusive gst; total sales inclusive of gst; total inclusive of gst; total gross
        1.0 total amount incl gst; total amount inclusive gst; total for this invoice; total amount including gst
        1.0 gesamtbetrag brutto; bruttosumme; bruttobetrag; gesamtbetrag; rechnungsbetrag; endbetrag; gesamtsumme
        1.0 rechnungssumme; rechnungsendbetrag; summe brutto; gesamt brutto; brutto gesamt; brutto summe; endsumme
        1.0 gesamtbetrag inkl mwst; gesamtbetrag inkl ust; betrag inkl mwst; summe inkl mwst; gesamt inkl mwst; total chf
        1.0 rechnungsbetrag brutto; bruttorechnungsbetrag; gutschriftsbetrag; gutschriftbetrag; auszahlungsbetrag; total ttc
        1.0 montant ttc; montant total ttc; total t t c; total toutes taxes comprises; montant total; totaal incl btw
        1.0 totaalbedrag; totaal inclusief btw; totaal te betalen; total factura; importe total; totale fattura
        1.0 totale documento; total a pagar; totale da pagare; total general; total eur ttc; montant eur ttc; total iva incluido
        1.0 rounded total; rounded total rm; total rounded; nett total; net total rm; total after rounding; total aft rnd
        1.0 amount inclusive of gst; credit total; total credit; total aud; total gbp; total eur; total usd; total nzd
        1.0 total inkl mwst; gesamtbetrag eur; summe eur brutto; total rm incl of gst; total incl of gst; total payment
        1.0 order total; contract total; gross amount; gross
        0.9 total; totals; total amount; totale; totaal; gesamt; summe; total sales; total rm; total payable; bill total
        0.9 betrag brutto; total facture; amount total; total price; sum total; total value; total cost; contract value
        0.8 brutto; ttc; total net amount due; net amount due; total amt; ttl; total charges
    """,
    Role.DUE: """
        1.0 amount due; balance due; total due; total amount due; amount payable; payable amount; total payable; to pay
        1.0 please pay; pay this amount; outstanding; amount outstanding; net amount due; balance payable; amount to pay
        1.0 zahlbetrag; zu zahlen; zu zahlender betrag; zahlungsbetrag; restbetrag; offener betrag; falliger betrag
        1.0 noch zu zahlen; uberweisungsbetrag; net a payer; reste a payer; somme a payer; montant a payer; solde a payer
        1.0 te betalen; nog te betalen; openstaand bedrag; a pagar; da pagare; netto a pagare; reste du; montant du
        1.0 net due; montant du prelevement; total net a payer; saldo; offen
    """,
    Role.NET: """
        1.0 subtotal; sub total; net total; total net; net amount; total excl; total excluding; total ex gst; total ex vat
        1.0 total excl gst; total excl vat; total exc gst; total exc vat; total excluding gst; total excluding vat
        1.0 total excl tax; total before tax; net value; taxable amount; total ex tax; amount excl gst; total exclusive gst
        1.0 total sales excluding gst; total amount excluding gst; total sales exclusive gst; total exclusive of gst
        1.0 nettobetrag; nettosumme; gesamtbetrag netto; summe netto; netto gesamt; gesamt netto; nettowert; netto summe
        1.0 rechnungssumme ohne ust; rechnungssumme ohne mwst; summe ohne mwst; betrag ohne mwst; gesamtnetto
        1.0 gesamtnettobetrag; warenwert netto; total netto; nettorechnungsbetrag; rechnungsbetrag netto; total ht
        1.0 montant ht; total h t; montant total ht; total hors taxes; montant hors taxe; base ht; total net ht
        1.0 totaal excl btw; subtotaal; totaal exclusief btw; base imponible; imponibile; totale imponibile; total neto
        1.0 montant eur ht; total eur ht; total sans tva; steuerbasisbetrag; steuerpflichtiger betrag; nettoentgelt
        1.0 net invoice total; subtotal excl gst; subtotal ex gst; goods total; total net amount; zwischensumme netto
        0.85 basisbetrag; zwischensumme; positionssumme; warenwert; netto; net; sous total; ht; amount before gst
        0.8 gesamtpositionswert; summe positionen; summe der positionen; entgelt; amt rm; amount rm
    """,
    Role.TAX: """
        1.0 gst; vat; tax; sales tax; total gst; total vat; total tax; gst amount; vat amount; tax amount; hst; pst; qst
        1.0 plus gst; plus vat; add gst; gst total; vat total; gst payable; includes gst of; gst included; tax total
        1.0 tax rm; incl gst; includes gst; total includes gst; gst included in total; gst rm
        1.0 mwst; mehrwertsteuer; umsatzsteuer; ust; mwst betrag; steuerbetrag; ust betrag; zzgl mwst; zzgl ust
        1.0 zuzuglich mwst; summe mwst; gesamtsteuer; steuer; steuersumme; mwst summe; gesamt mwst; gesamtbetrag mwst
        1.0 enthaltene mwst; inkl mwst; plus mwst; umsatzsteuerbetrag; steuerbetrag in; summe ust; steuergesamtbetrag
        1.0 tva; montant tva; total tva; taxes; montant de la tva; montant taxe; total taxes; dont tva; btw; btw bedrag
        1.0 totaal btw; iva; importe iva; totale iva; imposta; total iva; cuota iva; total impuestos; versicherungssteuer
        1.0 versicherungsteuer; moms; service tax; taxe; total de taxe
    """,
    Role.PREPAID: """
        1.0 prepaid; deposit; deposit paid; less deposit; amount paid; paid to date; payments received; less payments
        1.0 total paid; already paid; erhaltene anzahlungen; anzahlung; bereits bezahlt; gezahlter betrag; acompte
        1.0 deja paye; acompte verse; reeds betaald; aanbetaling; pagado; acconto; erhaltene anzahlung; vorauszahlung
        1.0 credits; less credits; payment received; abzuglich anzahlung; bereits gezahlt
    """,
    Role.TENDER: """
        1.0 cash; cash tendered; tendered; amount tendered; bar; gegeben; visa; mastercard; master; debit card; cash rm
        1.0 credit card; card; eftpos; amex; bankomat; ec karte; especes; contant; payment; paid; paid amount; cash received
        1.0 cash paid; cash amount; tender; received; kartenzahlung; girocard; maestro; pin; contante; efectivo; contanti
    """,
    Role.CHANGE: """
        1.0 change; change due; ruckgeld; rendu; wisselgeld; cambio; resto; change rm; cash change; balance change; your change
    """,
    Role.OTHER_AMOUNT: """
        1.0 total discount; discount; rabatt; total savings; savings; you saved; rounding; rounding adj; rounding adjustment
        1.0 rundung; total qty; total item; total items; total quantity; total spots; item count; no of items; rnd adj
        1.0 gesamtbetrag der zuschlage; gesamtbetrag der abschlage; zuschlage; abschlage; skonto; skontobetrag; rundungsbetrag
        1.0 freight; shipping; versandkosten; frachtbetrag; transportkosten; porto; fracht verp vers; zu abschlag; artikelrabatt
        1.0 unit price; price; einzelpreis; nettopreis; bruttopreis; preis; stuckpreis; prix unitaire; prix; rate; e preis
        1.0 qty; quantity; menge; anzahl; quantite; hours; stunden; points; punkte; balance brought forward; opening balance
        1.0 agency commission; agency comm; commission; capital; capital social; sarl au capital de; au capital de; credit limit; remise
        1.0 previous balance; vorheriger saldo; kontostand; gesamtrabatt; artikelgesamtrabatt; rechnungsrabatt; basis
        1.0 leergutwert; total excise; total weight; gewicht; surcharge; service charge; svc chg; ser charge; serv charge
        1.0 basispreis; teilzahlung; invoice balance as of; tax code; gst summary; deposit balance; minimum payment
    """,
    Role.TAX_ID: """
        1.0 vat no; vat number; vat reg no; vat registration no; vat registration number; vat id; vat; gst no; gst reg no
        1.0 gst id no; gst id; gst registration no; gst number; abn; a b n; tax id; tax no; tax number; tin; ein; fein
        1.0 ust id nr; ust idnr; ust id; ustid; ust id no; umsatzsteuer id; umsatzsteuer identifikationsnummer; ustidnr
        1.0 umsatzsteuer identnummer; ust ident nr; uid; uid nr; atu; steuernummer; steuer nr; st nr; mwst nr; ust nr
        1.0 tva; no tva; numero tva; no de tva; tva intracommunautaire; no de tva intra communautaire; tva intra
        1.0 numero de tva; btw nr; btw nummer; btw id; btw; cif; nif; partita iva; p iva; piva; steuer id; gst hst no
        1.0 no de tva intracommunautaire; vat reg; sst no; sst id; sst reg no; ust ldnr; company tax id; moms nr
    """,
    Role.IBAN: """
        1.0 iban; iban no; iban nr; iban number
    """,
    Role.ACCOUNT: """
        1.0 account number; account no; acct no; a c no; bank account; bank account no; kontonummer; konto nr; konto
        1.0 kto nr; kto; numero de compte; no de compte; rekeningnummer; bank a c no; bank a c; acc no; acc number; account
    """,
    Role.ROUTING: """
        1.0 bsb; bsb no; bsb number; sort code; routing number; routing no; aba; blz; bankleitzahl; bank code; aba no
    """,
    Role.REFERENCE: """
        1.0 payment reference; reference for payment; please quote; remittance reference; verwendungszweck; zahlungsreferenz
        1.0 kassenzeichen; reference de paiement; communication de paiement; betalingskenmerk; betaalkenmerk
        1.0 please use the following communication for your payment; communication; biller code ref; payment ref
        1.0 bei zahlung bitte angeben; zahlungszweck; reference a rappeler; structured communication; mededeling
        0.6 ref; reference
    """,
    Role.SELLER: """
        1.0 verkaufer; lieferant; seller; supplier; vendor; from; remit to; send payment to; remit address; vendeur
        1.0 fournisseur; rechnungssteller; leverancier; proveedor; fornitore; cedente; absender; invoice from; pay to
        1.0 service provider; issued by; emetteur; rechnungsaussteller; verkoper; contract agreement between; bill from
        1.0 make cheques payable to; make checks payable to; please remit to; please make payment to; payee; zahlungsempfanger
        1.0 leistungserbringer; auftragnehmer; beneficiary
    """,
    Role.BUYER: """
        1.0 kaufer; kunde; kaufer leistungsempfanger; rechnungsempfanger; leistungsempfanger; bill to; billed to; sold to
        1.0 bill to address; billing address; invoice to; invoiced to; customer; client; ship to; deliver to; delivery to
        1.0 delivery address; shipping address; warenempfanger; lieferadresse; rechnungsadresse; lieferanschrift; buyer
        1.0 rechnungsanschrift; abweichender warenempfanger; abweichender rechnungsempfanger; acheteur; adresse de livraison
        1.0 adresse de facturation; facture a; livre a; client facture; destinataire; factuuradres; afleveradres; klant
        1.0 cliente; facturar a; destinatario; spett le; attn; attention; attn to; guest name; and; advertiser; agency
        1.0 nom de l abonne; adresse de l installation; empfanger; auftraggeber; besteller; customer name; bestellt von
        1.0 tax no of buyer; abweichender kaufer; endkunde; lieferempfanger; agence; name of customer; account name
    """,
    Role.PARTY_END: """
        1.0 bemerkungen; bemerkung; positionsdaten; beschreibung; description; anwendungsempfehlung; weitere referenz
        1.0 qualifizierung der textart; zahlungsbedingungen; notes; liefer und leistungsdatum; lieferbedingungen
        1.0 steuervertreter; tax representative; inhalt; liefernachweis; vertragsdaten; bestellreferenz; auftragsbestatigung
    """,
    Role.NAME: """
        1.0 name; company name; firma; firmenname; nom; naam; nombre; ragione sociale; company
    """,
    Role.HOLDER: """
        1.0 kontoname; kontoinhaber; account holder; account name; inhaber; titulaire; titulaire du compte; ten name van
        1.0 beneficiary name; account title; rekeninghouder; a c name; bank account name; all payment to be made in favor of
    """,
    Role.TERMS: """
        1.0 payment terms; terms; terms of payment; zahlungsbedingungen; zahlungsbedingung; conditions de paiement
        1.0 betalingsvoorwaarden; condiciones de pago; condizioni di pagamento; zahlungskonditionen; net terms
        1.0 conditions de reglement; betalingstermijn; reglement
    """,
}

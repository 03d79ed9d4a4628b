"""The words by which documents name their parts: a table of phrases by role, in the languages we read. Pure.

A phrase is compared without spaces, accents, case and punctuation, so `Rechnungs-Nr.`, `RECHNUNGS NR` and
`Rechnungsnr` are one. The figure is how strongly the phrase speaks for its role (1 leaves no doubt).
Roles that are nobody's field (`customer number`, `other date`) are there to take the wrong values away.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from itertools import product


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
        1.0 invoice number; invoice no; invoice nr; invoice num; invoice #; invoice id; inv no; inv number; inv #
        1.0 inv nr; tax invoice number; tax invoice no; tax invoice #; bill number; bill no; bill #; document number
        1.0 document no; credit note number; credit note no; credit note #; credit memo number; credit memo no
        1.0 credit memo #; adjustment note number; adjustment note no; credit number; credit no; rechnungsnummer
        1.0 rechnungs nr; rechnung nr; rechnungsnr; rechn nr; re nr; rg nr; rechnungs no; rechnung no; belegnummer
        1.0 beleg nr; beleg no; gutschriftsnummer; gutschrift nr; gutschriftnummer; gutschriften nr
        1.0 rechnungskorrektur nr; korrekturrechnung nr; stornorechnung nr; rechnung kunde nr; vorgangsnummer
        1.0 numero de facture; no de facture; facture no; no facture; n facture; facture n; ref facture
        1.0 reference facture; numero facture; avoir no; no avoir; numero d avoir; no d avoir; no de piece
        1.0 factuurnummer; factuur nr; factuurnr; factuur no; creditnota nummer; creditnota nr; notanummer
        1.0 numero de factura; factura no; no de factura; no factura; factura num; num factura; factura n
        1.0 numero fattura; fattura n; fattura no; fattura nr; n fattura; numero documento; nota di credito n
        1.0 fakturanummer; fakturanr; faktura nr; faktura no; laskun numero; laskunumero; nr faktury; faktura numer
        0.9 receipt number; receipt no; receipt #; receipt nr; slip no; bon nr; bonnummer; quittungsnummer
        0.9 quittung nr; cash bill no; cash invoice no; trans no; transaction no; transaction number; transaction id
        0.9 ticket no
        0.8 doc no; doc #; doc nr; dokumentnummer; dokument nr; document id; voucher no; statement number
        0.8 billing id; booking id; confirmation number; reservation number; our invoice
        1.0 n piece; piece n; piece no; rechnungsnr datum; rechnungs nr datum; rechnungsnummer datum
        1.0 invoice no date; invoice number date
        0.75 ons kenmerk; invoice; faktura; invoice ref; invoice reference; bill id
    """,
    Role.TITLE: """
        0.75 invoice; tax invoice; commercial invoice; sales invoice; rechnung; handelsrechnung; warenrechnung
        0.75 schlussrechnung; teilrechnung; abschlagsrechnung; proforma rechnung; kostenrechnung; sammelrechnung
        0.75 facture; factuur; factura; fattura; facture d acompte; facture finale; official billing invoice; avoir
        0.75 gutschrift; rechnungskorrektur; korrekturrechnung; stornorechnung; kaufmannische gutschrift; credit note
        0.75 credit memo; tax credit note; adjustment note; creditnota; nota di credito; nota de credito; avoir no
        0.75 facture avoir; duplicate invoice; invoice copy; rechnungskopie; beitragsrechnung
    """,
    Role.MARK: """
        0.5 no; nr; number; num; nummer; numero; #; n
    """,
    Role.ORDER_NUMBER: """
        0.9 contract revision; order rev; contract number; contract no; contract #; contract; order revision
        0.9 agreement no
        0.85 e order; e order #; e order no
        0.7 auftrag; angebot; bestellung; devis; commande; quotation; quote; estimate; offerte; pedido; albaran
        0.85 order number; order no; order #; order nr; sales order; sales order no; so number; auftragsnummer
        0.85 auftrags nr; auftrag nr; auftragsnr; bestatigungsnummer; no de commande; commande no; order id
        0.85 insertion order; quote number; quote no; quote #; quotation no; quotation number; angebotsnummer
        0.85 angebot nr; devis no; estimate number; estimate no; offertenummer; proforma no; pro forma invoice no
        0.85 pro forma no; lieferscheinnummer; lieferschein nr; delivery note no; delivery note number
        0.85 bon de livraison no
    """,
    Role.PO_NUMBER: """
        1.0 purchase order; purchase order no; purchase order number; po number; po no; po #; p o no; p o number
        1.0 your po; customer po; cust po; your order; your order no; your order number; customer order no
        1.0 customer order number; ihre bestellung; bestellnummer; bestell nr; bestellung nr; bestellnr
        1.0 ihre bestellnummer; ihr auftrag; votre commande; numero de commande client; votre reference
        1.0 bon de commande; reference commande; uw bestelling; uw ordernummer; bestelnummer; su pedido; no pedido
        1.0 pedido; ordine n; vs ordine; buyer reference
        0.7 your reference; your ref; ihre referenz; ihr zeichen; customer reference; customer ref; referenz kaufer
        0.7 po
    """,
    Role.OTHER_NUMBER: """
        1.0 customer number; customer no; customer #; customer id; customer code; cust no; cust #; account no
        1.0 account number; account #; acct no; a c no; client no; client number; client id; id client; idclient
        1.0 no client; code client; kundennummer; kunden nr; kundennr; kunden no; ihre kundennummer; kd nr; debitor
        1.0 debitorennummer; klantnummer; kunde nr; klant nr; debiteurnummer; debiteurnr; numero cliente
        1.0 codice cliente; no de cliente; no de client; lieferantennummer; lieferanten nr; lief nr; supplier no
        1.0 vendor no; vendor number; supplier number; lieferschein nr; lieferscheinnummer; lieferschein
        1.0 delivery note no; delivery note; delivery no; packing slip; alt order #; alt order; deal #; estimate #
        1.0 estimate number; line #; agency ref; advertiser ref; agy code; advertiser code; agency code; product
        1.0 product 1 2; est external #; order brand; telefon; tel; telephone; phone; fax; telefax; mobile; mobil
        1.0 handy; tel no; fax no; phone no; ph; gsm; hotline; projekt; projektnummer; project no; project number
        1.0 job no; job number; kostenstelle; cost centre; vertrag; vertragsnummer; vertrag nr; vertrags nr
        1.0 policy number; versicherungsnummer; versicherungsschein nr; gln; globale nummer; unsere gln; ihre gln
        1.0 gtin; ean; wee reg nr; siret; siren; ape; naf; hrb; hrb nr; handelsregisternummer; registergericht
        1.0 amtsgericht; kvk; kvk nr; kvk nummer; rcs; reg no; company no; company reg no; company registration no
        1.0 co reg no; roc no; registered number; company number; crn; acn; table; table no; tisch; cashier; kasse
        1.0 kassierer; till; terminal; pos; counter; station; server; operator; invoice period; invoice month
        1.0 billing period; seite; page; pagina; blatt; pax; queue; member; card no; weitere referenz; referenz
        1.0 bezug; art nr; artikelnummer; art nr kunde; art nr lief; item no; item; sku; part no; seriennummer
        1.0 serial no; zahlernummer; zahler nr; kennzeichen; tracking no; shipment no; ref no rechnung
        1.0 anwendungsempfehlung; zugferd version; stylesheet version; codelisten version; mandatsreferenz; mandat
        1.0 glaubiger id; glaubiger identifikationsnummer; creditor id; swift; bic; blz; ifsc; ifsc code; sort code
        1.0 bsb; facture liee; original invoice; original invoice no; bezug rechnung; rechnung bezug; zu rechnung
        1.0 gst id; auftrag nr lief; auftrags nr lief; referenz rechnung; vorausgegangene rechnung
        1.0 vorherige rechnung
    """,
    Role.ISSUE_DATE: """
        1.0 invoice date; inv date; date of invoice; tax invoice date; bill date; billing date; document date
        1.0 date of issue; issue date; issued; issued on; date issued; credit note date; credit date; tax date
        1.0 tax point; receipt date; rechnungsdatum; rechnungs datum; rg datum; belegdatum; beleg datum
        1.0 gutschriftsdatum; ausstellungsdatum; rechnungs belegdatum; datum der rechnung; rechnung vom; re datum
        1.0 fakturadatum; dokumentdatum; date de facture; date facture; date de facturation; date d emission
        1.0 facture du; date de la facture; date avoir; factuurdatum; datum factuur; fecha de factura; fecha factura
        1.0 fecha de emision; data fattura; data documento; data di emissione; datum faktury; laskun paivays
        1.0 paivays; inv dt; invoice dt; date invoiced; rechnungsnr datum; rechnungs nr datum; rechnungsnummer datum
        1.0 invoice no date; invoice number date
        0.85 date; datum; fecha; data; dated; date time; transaction date; trans date; bill dt; print date; dt; le
    """,
    Role.DATED: """
        0.5 vom; du; of; dated; am; del; van; le; den
    """,
    Role.DUE_DATE: """
        1.0 due date; payment due; payment due date; due by; date due; pay by; payable by; please pay by; due on
        1.0 due; total amount due on; amount due on; payment due by; zahlbar bis; fallig am; falligkeitsdatum
        1.0 falligkeit; zahlungsziel; fallig; zahlung bis; zahlbar bis zum; uberweisen sie bitte bis zum
        1.0 bitte zahlen sie bis; netto bis; zu zahlen bis; bis zum; fallig bis; date d echeance; echeance
        1.0 date limite de paiement; a payer avant; payable le; date limite; vervaldatum; te betalen voor
        1.0 uiterste betaaldatum; fecha de vencimiento; vencimiento; data di scadenza; scadenza; termin platnosci
        1.0 forfallodato; forfallsdato; erapaiva; prelevement a partir du
        0.7 wird am; werden am; will be debited on; will be collected on
    """,
    Role.OTHER_DATE: """
        1.0 order date; delivery date; date of delivery; ship date; shipping date; service date; period
        1.0 billing period; date ordered; supply date; date of supply; period from; period to; from; to; start date
        1.0 end date; contract dates; flight dates; invoice period; original date revision; order flight
        1.0 date printed; printed on; officially printed on; gen date; air date; check in; check out; generated
        1.0 expiry; expires; valid until; lieferdatum; liefer und leistungsdatum; leistungsdatum; leistungszeitraum
        1.0 lieferschein datum; auftragsdatum; bestelldatum; bestell datum; bestellung vom; lieferung vom
        1.0 auftrag vom; auftrag datum lief; abrechnungszeitraum; druckdatum; zeitraum; lieferscheindatum
        1.0 stylesheet version; version; gultig bis; skonto; taxifahrt vom; date de livraison; date de commande
        1.0 periode; leverdatum; besteldatum; bis; bestatigung vom; date of birth; rechnung gemass bestellung vom
        1.0 verordnung; lieferschein vom; angebot vom; abrechnung vom; skonto bis
    """,
    Role.TOTAL: """
        1.0 invoice total; total invoice; grand total; total incl; total including; total inc gst; total inc vat
        1.0 gross total; total incl gst; total incl vat; total including gst; total including vat; total inc tax
        1.0 total incl tax; total inclusive gst; total sales inclusive gst; total sales inclusive of gst
        1.0 total inclusive of gst; total gross; total amount incl gst; total amount inclusive gst
        1.0 total for this invoice; total amount including gst; gesamtbetrag brutto; bruttosumme; bruttobetrag
        1.0 gesamtbetrag; rechnungsbetrag; endbetrag; gesamtsumme; rechnungssumme; rechnungsendbetrag; summe brutto
        1.0 gesamt brutto; brutto gesamt; brutto summe; endsumme; gesamtbetrag inkl mwst; gesamtbetrag inkl ust
        1.0 betrag inkl mwst; summe inkl mwst; gesamt inkl mwst; total chf; rechnungsbetrag brutto
        1.0 bruttorechnungsbetrag; gutschriftsbetrag; gutschriftbetrag; auszahlungsbetrag; total ttc; montant ttc
        1.0 montant total ttc; total t t c; total toutes taxes comprises; montant total; totaal incl btw
        1.0 totaalbedrag; totaal inclusief btw; totaal te betalen; total factura; importe total; totale fattura
        1.0 totale documento; total a pagar; totale da pagare; total general; total eur ttc; montant eur ttc
        1.0 total iva incluido; rounded total; rounded total rm; total rounded; nett total; net total rm
        1.0 total after rounding; total aft rnd; amount inclusive of gst; credit total; total credit; total aud
        1.0 total gbp; total eur; total usd; total nzd; total inkl mwst; gesamtbetrag eur; summe eur brutto
        1.0 total rm incl of gst; total incl of gst; total payment; order total; contract total; gross amount; gross
        0.9 total; totals; total amount; totale; totaal; gesamt; summe; total sales; total rm; total payable
        0.9 bill total; betrag brutto; total facture; amount total; total price; sum total; total value; total cost
        0.9 contract value
        0.8 brutto; ttc; total net amount due; net amount due; total amt; ttl; total charges
    """,
    Role.DUE: """
        1.0 amount due; balance due; total due; total amount due; amount payable; payable amount; total payable
        1.0 to pay; please pay; pay this amount; outstanding; amount outstanding; net amount due; balance payable
        1.0 amount to pay; zahlbetrag; zu zahlen; zu zahlender betrag; zahlungsbetrag; restbetrag; offener betrag
        1.0 falliger betrag; noch zu zahlen; uberweisungsbetrag; net a payer; reste a payer; somme a payer
        1.0 montant a payer; solde a payer; te betalen; nog te betalen; openstaand bedrag; a pagar; da pagare
        1.0 netto a pagare; reste du; montant du; net due; montant du prelevement; total net a payer; saldo; offen
    """,
    Role.NET: """
        1.0 subtotal; sub total; net total; total net; net amount; total excl; total excluding; total ex gst
        1.0 total ex vat; total excl gst; total excl vat; total exc gst; total exc vat; total excluding gst
        1.0 total excluding vat; total excl tax; total before tax; net value; taxable amount; total ex tax
        1.0 amount excl gst; total exclusive gst; total sales excluding gst; total amount excluding gst
        1.0 total sales exclusive gst; total exclusive of gst; nettobetrag; nettosumme; gesamtbetrag netto
        1.0 summe netto; netto gesamt; gesamt netto; nettowert; netto summe; rechnungssumme ohne ust
        1.0 rechnungssumme ohne mwst; summe ohne mwst; betrag ohne mwst; gesamtnetto; gesamtnettobetrag
        1.0 warenwert netto; total netto; nettorechnungsbetrag; rechnungsbetrag netto; total ht; montant ht
        1.0 total h t; montant total ht; total hors taxes; montant hors taxe; base ht; total net ht; totaal excl btw
        1.0 subtotaal; totaal exclusief btw; base imponible; imponibile; totale imponibile; total neto
        1.0 montant eur ht; total eur ht; total sans tva; steuerbasisbetrag; steuerpflichtiger betrag; nettoentgelt
        1.0 net invoice total; subtotal excl gst; subtotal ex gst; goods total; total net amount
        1.0 zwischensumme netto; nettoumsatz; umsatz netto; netto warenwert
        0.85 basisbetrag; zwischensumme; positionssumme; warenwert; netto; net; sous total; ht; amount before gst
        0.8 gesamtpositionswert; summe positionen; summe der positionen; entgelt; amt rm; amount rm
    """,
    Role.TAX: """
        1.0 gst; vat; tax; sales tax; total gst; total vat; total tax; gst amount; vat amount; tax amount; hst; pst
        1.0 qst; plus gst; plus vat; add gst; gst total; vat total; gst payable; includes gst of; gst included
        1.0 tax total; tax rm; incl gst; includes gst; total includes gst; gst included in total; gst rm; mwst
        1.0 mehrwertsteuer; umsatzsteuer; ust; mwst betrag; steuerbetrag; ust betrag; zzgl mwst; zzgl ust
        1.0 zuzuglich mwst; summe mwst; gesamtsteuer; steuer; steuersumme; mwst summe; gesamt mwst
        1.0 gesamtbetrag mwst; enthaltene mwst; inkl mwst; plus mwst; umsatzsteuerbetrag; steuerbetrag in; summe ust
        1.0 steuergesamtbetrag; tva; montant tva; total tva; taxes; montant de la tva; montant taxe; total taxes
        1.0 dont tva; btw; btw bedrag; totaal btw; iva; importe iva; totale iva; imposta; total iva; cuota iva
        1.0 enth mwst; enth ust; enthaltene umsatzsteuer; enthaltene steuer; tps; tvq; tps taxe; tvq taxe
        1.0 total impuestos; versicherungssteuer; versicherungsteuer; moms; service tax; taxe; total de taxe
    """,
    Role.PREPAID: """
        1.0 prepaid; deposit; deposit paid; less deposit; amount paid; paid to date; payments received
        1.0 less payments; total paid; already paid; erhaltene anzahlungen; anzahlung; bereits bezahlt
        1.0 gezahlter betrag; acompte; deja paye; acompte verse; reeds betaald; aanbetaling; pagado; acconto
        1.0 erhaltene anzahlung; vorauszahlung; credits; less credits; payment received; abzuglich anzahlung
        1.0 bereits gezahlt
    """,
    Role.TENDER: """
        1.0 cash; cash tendered; tendered; amount tendered; bar; gegeben; visa; mastercard; master; debit card
        1.0 cash rm; credit card; card; eftpos; amex; bankomat; ec karte; especes; contant; payment; paid
        1.0 paid amount; cash received; cash paid; cash amount; tender; received; kartenzahlung; girocard; maestro
        1.0 pin; contante; efectivo; contanti
        1.0 kreditkarte; zahlung; debit mastercard; geg mastercard; credit sales
    """,
    Role.CHANGE: """
        1.0 change; change due; ruckgeld; rendu; wisselgeld; cambio; resto; change rm; cash change; balance change
        1.0 your change
    """,
    Role.OTHER_AMOUNT: """
        1.0 total discount; discount; rabatt; total savings; savings; you saved; rounding; rounding adj
        1.0 rounding adjustment; rundung; total qty; total item; total items; total quantity; total spots; total cpp
        1.0 item count; no of items; rnd adj; gesamtbetrag der zuschlage; gesamtbetrag der abschlage; zuschlage
        1.0 abschlage; skonto; skontobetrag; rundungsbetrag; freight; shipping; versandkosten; frachtbetrag
        1.0 transportkosten; porto; fracht verp vers; zu abschlag; artikelrabatt; unit price; price; einzelpreis
        1.0 nettopreis; bruttopreis; preis; stuckpreis; prix unitaire; prix; rate; e preis; qty; quantity; menge
        1.0 anzahl; quantite; hours; stunden; points; punkte; balance brought forward; opening balance
        1.0 agency commission; agency comm; commission; capital; capital social; sarl au capital de; au capital de
        1.0 credit limit; remise; previous balance; vorheriger saldo; kontostand; gesamtrabatt; artikelgesamtrabatt
        1.0 rechnungsrabatt; basis; leergutwert; total excise; total weight; gewicht; surcharge; service charge
        1.0 svc chg; ser charge; serv charge; basispreis; teilzahlung; invoice balance as of; tax code; gst summary
        1.0 deposit balance; minimum payment
    """,
    Role.TAX_ID: """
        1.0 vat no; vat number; vat reg no; vat registration no; vat registration number; vat id; vat; gst no
        1.0 gst reg no; gst id no; gst id; gst registration no; gst number; abn; a b n; tax id; tax no; tax number
        1.0 tin; ein; fein; ust id nr; ust idnr; ust id; ustid; ust id no; umsatzsteuer id
        1.0 umsatzsteuer identifikationsnummer; ustidnr; umsatzsteuer identnummer; ust ident nr; uid; uid nr; atu
        1.0 steuernummer; steuer nr; st nr; mwst nr; ust nr; tva; no tva; numero tva; no de tva
        1.0 tva intracommunautaire; no de tva intra communautaire; tva intra; numero de tva; btw nr; btw nummer
        1.0 btw id; btw; cif; nif; partita iva; p iva; piva; steuer id; gst hst no; no de tva intracommunautaire
        1.0 vat reg; sst no; sst id; sst reg no; ust ldnr; company tax id; moms nr
    """,
    Role.IBAN: """
        1.0 iban; iban no; iban nr; iban number
    """,
    Role.ACCOUNT: """
        1.0 account number; account no; acct no; a c no; bank account; bank account no; kontonummer; konto nr; konto
        1.0 kto nr; kto; numero de compte; no de compte; rekeningnummer; bank a c no; bank a c; acc no; acc number
        1.0 account; bank account number; bank acct no; bank acc no
        1.0 bsb account; bsb account number; bsb account no; bsb acc; bsb acct; sort code account number
    """,
    Role.ROUTING: """
        1.0 bsb; bsb no; bsb number; sort code; routing number; routing no; aba; blz; bankleitzahl; bank code
        1.0 aba no; bsb #; bsb code; sort code no; bank state branch
        1.0 bsb account; bsb account number; bsb account no; bsb acc; bsb acct; sort code account number
    """,
    Role.REFERENCE: """
        1.0 payment reference; reference for payment; please quote; remittance reference; verwendungszweck
        1.0 zahlungsreferenz; kassenzeichen; reference de paiement; communication de paiement; betalingskenmerk
        1.0 betaalkenmerk; please use the following communication for your payment; communication; biller code ref
        1.0 payment ref; bei zahlung bitte angeben; zahlungszweck; reference a rappeler; structured communication
        1.0 mededeling
        0.6 ref; reference
    """,
    Role.SELLER: """
        1.0 verkaufer; lieferant; seller; supplier; vendor; from; remit to; send payment to; remit address; vendeur
        1.0 fournisseur; rechnungssteller; leverancier; proveedor; fornitore; cedente; absender; invoice from
        1.0 pay to; service provider; issued by; emetteur; rechnungsaussteller; verkoper; contract agreement between
        1.0 bill from; make cheques payable to; make checks payable to; please remit to; please make payment to
        1.0 payee; zahlungsempfanger; leistungserbringer; auftragnehmer; beneficiary
    """,
    Role.BUYER: """
        1.0 kaufer; kunde; kaufer leistungsempfanger; rechnungsempfanger; leistungsempfanger; bill to; billed to
        1.0 sold to; bill to address; billing address; invoice to; invoiced to; customer; client; ship to
        1.0 deliver to; delivery to; delivery address; shipping address; warenempfanger; lieferadresse
        1.0 rechnungsadresse; lieferanschrift; buyer; rechnungsanschrift; abweichender warenempfanger
        1.0 abweichender rechnungsempfanger; acheteur; adresse de livraison; adresse de facturation; facture a
        1.0 livre a; client facture; destinataire; factuuradres; afleveradres; klant; cliente; facturar a
        1.0 destinatario; spett le; attn; attention; attn to; guest name; and; advertiser; agency; nom de l abonne
        1.0 adresse de l installation; empfanger; auftraggeber; besteller; customer name; bestellt von
        1.0 rechnung an; rechnung fur; facture pour; factuur aan; aan
        1.0 tax no of buyer; abweichender kaufer; endkunde; lieferempfanger; agence; name of customer; account name
    """,
    Role.PARTY_END: """
        1.0 bemerkungen; bemerkung; positionsdaten; beschreibung; description; anwendungsempfehlung
        1.0 weitere referenz; qualifizierung der textart; zahlungsbedingungen; notes; liefer und leistungsdatum
        1.0 lieferbedingungen; steuervertreter; tax representative; inhalt; liefernachweis; vertragsdaten
        1.0 bestellreferenz; auftragsbestatigung
    """,
    Role.NAME: """
        1.0 name; company name; firma; firmenname; nom; naam; nombre; ragione sociale; company
    """,
    Role.HOLDER: """
        1.0 kontoname; kontoinhaber; account holder; account name; inhaber; titulaire; titulaire du compte
        1.0 ten name van; beneficiary name; account title; rekeninghouder; a c name; bank account name
        1.0 all payment to be made in favor of
    """,
    Role.TERMS: """
        1.0 payment terms; terms; terms of payment; zahlungsbedingungen; zahlungsbedingung; conditions de paiement
        1.0 betalingsvoorwaarden; condiciones de pago; condizioni di pagamento; zahlungskonditionen; net terms
        1.0 conditions de reglement; betalingstermijn; reglement
    """,
}


def till_totals() -> Iterator[tuple[str, Role]]:
    """Yield the ways in which tills name a total with or without its tax: `Total sales after adj incl GST`."""
    whats = ("total", "total sales", "total amt", "total amount", "total sale")
    afters = ("", "after adj", "after adjustment", "after rounding", "after rnd")
    taxes = ("gst", "vat", "tax", "sst", "gst rm", "taxes")
    for what, after in product(whats, afters):
        if after:
            yield f"{what} {after}", Role.TOTAL
        for tax in taxes:
            for with_it in ("inc", "incl", "inclusive", "inclusive of", "including", "incl of", "included", "with"):
                yield f"{what} {after} {with_it} {tax}", Role.TOTAL
            for without in ("exc", "excl", "exclusive", "exclusive of", "excluding", "excluded", "before", "without"):
                yield f"{what} {after} {without} {tax}", Role.NET

"""What a column's header says it holds, in the languages banks export in."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from bookdesk.formats.statements.csv_profile import Role

_WORDS: dict[Role, str] = {
    Role.DATE: (
        "date|datum|data|fecha|dato|pvm|datetime|timestamp|created|created on|day|booking date|booked date|"
        "buchungstag|buchungsdatum|buchung|belegdatum|transaction date|date of transaction|trans date|post date|"
        "posting date|posted date|posted|date posted|entry date|process date|processed date|effective date|"
        "date operation|date de l operation|date d operation|date de comptabilisation|date comptable|boekdatum|"
        "boekingsdatum|transactiedatum|uitvoeringsdatum|fecha operacion|fecha de operacion|f operacion|"
        "data operazione|data contabile|data registrazione|bokforingsdag|bokforingsdatum|transaktionsdag|"
        "kirjauspaiva|maksupaiva|tranzakcio datuma|konyveles datuma|konyvelesi datum|data operacji|"
        "data transakcji|data ksiegowania|bokfort dato|bokforingsdato|bogforingsdato|bogfort|data lancamento|"
        "data mov|data movimento|completed date|started date|order date"
    ),
    Role.VALUE_DATE: (
        "value date|date value|valutadatum|wertstellung|wertstellungsdatum|valutadate|rentedatum|interest date|"
        "date de valeur|date valeur|fecha valor|f valor|data valuta|data valor|data waluty|valutadag|arvopaiva|"
        "erteknap|ertek nap|valuteringsdatum|rentedato|valuta|wert"
    ),
    Role.AMOUNT: (
        "amount|betrag|umsatz|bedrag|montant|importe|importo|valor|belop|belob|summa|maara|kwota|osszeg|"
        "tranzakcio osszege|transaction amount|amount total|montant en eur|betrag in eur|bedrag eur|betrag eur|"
        "kwota operacji|paid amount|value|net|gross|transfer amount|movimiento|montante|importe eur"
    ),
    Role.DEBIT: (
        "debit|debits|debit amount|amount debit|debet|soll|withdrawal|withdrawals|withdrawal amount|paid out|"
        "money out|spent|debito|dare|uscite|addebiti|cargo|cargos|ausgaben|debits amount|af|uttag|gastos|saida|"
        "ausgang|lastschrift|obciazenia|out|ut av konto"
    ),
    Role.CREDIT: (
        "credit|credits|credit amount|amount credit|haben|deposit|deposits|deposit amount|paid in|money in|"
        "received|credito|avere|entrate|accrediti|abono|abonos|gutschrift|einnahmen|bij|insattning|ingresos|"
        "entrada|eingang|uznania|in|inn pa konto"
    ),
    Role.FLAG: (
        "d c|dc|c d|cd|debit credit|credit debit|cr dr|dr cr|debet credit|af bij|soll haben|s h|sh|d h|"
        "bevetel kiadas|sens|debit or credit|credit or debit|credit debit indicator|cdi|indicator"
    ),
    Role.BALANCE: (
        "balance|saldo|running balance|account balance|closing balance|solde|saldo na trn|saldo na mutatie|"
        "saldo na boeking|egyenleg|kontostand|saldo po operacji|saldo nach buchung|saldo disponible|balans|"
        "saldo contabile|ledger balance|available balance|saldo eur|saldo disponivel"
    ),
    Role.CURRENCY: (
        "currency|ccy|wahrung|munt|devise|divisa|moneda|moeda|waluta|devizanem|tranzakcio devizaneme|"
        "currency code|muntsoort|valuuttakoodi|curr|transaction currency|account currency"
    ),
    Role.DESCRIPTION: (
        "description|details|detail|narrative|narration|memo|label|libelle|omschrijving|omschrijving 1|"
        "omschrijving 2|omschrijving 3|buchungstext|verwendungszweck|vermerk|concepto|descripcion|descrizione|causale|"
        "beskrivning|beskrivelse|text|tekst|selite|viesti|kozlemeny|opis|opis operacji|tytul|particulars|"
        "transaction details|transaction description|notes|note|vrije mededeling|mededelingen|mededeling|"
        "message|title|item title|descricao|historico|motivo|observaciones|detalle|reason|remarks|communication|"
        "libelle operation|transaction narrative|additional information|operation details|bookings text"
    ),
    Role.PAYEE: (
        "payee|empfanger|empfanger name|beguenstigter|beguenstigter zahlungspflichtiger|"
        "begunstigter|begunstigter zahlungspflichtiger|auftraggeber begunstigter|auftraggeber empfanger|"
        "zahlungsempfanger|zahlungsbeteiligter|zahlungspflichtige r|zahlungsempfanger in|name zahlungsbeteiligter|"
        "beneficiary|beneficiary name|partner name|partner neve|naam tegenpartij|counterparty name|merchant|"
        "merchant name|tiers|beneficiario|ordenante|mottaker|avsandare|mottagare|saaja maksaja|contrepartie|"
        "other party|other party name|supplier|recipient|payer|target name|payee name|to name|"
        "kontrahent|naam tegenrekening|name of counterparty|auftraggeber|name|naam|nom|nombre|nome"
    ),
    Role.PAYEE_ACCOUNT: (
        "counterparty|counterparty account|counterparty iban|kontonummer|kontonummer iban|kontonummer blz|"
        "tegenrekening|tegenrekening iban bban|rekeningnummer tegenpartij|partner szamlaszama|beneficiary account|"
        "payee account|bank account|iban zahlungsbeteiligter|iban des auftraggebers|partner iban|"
        "other party account number|target account|account number of counterparty|numer rachunku kontrahenta|"
        "tegenpartij|counter account|iban tegenpartij|rekening tegenpartij"
    ),
    Role.ACCOUNT: (
        "account|account number|account no|account id|rekening|rekeningnummer|iban bban|auftraggeberkonto|"
        "iban auftraggeberkonto|auftragskonto|szamlaszam|compte|numero de compte|cuenta|conto|konto|own account|"
        "iban|iban auftragskonto|bban|account iban|card number|accountnumber|numer konta|kontonr|our account"
    ),
    Role.REFERENCE: (
        "reference|ref|referenz|referentie|payment reference|betalingskenmerk|gestructureerde mededeling|"
        "structured reference|kundenreferenz|kundenreferenz end to end|end to end reference|referencia|"
        "reference number|referens|viite|riferimento|transactiereferentie|customer reference|remittance|"
        "your reference|referenz zahlungsbeteiligter|gestructureerde medeling|bank reference|ocr"
    ),
    Role.CHEQUE: "cheque|cheque number|cheque no|check|check number|check no|serial|chq no|numero de cheque",
    Role.ID: (
        "id|transaction id|transactionid|fitid|volgnr|volgnummer|entry id|operation number|transaction number|"
        "unique id|trn id|transaction no|identifier|transaktionsid|arkivtunnus|archiveringscode"
    ),
    Role.STATUS: "status|state|statut|transaction status|estado|stato",
    Role.ORIGINAL_AMOUNT: (
        "amount currency|amount in currency|local amount|original amount|orig amount|foreign amount|"
        "betrag fremdwahrung|fremdwahrungsbetrag|oorspr bedrag|oorspronkelijk bedrag|converted amount|"
        "amount foreign currency|original value|montant devise|instructed amount"
    ),
    Role.ORIGINAL_CURRENCY: (
        "local currency|original currency|foreign currency|fremdwahrung|oorspr munt|orig currency|devise origine"
    ),
}
_ROLE_OF: dict[str, tuple[Role, int]] = {
    word: (role, rank) for role, words in _WORDS.items() for rank, word in enumerate(words.split("|"))
}
_SEPARATORS = re.compile(r"[^0-9a-z]+")
_CODE_AFTER = re.compile(r"^(.*\S) (?:in )?(?:[a-z]{3}|\d)$")
_EXTRA = 1000


@lru_cache(maxsize=4096)
def role_of(header: str) -> tuple[Role, int] | None:
    """Return the role a header names and how usual the wording is (0 = most); None if it is not known.

    A currency or number after the words is passed over (`Betrag (EUR)`, `Description 2`).
    """
    words = plain(header)
    if words in _ROLE_OF:
        return _ROLE_OF[words]
    shorter = _CODE_AFTER.match(words)
    if shorter and shorter[1] in _ROLE_OF:
        role, rank = _ROLE_OF[shorter[1]]
        return role, rank + _EXTRA
    return None


def plain(header: str) -> str:
    """Fold case and accents and turn everything but letters and digits into single blanks."""
    folded = header.casefold().replace("ß", "ss").replace("ø", "o").replace("ł", "l").replace("æ", "ae")
    decomposed = unicodedata.normalize("NFKD", folded)
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return _SEPARATORS.sub(" ", bare).strip()

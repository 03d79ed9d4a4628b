"""SEPA credit transfers as ISO 20022 pain.001.001.09.

Source: ISO 20022 message definition pain.001.001.09 and the European Payments Council's customer-to-bank guidelines
EPC132-08 (2023 rulebook): EUR only, charges SLEV, service level SEPA, names of 70, one unstructured remittance line
of 140 or one ISO 11649 reference, the Latin character set, and addresses *hybrid*: town and country in their own
elements, the rest in at most two lines of 70. BICs are optional within SEPA; the payer's bank, which the schema asks
for, is then NOTPROVIDED.
"""

from __future__ import annotations

import string
from datetime import UTC
from decimal import Decimal

from lxml import etree

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checkdigits import compact, is_rf_reference
from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.bankfiles.batch import Address, BankFile, BankFileRefused, Batch, Transfer, common_problems
from bookdesk.formats.bankfiles.text import Speller

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"
CHARACTERS = frozenset(string.ascii_letters + string.digits + "/-?:().,'+ ")
"""The Latin character set of EPC132-08, 1.4."""
LARGEST_CENTS = 99_999_999_999
_IDENTIFIER, _NAME, _LINE, _REMITTANCE = 35, 70, 70, 140


def write_pain001(batch: Batch) -> BankFile:
    """Return the message in UTF-8; `BankFileRefused` with every reason.

    Names are cut to 70 as the rulebook says, and the cut is told. References and remittance lines are never cut.
    """
    speller = Speller(CHARACTERS)
    problems = _problems(batch)
    if problems:
        raise BankFileRefused("SEPA", problems)
    root = etree.Element(f"{{{NAMESPACE}}}Document", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # lxml: None is the default namespace
    initiation = _grow(root, "CstmrCdtTrfInitn")
    payer_name = speller.told("The payer", batch.payer.holder, _NAME)
    _group_header(initiation, batch, payer_name)
    payment = _payment_header(initiation, batch, payer_name, speller)
    for position, transfer in enumerate(batch.transfers, start=1):
        _transfer(payment, batch, position, transfer, speller)
    content = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return BankFile(content, "xml", tuple(speller.notes))


def end_to_end_id(transfer: Transfer) -> str:
    """Return the reference that travels with a payment to its payee."""
    return transfer.reference


def _problems(batch: Batch) -> list[str]:
    problems = common_problems(batch, "EUR", LARGEST_CENTS)
    accounts = [("the paying account", batch.payer.bank), *((one.holder, one.bank) for one in batch.transfers)]
    problems += [f"{name} has no IBAN." for name, bank in accounts if bank.scheme is not BankScheme.IBAN]
    problems += _identifier_problems("the run", batch.identifier, _IDENTIFIER - 5)
    seen: set[str] = set()
    for one in batch.transfers:
        problems += _identifier_problems(one.holder, end_to_end_id(one), _IDENTIFIER)
        if end_to_end_id(one) in seen:
            problems.append(f"{one.holder}: the reference '{one.reference}' is used twice in the run.")
        seen.add(end_to_end_id(one))
        if len(Speller(CHARACTERS).spell(one.remittance)) > _REMITTANCE:
            problems.append(f"{one.holder}: the remittance line has more than {_REMITTANCE} characters.")
        if one.creditor_reference is not None and not is_rf_reference(one.creditor_reference):
            problems.append(f"{one.holder}: '{one.creditor_reference}' is not a creditor reference (ISO 11649).")
    return problems


def _identifier_problems(who: str, identifier: str, length: int) -> list[str]:
    """Return what EPC132-08 1.4 forbids of identifiers: length, characters, slashes at an end or doubled."""
    if not identifier or len(identifier) > length:
        return [f"{who}: the reference '{identifier}' has {len(identifier)} characters, 1 to {length} are possible."]
    if not set(identifier) <= CHARACTERS or identifier.strip("/ ") != identifier or "//" in identifier:
        return [f"{who}: the reference '{identifier}' has characters that SEPA does not carry in a reference."]
    return []


def _group_header(initiation: etree._Element, batch: Batch, payer_name: str) -> None:
    header = _grow(initiation, "GrpHdr")
    _grow(header, "MsgId", batch.identifier)
    _grow(header, "CreDtTm", batch.created_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    _sums(header, batch)
    _grow(_grow(header, "InitgPty"), "Nm", payer_name)


def _payment_header(initiation: etree._Element, batch: Batch, payer_name: str, speller: Speller) -> etree._Element:
    payment = _grow(initiation, "PmtInf")
    _grow(payment, "PmtInfId", f"{batch.identifier}-1")
    _grow(payment, "PmtMtd", "TRF")
    _grow(payment, "BtchBookg", "true" if batch.batch_booking else "false")
    _sums(payment, batch)
    _grow(_grow(_grow(payment, "PmtTpInf"), "SvcLvl"), "Cd", "SEPA")
    _grow(_grow(payment, "ReqdExctnDt"), "Dt", batch.execution_date.isoformat())
    debtor = _grow(payment, "Dbtr")
    _grow(debtor, "Nm", payer_name)
    _address(debtor, batch.payer.address, speller)
    _account(payment, "DbtrAcct", batch.payer.bank)
    agent = _grow(_grow(payment, "DbtrAgt"), "FinInstnId")
    if batch.payer.bank.bic:
        _grow(agent, "BICFI", batch.payer.bank.bic)
    else:
        _grow(_grow(agent, "Othr"), "Id", "NOTPROVIDED")
    _grow(payment, "ChrgBr", "SLEV")
    return payment


def _transfer(payment: etree._Element, batch: Batch, position: int, transfer: Transfer, speller: Speller) -> None:
    node = _grow(payment, "CdtTrfTxInf")
    ids = _grow(node, "PmtId")
    _grow(ids, "InstrId", f"{batch.identifier}-{position:04d}")
    _grow(ids, "EndToEndId", end_to_end_id(transfer))
    _grow(_grow(node, "Amt"), "InstdAmt", transfer.amount.text, Ccy=transfer.amount.currency)
    if transfer.bank.bic:
        _grow(_grow(_grow(node, "CdtrAgt"), "FinInstnId"), "BICFI", transfer.bank.bic)
    creditor = _grow(node, "Cdtr")
    _grow(creditor, "Nm", speller.told("The payee", transfer.holder, _NAME))
    _address(creditor, transfer.address, speller)
    _account(node, "CdtrAcct", transfer.bank)
    if transfer.wages:
        _grow(_grow(node, "Purp"), "Cd", "SALA")
    _remittance(node, transfer, speller)


def _remittance(node: etree._Element, transfer: Transfer, speller: Speller) -> None:
    """Write the creditor's own reference where he gave one, else one line of text; SEPA carries one or the other."""
    if transfer.creditor_reference:
        reference = _grow(_grow(_grow(node, "RmtInf"), "Strd"), "CdtrRefInf")
        kind = _grow(reference, "Tp")
        _grow(_grow(kind, "CdOrPrtry"), "Cd", "SCOR")
        _grow(kind, "Issr", "ISO")
        _grow(reference, "Ref", compact(transfer.creditor_reference))
    elif transfer.remittance.strip():
        _grow(_grow(node, "RmtInf"), "Ustrd", speller.told("The remittance line", transfer.remittance))


def _address(party: etree._Element, address: Address, speller: Speller) -> None:
    """Write a hybrid address; without town and country none at all, since SEPA refuses purely unstructured ones."""
    if not (address.town and address.country):
        return
    node = _grow(party, "PstlAdr")
    if address.postcode:
        _grow(node, "PstCd", speller.told("The postcode", address.postcode, 16))
    _grow(node, "TwnNm", speller.told("The town", address.town, 35))
    _grow(node, "Ctry", address.country.upper())
    street = speller.told("The street", address.street, 2 * _LINE) if address.street else ""
    for start in range(0, len(street), _LINE):
        _grow(node, "AdrLine", street[start : start + _LINE].strip())


def _account(parent: etree._Element, name: str, bank: BankDetails) -> None:
    _grow(_grow(_grow(parent, name), "Id"), "IBAN", bank.iban)


def _sums(parent: etree._Element, batch: Batch) -> None:
    _grow(parent, "NbOfTxs", str(len(batch.transfers)))
    _grow(parent, "CtrlSum", format(sum((one.amount.major for one in batch.transfers), Decimal()), "f"))


def _grow(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)
    node.text = text
    return node

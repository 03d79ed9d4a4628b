"""CAMT of any version: batches stay one ledger line, nothing known fails loudly, a day is never shifted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bookdesk.core.errors import InputError
from bookdesk.formats.statements import Proof, Status, read_statement
from bookdesk.formats.statements.model import Basis

_ENTRY = (
    "<Ntry><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts>{status}</Sts>"
    "<BookgDt><DtTm>2026-01-31T23:30:00-05:00</DtTm></BookgDt><AcctSvcrRef>B1</AcctSvcrRef>{details}</Ntry>"
)
_BALANCE = (
    "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy='EUR'>{amount}</Amt>"
    "<CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-01-31</Dt></Dt></Bal>"
)


def _entry(amount: str = "10.00", side: str = "DBIT", status: str = "BOOK", details: str = "") -> str:
    return _ENTRY.format(amount=amount, side=side, status=status, details=details)


def _file(
    *entries: str, message: str = "BkToCstmrStmt", name: str = "Stmt", opening: str = "100", closing: str = "90"
) -> bytes:
    balances = _BALANCE.format(kind="PRCD", amount=opening) + _BALANCE.format(kind="CLBD", amount=closing)
    return (
        f"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.99'><{message}><{name}><Id>7</Id>"
        f"<Acct><Id><IBAN>DE89370400440532013000</IBAN></Id></Acct>{balances}{''.join(entries)}</{name}></{message}></Document>"
    ).encode()


def test_an_entry_keeps_the_written_day_and_the_statement_is_proved() -> None:
    (statement,) = read_statement(_file(_entry())).statements
    (item,) = statement.transactions
    assert (item.booked_on, item.amount, item.bank_id) == (date(2026, 1, 31), Decimal("-10.00"), "B1")
    assert statement.proof is Proof.PROVED


def test_a_batch_stays_one_line_with_its_payments_as_details() -> None:
    parts = "".join(
        f"<TxDtls><Refs><EndToEndId>E{n}</EndToEndId></Refs><Amt Ccy='EUR'>{amount}</Amt><CdtDbtInd>DBIT</CdtDbtInd>"
        f"<RltdPties><Cdtr><Pty><Nm>Payee {n}</Nm></Pty></Cdtr></RltdPties></TxDtls>"
        for n, amount in ((1, "4.00"), (2, "6.00"))
    )
    (statement,) = read_statement(_file(_entry(details=f"<NtryDtls>{parts}</NtryDtls>"))).statements
    (item,) = statement.transactions
    assert item.amount == Decimal("-10.00")
    assert [(part.amount, part.payee, part.bank_id) for part in item.details] == [
        (Decimal("-4.00"), "Payee 1", "B1#1"),
        (Decimal("-6.00"), "Payee 2", "B1#2"),
    ]


def test_a_single_payment_lends_its_party_reference_and_text_to_the_entry() -> None:
    detail = (
        "<NtryDtls><TxDtls><Refs><EndToEndId>NOTPROVIDED</EndToEndId></Refs><RltdPties><Cdtr><Nm>Acme</Nm></Cdtr>"
        "<CdtrAcct><Id><IBAN>NL56</IBAN></Id></CdtrAcct></RltdPties><RmtInf><Ustrd>INV 7</Ustrd>"
        "<Strd><CdtrRefInf><Ref>RF18</Ref></CdtrRefInf></Strd></RmtInf></TxDtls></NtryDtls>"
    )
    (item,) = read_statement(_file(_entry(details=detail))).statements[0].transactions
    assert (item.payee, item.payee_account, item.reference, item.end_to_end_id) == ("Acme", "NL56", "RF18", None)
    assert item.description == "INV 7 RF18"


def test_pending_entries_do_not_move_the_booked_balance() -> None:
    (statement,) = read_statement(_file(_entry(), _entry(status="<Cd>PDNG</Cd>"))).statements
    assert [item.status for item in statement.transactions] == [Status.BOOKED, Status.PENDING]
    assert statement.proof is Proof.PROVED


def test_reports_and_notifications_are_read_and_called_what_they_are() -> None:
    report = read_statement(_file(_entry(), message="BkToCstmrAcctRpt", name="Rpt")).statements[0]
    notice = read_statement(_file(_entry(), message="BkToCstmrDbtCdtNtfctn", name="Ntfctn")).statements[0]
    assert (report.basis, notice.basis) == (Basis.REPORT, Basis.NOTIFICATION)


def test_a_bad_entry_is_a_problem_and_the_gap_shows() -> None:
    read = read_statement(_file(_entry(amount="ten"), _entry(amount="1.00")))
    assert len(read.statements[0].transactions) == 1
    assert read.statements[0].proof is Proof.GAP
    assert "amount cannot be read" in read.problems[0].text


def test_unknown_and_damaged_xml_fail_loudly() -> None:
    with pytest.raises(InputError, match="holds no bank statement"):
        read_statement(b"<Document xmlns='urn:iso:std:iso:20022:tech:xsd:camt.053.001.02'><Other/></Document>")
    with pytest.raises(InputError, match="damaged"):
        read_statement(_file(_entry())[:-30])


def test_no_entity_is_ever_expanded() -> None:
    bomb = b"<!DOCTYPE d [<!ENTITY a SYSTEM 'file:///etc/hostname'>]>" + _file(_entry()).replace(
        b"<Id>7</Id>", b"<Id>&a;</Id>"
    )
    assert not read_statement(bomb).statements[0].number

"""OFX as banks write it: unclosed tags, wrong character sets, zones that must not move a day, rows that are broken."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from bookdesk.core.errors import InputError
from bookdesk.formats.statements import StatementFile, read_statement

_HEAD = "OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nCHARSET:1252\n\n"


def _sgml(*rows: str, tail: str = "<LEDGERBAL><BALAMT>90.00<DTASOF>20260131</LEDGERBAL>") -> bytes:
    listed = "\n".join(f"<STMTTRN>{row}</STMTTRN>" for row in rows)
    return (
        f"{_HEAD}<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>AUD<BANKACCTFROM><BANKID>062000<ACCTID>12345678"
        f"<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST>\n{listed}\n</BANKTRANLIST>{tail}"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    ).encode()


def _only(read: StatementFile) -> tuple[Decimal, date, str]:
    (item,) = read.statements[0].transactions
    return item.amount, item.booked_on, item.description


def test_unclosed_tags_and_the_written_day_are_kept() -> None:
    read = read_statement(
        _sgml("<TRNTYPE>DEBIT<DTPOSTED>20260131233000[-8:PST]<TRNAMT>-10.00<FITID>A1<NAME>Fee<MEMO>x")
    )
    assert _only(read) == (Decimal("-10.00"), date(2026, 1, 31), "Fee x")
    statement = read.statements[0]
    assert (statement.account, statement.currency) == ("12345678", "AUD")
    assert statement.closing is not None
    assert statement.closing.amount == Decimal("90.00")


def test_xml_with_cdata_entities_and_a_decimal_comma() -> None:
    data = (
        '<?xml version="1.0"?><?OFX OFXHEADER="200"?><OFX><STMTRS><CURDEF>EUR</CURDEF><BANKTRANLIST><STMTTRN>'
        "<DTPOSTED>20260102</DTPOSTED><TRNAMT>-1.234,50</TRNAMT><NAME><![CDATA[Fish & <Chips>]]></NAME>"
        "<MEMO>A&amp;amp;B</MEMO></STMTTRN></BANKTRANLIST></STMTRS></OFX>"
    )
    assert _only(read_statement(data.encode())) == (Decimal("-1234.50"), date(2026, 1, 2), "Fish & <Chips> A&B")


def test_bytes_decide_about_the_character_set() -> None:
    row = "<DTPOSTED>20260102<TRNAMT>1<NAME>Café"
    for encoded in (_sgml(row), _sgml(row).decode().encode("cp1252")):
        assert _only(read_statement(encoded))[2] == "Café"


def test_an_empty_unclosed_value_does_not_swallow_what_follows() -> None:
    (item,) = read_statement(_sgml("<DTPOSTED>20260102<MEMO><TRNAMT>-3<FITID>7")).statements[0].transactions
    assert (item.amount, item.bank_id) == (Decimal(-3), "7")


def test_one_bad_row_is_a_problem_with_its_line_and_the_rest_is_read() -> None:
    read = read_statement(
        _sgml(
            "<DTPOSTED>20260131<TRNAMT>-10.00<FITID>1",
            "<DTPOSTED>20260231<TRNAMT>-11.00<FITID>2",
            "<DTPOSTED>20260131<TRNAMT>ten<FITID>3",
        )
    )
    assert len(read.statements[0].transactions) == 1
    assert [(problem.line, problem.text.split(":")[0]) for problem in read.problems] == [
        (8, "A transaction was left out"),
        (9, "A transaction was left out"),
    ]


def test_several_accounts_and_a_refusal_of_the_banks_server() -> None:
    card = b"<CCSTMTRS><CURDEF>USD<CCACCTFROM><ACCTID>4111</CCACCTFROM><BANKTRANLIST></BANKTRANLIST></CCSTMTRS>"
    status = b"<STATUS><CODE>2000<SEVERITY>ERROR<MESSAGE>No service</STATUS>"
    data = _sgml("<DTPOSTED>20260102<TRNAMT>1<FITID>1").replace(b"</OFX>", card + status + b"</OFX>")
    read = read_statement(data)
    assert [statement.account for statement in read.statements] == ["12345678", "4111"]
    assert "No service" in read.problems[0].text


def test_what_is_not_ofx_is_refused_in_words() -> None:
    with pytest.raises(InputError, match="no OFX element"):
        read_statement(b"<?OFX?>\n<STATUS>\n<CODE>0\n</STATUS>")

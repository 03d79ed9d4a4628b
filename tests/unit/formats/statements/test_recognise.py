"""A bank statement among bills is known by what it holds, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from bookdesk.formats.statements.recognise import is_statement

OFX = b"OFXHEADER:100\nDATA:OFXSGML\n\n<OFX><BANKMSGSRSV1></BANKMSGSRSV1></OFX>"
QIF = b"!Type:Bank\nD01/07/2026\nT-10.00\nPFee\n^\n"
MT940 = b":20:START\n:25:12345678\n:28C:1/1\n:60F:C260701EUR10,00\n:62F:C260701EUR10,00\n"
CAMT = (
    b'<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt/></Document>'
)
CSV = b"Date,Description,Amount,Balance\n01/07/2026,Fee,-10.00,90.00\n13/07/2026,Sale,20.00,110.00\n"
AMBIGUOUS = b"Date;Text;Amount\n01/07/2026;Fee;-10,00\n02/07/2026;Sale;20,00\n"
BARE = b'13/07/2026,"-10.00","ACCOUNT FEE","90.00"\n14/07/2026,"20.00","SALES","110.00"\n'


@pytest.mark.parametrize("data", [OFX, QIF, MT940, CAMT, CSV, AMBIGUOUS, BARE], ids=lambda data: data[:12].decode())
def test_statements_are_recognised(data: bytes) -> None:
    assert is_statement(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 Date,Amount\n01/07/2026,1.00\n",
        b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4,
        b"PK\x03\x04" + CSV,
        b'<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>',
        b"Dear Ann,\n\nthe bill, which is attached, is due on 1 July 2026.\n",
        b"Name,Street,Town\nHarbour Foods,1 Quay,Sydney\nKoala,2 Road,Perth\n",
        b"Supplier,Opened\nHarbour Foods,01/07/2026\n",
        b"Date,Description,Amount,Balance\n",
    ],
    ids=["empty", "pdf", "photo", "archive", "e-invoice", "letter", "addresses", "no money", "no row"],
)
def test_nothing_else_is(data: bytes) -> None:
    assert not is_statement(data)


def test_a_long_statement_is_known_by_its_head_though_it_is_cut_within_a_row() -> None:
    assert is_statement(CSV + b"14/07/2026,Takings,1.00,111.00\n" * 100_000)

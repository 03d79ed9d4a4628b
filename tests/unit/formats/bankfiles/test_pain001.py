"""SEPA: the bank's schema accepts every file, an independent reader finds the same batch, planted faults are found."""

from __future__ import annotations

import os
from decimal import Decimal
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme
from bookdesk.formats.bankfiles.batch import Address, BankFileRefused, Batch, Transfer
from bookdesk.formats.bankfiles.pain001 import write_pain001
from bookdesk.formats.bankfiles.pain_rules import problems_of
from tests.unit.formats.bankfiles.builders import IE_PAYER, aud, batch, eur, iban, references

SHARED = Path(os.environ.get("BOOKDESK_SHARED", Path(__file__).parents[5] / "shared"))
SCHEMAS = sorted((SHARED / "data" / "banking" / "pain-xsd").glob("*pain.001.001.09*.xsd"))
NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), min_size=1, max_size=90).filter(
    str.strip
)
ACCOUNTS = st.builds(
    lambda bban: BankDetails(BankScheme.IBAN, iban=iban("NL", bban)),
    st.from_regex(r"[A-Z]{4}[0-9]{10}", fullmatch=True),
)
TRANSFERS = st.builds(
    Transfer,
    holder=NAMES,
    bank=ACCOUNTS,
    amount=st.builds(Money, st.integers(1, 99_999_999_999), st.just("EUR")),
    reference=references(35),
    remittance=st.text(st.characters(codec="ascii", categories=("L", "N")), max_size=140),
    creditor_reference=st.none() | st.just("RF18 5390 0754 7034"),
    address=st.builds(Address, NAMES, st.just("10115"), NAMES, st.sampled_from(["DE", "IE"])) | st.just(Address()),
)
RUNS = st.lists(TRANSFERS, min_size=1, max_size=8, unique_by=lambda one: one.reference).map(
    lambda transfers: batch(IE_PAYER, *transfers)
)


@cache
def schema() -> etree.XMLSchema:
    if not SCHEMAS:
        pytest.skip("the pain.001.001.09 schema is not here (BOOKDESK_SHARED)")
    return etree.XMLSchema(etree.parse(SCHEMAS[0]))


def read(content: bytes) -> list[tuple[str, str, str, Decimal]]:
    """Read the payments back without lxml and without the writer's names."""
    space = "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}"

    def text(node: ET.Element, *path: str) -> str:
        return node.findtext("/".join(f"{space}{step}" for step in path)) or ""

    return [
        (
            text(node, "PmtId", "EndToEndId"),
            text(node, "CdtrAcct", "Id", "IBAN"),
            text(node, "RmtInf", "Ustrd") or text(node, "RmtInf", "Strd", "CdtrRefInf", "Ref"),
            Decimal(text(node, "Amt", "InstdAmt")),
        )
        for node in fromstring(content).iter(f"{space}CdtTrfTxInf")
    ]


@given(RUNS)
def test_every_file_is_valid_clean_and_says_the_same_batch(run: Batch) -> None:
    content = write_pain001(run).content
    schema().assertValid(etree.fromstring(content))
    assert problems_of(content) == ()
    assert read(content) == [
        (
            one.reference,
            one.bank.iban,
            "RF18539007547034" if one.creditor_reference else one.remittance,
            one.amount.major,
        )
        for one in run.transfers
    ]


def test_the_message_says_who_when_and_how() -> None:
    text = write_pain001(batch(IE_PAYER, eur(12345), eur(200, reference="RUN7-2"))).content.decode()
    for piece in (
        "<MsgId>RUN-0007</MsgId>",
        "<CreDtTm>2026-06-29T23:30:00Z</CreDtTm>",
        "<NbOfTxs>2</NbOfTxs>",
        "<CtrlSum>125.45</CtrlSum>",
        "<Cd>SEPA</Cd>",
        "<Dt>2026-07-01</Dt>",
        "<BICFI>AIBKIE2D</BICFI>",
        "<ChrgBr>SLEV</ChrgBr>",
        "<Nm>Muller + Sohne GmbH</Nm>",
        "<TwnNm>Berlin</TwnNm>",
        "<AdrLine>Hauptstr. 5</AdrLine>",
    ):
        assert piece in text
    assert text.count("<CtrlSum>125.45</CtrlSum>") == 2


def test_a_changed_name_is_told() -> None:
    notes = write_pain001(batch(IE_PAYER, eur(1))).notes
    assert notes == ("The payee 'Müller & Söhne GmbH' is written 'Muller + Sohne GmbH'.",)


@pytest.mark.parametrize(
    ("transfer", "words"),
    [
        (aud(100), "is paid in AUD"),
        (eur(100, reference="X" * 36), "36 characters"),
        (eur(100, reference=""), "0 characters"),
        (eur(100, reference="/A"), "does not carry"),
        (eur(100, reference="Ä"), "does not carry"),
        (eur(100, reference="RUN7-1"), "used twice"),
        (eur(100, reference="R2", remittance="x" * 141), "more than 140"),
        (eur(100, reference="R2", creditor_reference="RF00X"), "not a creditor reference"),
        (eur(0, reference="R2"), "cannot carry"),
        (eur(100, reference="R2", bank=BankDetails(BankScheme.IBAN, iban="DE00")), "not a valid IBAN"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_sentence(transfer: Transfer, words: str) -> None:
    with pytest.raises(BankFileRefused) as refused:
        write_pain001(batch(IE_PAYER, eur(5), transfer))
    assert any(words in problem for problem in refused.value.problems)


CLEAN = write_pain001(batch(IE_PAYER, eur(12345), eur(200, reference="RUN7-2"))).content


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<CtrlSum>125.45<", b"<CtrlSum>125.46<"),
        (b"<NbOfTxs>2<", b"<NbOfTxs>3<"),
        (b">2.00<", b">2.001<"),
        (b'Ccy="EUR"', b'Ccy="CHF"'),
        (b"DE89370400440532013000", b"DE89370400440532013001"),
        (b"AIBKIE2D", b"AIBKI"),
        (b"RUN7-2", b"RUN7-1"),
        (b"RUN7-2", b"RUN7//2"),
        (b"Muller", "Müller".encode()),
        (b"<TwnNm>Berlin</TwnNm>", b""),
    ],
)
def test_a_planted_fault_is_found(old: bytes, new: bytes) -> None:
    assert old in CLEAN
    assert problems_of(CLEAN) == ()
    assert problems_of(CLEAN.replace(old, new)) != ()


def test_the_payers_bank_may_be_unknown() -> None:
    payer = IE_PAYER.__class__("Liffey", BankDetails(BankScheme.IBAN, iban="IE29AIBK93115212345678"))
    content = write_pain001(batch(payer, eur(1))).content
    assert b"NOTPROVIDED" in content
    schema().assertValid(etree.fromstring(content))

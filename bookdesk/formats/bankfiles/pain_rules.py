"""What a schema cannot say of a SEPA file: sums, counts, check digits, characters, unique references.

These rules read the finished bytes, not the batch they were made from, so that a defect of the writer shows, too.
Source: EPC132-08 (customer-to-bank guidelines of SEPA credit transfers).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from lxml import etree

from bookdesk.core.checkdigits import is_bic, is_iban, is_rf_reference
from bookdesk.formats.bankfiles.pain001 import CHARACTERS, LARGEST_CENTS, NAMESPACE

_N = {"p": NAMESPACE}
_LATIN = ("p:Nm", "p:Ustrd", "p:AdrLine", "p:TwnNm", "p:MsgId", "p:PmtInfId", "p:InstrId", "p:EndToEndId")
_LINES = 2


def problems_of(content: bytes) -> tuple[str, ...]:
    """Return every breach of the rules in a pain.001.001.09 message, none if it is clean."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(content, parser)
    return (*_sums(root), *_currency(root), *_numbers(root), *_identifiers(root), *_text(root))


def _sums(root: etree._Element) -> Iterator[str]:
    for level in ("//p:GrpHdr", "//p:PmtInf"):
        for node in _all(root, level):
            inside = root if level == "//p:GrpHdr" else node
            amounts = [Decimal(_text_of(one)) for one in _all(inside, ".//p:InstdAmt")]
            if _text_of(_all(node, "p:NbOfTxs")[0]) != str(len(amounts)):
                yield f"{level[4:]}: the number of payments is wrong."
            if Decimal(_text_of(_all(node, "p:CtrlSum")[0])) != sum(amounts, Decimal()):
                yield f"{level[4:]}: the control sum is wrong."


def _currency(root: etree._Element) -> Iterator[str]:
    for amount in _all(root, "//p:InstdAmt"):
        cents = Decimal(_text_of(amount)) * 100
        if amount.get("Ccy") != "EUR" or cents != int(cents) or not 0 < cents <= LARGEST_CENTS:
            yield f"{_text_of(amount)} {amount.get('Ccy')} is not an amount SEPA carries."


def _numbers(root: etree._Element) -> Iterator[str]:
    checks = (("IBAN", is_iban), ("BICFI", is_bic), ("Ref", is_rf_reference))
    for name, holds in checks:
        yield from (
            f"{_text_of(n)} is not a valid {name}." for n in _all(root, f"//p:{name}") if not holds(_text_of(n))
        )


def _identifiers(root: etree._Element) -> Iterator[str]:
    for name in ("PmtInfId", "InstrId", "EndToEndId"):
        counted = Counter(_text_of(node) for node in _all(root, f"//p:{name}"))
        yield from (f"{name} {value} is used {times} times." for value, times in counted.items() if times > 1)


def _text(root: etree._Element) -> Iterator[str]:
    for name in _LATIN:
        for node in _all(root, f"//{name}"):
            text = _text_of(node)
            if not set(text) <= CHARACTERS or not text.strip():
                yield f"{name[2:]} '{text}' is empty or has characters outside the Latin set."
            if name.endswith("Id") and (text.startswith("/") or text.endswith("/") or "//" in text):
                yield f"{name[2:]} '{text}' has a slash where none may be."
    for address in _all(root, "//p:PstlAdr"):
        town, country = _all(address, "p:TwnNm"), _all(address, "p:Ctry")
        if not town or not country or len(_all(address, "p:AdrLine")) > _LINES:
            yield "an address is not hybrid: town, country and at most two lines."


def _all(node: etree._Element, path: str) -> list[etree._Element]:
    found = node.xpath(path, namespaces=_N)
    nodes = found if isinstance(found, list) else []
    return [one for one in nodes if isinstance(one, etree._Element)]  # noqa: SLF001 - lxml's name of an element


def _text_of(node: etree._Element) -> str:
    return node.text or ""

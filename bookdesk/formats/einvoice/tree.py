"""XML from strangers: parsed with no entities, no DTD and no network, then walked by local names only.

Prefixes and even namespace versions differ between senders; local names do not, so paths like
`LegalMonetaryTotal/PayableAmount` name children by their local names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lxml import etree

from bookdesk.core.errors import UnreadableDocument
from bookdesk.core.texts import clean
from bookdesk.formats.einvoice.coding import text_of

SIZE_LIMIT = 20 * 1024 * 1024
"""Bytes; embedded attachments included."""
_DECIMAL = re.compile(r"[+-]?([0-9]{1,15}(\.[0-9]{0,10})?|\.[0-9]{1,10})", re.ASCII)
_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})", re.ASCII)
_ASK_SENDER = "Ask the sender for a new copy of the e-invoice, or add the PDF or paper invoice instead."


class Node:
    """An element, walked by local names; what is absent is `None`, never an error."""

    __slots__ = ("_element",)

    def __init__(self, element: etree._Element) -> None:
        """Wrap `element`."""
        self._element = element

    @property
    def name(self) -> str:
        """The local name."""
        return etree.QName(self._element).localname

    @property
    def namespace(self) -> str:
        """The namespace, empty if none."""
        return etree.QName(self._element).namespace or ""

    def attribute(self, name: str) -> str | None:
        """Return an attribute's value, trimmed; `None` where absent or empty."""
        return (self._element.get(name) or "").strip() or None

    def all(self, path: str) -> Iterator[Node]:
        """Yield every node at `path`, in document order."""
        step, _, rest = path.partition("/")
        for child in self._element.iterchildren("{*}" + step):
            if rest:
                yield from Node(child).all(rest)
            else:
                yield Node(child)

    def one(self, path: str) -> Node | None:
        """Return the first node at `path`."""
        return next(self.all(path), None)

    @property
    def own_text(self) -> str | None:
        """The node's text, white space collapsed, without invisible characters; `None` where there is none."""
        return clean(self._element.text or "") or None

    @property
    def value(self) -> Decimal | None:
        """The node's text as an exact decimal."""
        return exact(self.own_text)

    def text(self, *paths: str) -> str | None:
        """Return the first text found at any of `paths`."""
        return next((found for path in paths for node in self.all(path) if (found := node.own_text)), None)

    def decimal(self, *paths: str) -> Decimal | None:
        """Return the first exact decimal at any of `paths`; anything else (NaN, exponents, commas) is no number."""
        return next((found for path in paths for node in self.all(path) if (found := node.value) is not None), None)

    def day(self, *paths: str) -> date | None:
        """Return the first calendar date at any of `paths` (ISO, or YYYYMMDD as in format 102)."""
        return next((found for path in paths for node in self.all(path) if (found := calendar(node.own_text))), None)


def parse(data: bytes) -> Node:
    """Return the root of `data`; `UnreadableDocument` if it is too large, unsound or carries a DTD."""
    if len(data) > SIZE_LIMIT:
        raise UnreadableDocument("The e-invoice is larger than 20 MB.", _ASK_SENDER)
    written = text_of(data)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",  # as it is handed over, whatever it declares
    )
    try:
        tree = etree.ElementTree(etree.fromstring(written.encode(), parser))
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise UnreadableDocument("The XML file is damaged and cannot be read.", _ASK_SENDER) from fault
    if tree.docinfo.doctype:  # type: ignore[attr-defined] # missing from the stubs
        raise UnreadableDocument("The XML file declares a document type, which no e-invoice needs.", _ASK_SENDER)
    return Node(tree.getroot())


def exact(text: str | None) -> Decimal | None:
    """Return the decimal that `text` is, digit for digit."""
    return Decimal(text) if text and _DECIMAL.fullmatch(text) else None


def calendar(text: str | None) -> date | None:
    """Return the date that `text` begins with (a time or zone after it is ignored)."""
    found = _DATE.match(text or "")
    try:
        return date(*(int(part) for part in found.groups())) if found else None
    except ValueError:
        return None

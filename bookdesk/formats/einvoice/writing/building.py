"""Elements of XML, built in order: what is empty is left out. Exact texts of amounts, numbers and days."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from lxml import etree

from bookdesk.core.money import Money
from bookdesk.core.texts import clean


class Element:
    """An element that children are added to; their names are `prefix:Name`."""

    __slots__ = ("_element", "_spaces")

    def __init__(self, element: etree._Element, spaces: Mapping[str, str]) -> None:
        """Wrap `element`."""
        self._element, self._spaces = element, spaces

    @classmethod
    def root(cls, name: str, spaces: Mapping[str, str]) -> Element:
        """Return a document's first element with the name spaces it uses, by prefix; the empty one is the default."""
        used = {prefix or None: space for prefix, space in spaces.items()}
        return cls(etree.Element(_qualified(name, spaces), nsmap=used), spaces)  # type: ignore[arg-type] # the stub forgets the default

    def under(self, name: str) -> Element:
        """Add an element and return it."""
        return Element(etree.SubElement(self._element, _qualified(name, self._spaces)), self._spaces)

    def text(self, name: str, text: str, **attributes: str) -> None:
        """Add an element with a text; nothing where the text is empty."""
        said = "\n".join(line for part in text.split("\n") if (line := clean(part)))
        if said:
            found = etree.SubElement(self._element, _qualified(name, self._spaces), attributes)
            found.text = said

    def drop_if_empty(self, child: Element) -> None:
        """Take a child away again that nothing was put into: EN 16931 knows no empty elements."""
        if not len(child._element):
            self._element.remove(child._element)

    def bytes(self) -> bytes:
        """Return the document, in UTF-8; the same bytes each time."""
        written = etree.tostring(self._element, xml_declaration=True, encoding="UTF-8", pretty_print=True)
        return bytes(written)


def amount(money: Money) -> str:
    """Return an amount with all decimals of its currency, without the currency."""
    return money.text


def exact(value: Decimal) -> str:
    """Return a number without an exponent and without noughts at its end."""
    plain = format(value, "f")
    found = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return "0" if found in {"-0", ""} else found


def percent(rate: Decimal) -> str:
    """Return a rate, which is a fraction, in per cent."""
    return exact(rate * 100)


def day(when: date) -> str:
    """Return a day as ISO 8601 has it."""
    return when.isoformat()


def compact_day(when: date) -> str:
    """Return a day in the format 102 of UNCL 2379."""
    return when.strftime("%Y%m%d").rjust(8, "0")


def _qualified(name: str, spaces: Mapping[str, str]) -> str:
    prefix, _, local = name.rpartition(":")
    return f"{{{spaces[prefix]}}}{local}"

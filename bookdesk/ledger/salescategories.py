"""The categories of EN 16931 that sales fall into, by tax code: what tax is rounded for, and what an e-invoice names.

Source: EN 16931-1:2017, BT-118 and BT-151, from the code list UNTDID 5305. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class TaxCategory(StrEnum):
    """A category, by its code."""

    STANDARD = "S"
    """any rate above nothing, reduced ones too"""
    ZERO = "Z"
    EXEMPT = "E"
    REVERSE_CHARGE = "AE"
    INTRA_COMMUNITY = "K"
    EXPORT = "G"
    OUTSIDE = "O"


_BY_TREATMENT: Mapping[str, TaxCategory] = MappingProxyType(
    {
        "taxable": TaxCategory.STANDARD,
        "capital": TaxCategory.STANDARD,
        "zero rated": TaxCategory.ZERO,
        "exempt": TaxCategory.EXEMPT,
        "input taxed": TaxCategory.EXEMPT,
        "outside scope": TaxCategory.OUTSIDE,
        "reverse charge": TaxCategory.REVERSE_CHARGE,
        "import": TaxCategory.OUTSIDE,
    }
)
_BY_CODE: Mapping[str, TaxCategory] = MappingProxyType(
    {"EXP": TaxCategory.EXPORT, "ICS": TaxCategory.INTRA_COMMUNITY, "IGL": TaxCategory.INTRA_COMMUNITY}
)
"""The templates' codes for what is zero rated because of where it goes."""


def category(code: str, treatment: str) -> TaxCategory:
    """Return the category of a tax code of that `treatment` (`models.account.TaxTreatment`)."""
    found = _BY_TREATMENT[treatment]
    return _BY_CODE.get(code, found) if found is TaxCategory.ZERO else found

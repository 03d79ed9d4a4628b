"""Country templates: a small chart of accounts and the dated tax codes, as plain data."""

from __future__ import annotations

from bookdesk.core.errors import InputError
from bookdesk.takeon.templates import australia, germany, ireland, united_kingdom
from bookdesk.takeon.templates.parts import Template

TEMPLATES: dict[str, Template] = {
    template.country: template
    for template in (australia.TEMPLATE, ireland.TEMPLATE, united_kingdom.TEMPLATE, germany.TEMPLATE)
}


_BANK_CODE = "1000"
"""Code of the first bank account where there is no template to say one."""


def bank_code(country: str) -> str:
    """Return the code that the first bank account usually has in the chart of a country."""
    template = TEMPLATES.get(country)
    return template.bank_code if template is not None else _BANK_CODE


def template_for(country: str) -> Template:
    """Return the template of an ISO 3166 country code; `InputError` names the ones there are."""
    try:
        return TEMPLATES[country]
    except KeyError:
        raise InputError(
            f"There is no template for {country}.",
            f"Choose one of {', '.join(sorted(TEMPLATES))}, or pull the chart from the client's accounting system.",
        ) from None

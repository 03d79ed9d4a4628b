"""Tax codes that the templates have today and a client who was started before has not."""

from __future__ import annotations

from sqlalchemy import select

from bookdesk.ledger.owner import client_profile
from bookdesk.models.account import TaxCode, TaxRate
from bookdesk.models.actions import Action
from bookdesk.store.desk import Desk
from bookdesk.takeon.templates import template_for


def add_missing_codes(desk: Desk) -> tuple[str, ...]:
    """Add the tax codes of the country's template that the client lacks, with their rates; returns their codes.

    A code that is there stays as it is, whatever it means here. `InputError` where there is no template.
    """
    with desk.books.change(Action.TAX_CODE_EDITED, "tax codes of the template", actor=desk.actor) as work:
        template = template_for(client_profile(work.session).country)
        there = {code.casefold() for code in work.session.scalars(select(TaxCode.code))}
        missing = [one for one in template.tax_codes if one.code.casefold() not in there]
        for one in missing:
            code = TaxCode(code=one.code, name=one.name, treatment=one.treatment, side=one.side, archived=False)
            work.add(code)
            work.session.flush()
            work.add(*(TaxRate(tax_code_id=code.id, valid_from=day, rate=rate) for day, rate in one.rates()))
        work.commit()
    return tuple(one.code for one in missing)

"""How a client invoices: letterhead, terms, ways to pay, rounding, and the series of his numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlalchemy import select

from bookdesk.core.errors import Conflict, InputError
from bookdesk.core.vocabulary import NumberedKind
from bookdesk.invoicing.custom import settings_of
from bookdesk.invoicing.settingfields import SETTERS
from bookdesk.ledger.numbering import Review, Series, refuse_overlap, review
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.ledger.salesnumbers import next_number, series_of, used_numbers
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount
from bookdesk.models.sales import NumberSeries, SalesSettings
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class SettingsShown:
    """The settings with what people call their parts. `following` is the number that the next document would get."""

    settings: SalesSettings
    bank_account: str | None
    default_account: str | None
    default_tax_code: str | None
    series: Mapping[NumberedKind, Series]
    own: frozenset[NumberedKind]
    following: Mapping[NumberedKind, str]


class SettingsService:
    """The settings of one client."""

    def __init__(self, desk: Desk) -> None:
        """Work at `desk`."""
        self._desk = desk

    def show(self) -> SettingsShown:
        """Return the settings, usual ones where nothing was decided."""
        with self._desk.books.query() as session:
            settings, today = settings_of(session), client_today(session, self._desk.clock)
            return SettingsShown(
                settings,
                session.scalar(select(BankAccount.name).where(BankAccount.id == settings.bank_account_id)),
                session.scalar(select(Account.code).where(Account.id == settings.default_account_id)),
                session.scalar(select(TaxCode.code).where(TaxCode.id == settings.default_tax_code_id)),
                MappingProxyType(series_of(session)),
                frozenset(session.scalars(select(NumberSeries.kind))),
                MappingProxyType({kind: next_number(session, kind, today) for kind in NumberedKind}),
            )

    def edit(self, assignments: Mapping[str, str], *, version: int | None = None) -> SalesSettings:
        """Change settings by name (`settingfields.SETTERS`): all of them, or none where one is refused."""
        if not assignments:
            raise InputError("Nothing to change was said.", "Change one field or more.")
        reason = ", ".join(assignments)
        with self._desk.books.change(Action.SALES_SETTINGS_EDITED, reason, actor=self._desk.actor) as work:
            client_profile(work.session)  # a client who was not started yet invoices nothing
            row = work.session.scalars(select(SalesSettings)).one_or_none()
            if row is None:
                if version is not None:
                    raise Conflict("The settings were undone in between.", "Read them again.")
                row = settings_of(work.session)
                work.add(row)
            elif version is not None:
                row = work.get(SalesSettings, row.id, version=version)
            with work.session.no_autoflush:
                for name, typed in assignments.items():
                    if name not in SETTERS:
                        raise InputError(f"{name} cannot be set.", f"Known are {', '.join(sorted(SETTERS))}.")
                    SETTERS[name](work.session, row, typed)
                _require_together(row)
            work.commit()
        return row

    def set_series(self, kind: NumberedKind, series: Series) -> str:
        """Choose how numbers of a kind look, from the next document on; returns its number.

        `InputError` where two kinds could ever come by the same number, whatever the case of its letters.
        """
        said = f"{kind}: {series.prefix}"
        with self._desk.books.change(Action.NUMBER_SERIES_EDITED, said, actor=self._desk.actor) as work:
            wanted = {**series_of(work.session), kind: series}
            refuse_overlap({one: replace(its, prefix=its.prefix.upper()) for one, its in wanted.items()})
            row = work.session.scalars(select(NumberSeries).where(NumberSeries.kind == kind)).one_or_none()
            if row is None:
                row = NumberSeries(kind=kind)
                work.add(row)
            row.prefix, row.digits, row.separator, row.first = (
                series.prefix,
                series.digits,
                series.separator,
                series.first,
            )
            row.year, row.short_year = series.year, series.short_year
            row.restarts, row.start_month = series.restarts, series.start_month
            work.session.flush()
            following = next_number(work.session, kind, client_today(work.session, self._desk.clock))
            work.commit()
        return following

    def review(self, kind: NumberedKind) -> Review:
        """Return what an auditor asks of the numbers of a kind: gaps, doubles, cancelled ones, strangers."""
        with self._desk.books.query() as session:
            its = series_of(session)
            used = list(used_numbers(session, kind))
            if kind in {NumberedKind.INVOICE, NumberedKind.CREDIT_NOTE}:
                other = {NumberedKind.INVOICE, NumberedKind.CREDIT_NOTE} - {kind}
                used = [one for one in used if not any(its[that].parse(one.text) for that in other)]
            return review(its[kind], used)


def _require_together(row: SalesSettings) -> None:
    if (row.terms is None) != (row.terms_days is None):
        raise InputError("Terms are a kind and a number of days.", "Write net 30, month end 10 or next 20.")
    if (row.discount_days is None) != (row.discount_share is None):
        raise InputError("A discount is a share and a number of days.", "Write 2% 10.")

"""How a client invoices: letterhead, terms, ways to pay, rounding, and the series of his numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.errors import Conflict, InputError
from bookdesk.core.vocabulary import NumberedBy, NumberedKind
from bookdesk.invoicing.custom import settings_of
from bookdesk.invoicing.logo import Logo, put_on
from bookdesk.invoicing.settingfields import SETTERS
from bookdesk.ledger.numbering import Review, Series, refuse_overlap, review
from bookdesk.ledger.owner import client_profile, client_today
from bookdesk.ledger.salesnumbers import carried_on, next_number, series_of, used_numbers
from bookdesk.models.account import Account, TaxCode
from bookdesk.models.actions import Action
from bookdesk.models.bank import BankAccount
from bookdesk.models.sales import NumberSeries, SalesSettings
from bookdesk.store.change import Change
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class SettingsShown:
    """The settings with what people call their parts. `following` is the number that the next document would get.

    `legal_name` and `tax_id` are of the client's profile, and set with the rest.
    """

    settings: SalesSettings
    legal_name: str
    tax_id: str | None
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
            profile = client_profile(session)
            return SettingsShown(
                settings,
                profile.legal_name,
                profile.tax_id,
                session.scalar(select(BankAccount.name).where(BankAccount.id == settings.bank_account_id)),
                session.scalar(select(Account.code).where(Account.id == settings.default_account_id)),
                session.scalar(select(TaxCode.code).where(TaxCode.id == settings.default_tax_code_id)),
                MappingProxyType(series_of(session)),
                frozenset(session.scalars(select(NumberSeries.kind))),
                MappingProxyType({kind: next_number(session, kind, today) for kind in NumberedKind}),
            )

    def edit(
        self, assignments: Mapping[str, str], *, version: int | None = None, logo: Logo | None = None
    ) -> SalesSettings:
        """Change settings by name (`settingfields.SETTERS`): all of them, or none where one is refused.

        `version` is the one that was read, 0 where nothing had been decided yet. `logo` is a fit picture to put on the
        papers, one without a picture takes it off; left out, the logo stays.
        """
        if not assignments and logo is None:
            raise InputError("Nothing to change was said.", "Change one field or more.")
        reason = ", ".join((*assignments, *(["logo"] if logo is not None else [])))
        with self._desk.books.change(Action.SALES_SETTINGS_EDITED, reason, actor=self._desk.actor) as work:
            row = _row_of(work, version)
            with work.session.no_autoflush:
                set_all(work.session, row, assignments)
            if logo is not None and logo.picture is None:
                row.logo_id = None
            elif logo is not None:
                put_on(work, self._desk, row, logo)
            work.commit()
        return row

    def set_series(self, kind: NumberedKind, series: Series) -> str:
        """Choose how numbers of a kind look, from the next document on; returns its number.

        `InputError` where two kinds could ever come by the same number, whatever the case of its letters.
        """
        self.number({kind: series})
        with self._desk.books.query() as session:
            return next_number(session, kind, client_today(session, self._desk.clock))

    def number(
        self,
        wanted: Mapping[NumberedKind, Series],
        by: NumberedBy | None = None,
        *,
        known: Mapping[NumberedKind, Series] | None = None,
        version: int | None = None,
    ) -> None:
        """Choose in one change how the numbers of several kinds look, and who gives invoices theirs.

        `known` are the series that were read, `version` that of the settings: `Conflict` where they are others by now.
        Refused as in `set_series`, and while issued invoices wait for a number of the accounting system.
        """
        said = ", ".join((*(f"{kind}: {one.prefix}" for kind, one in wanted.items()), *([f"by {by}"] if by else [])))
        with self._desk.books.change(Action.NUMBER_SERIES_EDITED, said, actor=self._desk.actor) as work:
            now = series_of(work.session)
            if known is not None and any(now[kind] != known[kind] for kind in known):
                raise Conflict("The numbers were changed in between.", "Look at them again.")
            refuse_alike({**now, **wanted})
            for kind, series in wanted.items():
                _keep_series(work, kind, carried_on(work.session, kind, series))
            if by is not None:
                row = _row_of(work, version)
                with work.session.no_autoflush:
                    set_all(work.session, row, {"numbered_by": by.value})
            work.commit()

    def would_follow(self, wanted: Mapping[NumberedKind, Series]) -> Mapping[NumberedKind, str]:
        """Return the next number of each kind if series were chosen so; refused as in `set_series`."""
        with self._desk.books.query() as session:
            chosen = {kind: carried_on(session, kind, its) for kind, its in wanted.items()}
            all_of_them = {**series_of(session), **chosen}
            refuse_alike(all_of_them)
            today = client_today(session, self._desk.clock)
            return MappingProxyType({kind: next_number(session, kind, today, its) for kind, its in all_of_them.items()})

    def review(self, kind: NumberedKind) -> Review:
        """Return what an auditor asks of the numbers of a kind: gaps, doubles, cancelled ones, strangers."""
        with self._desk.books.query() as session:
            its = series_of(session)
            used = list(used_numbers(session, kind))
            if kind in {NumberedKind.INVOICE, NumberedKind.CREDIT_NOTE}:
                other = {NumberedKind.INVOICE, NumberedKind.CREDIT_NOTE} - {kind}
                used = [one for one in used if not any(its[that].parse(one.text) for that in other)]
            return review(its[kind], used)


def set_all(session: Session, row: SalesSettings, assignments: Mapping[str, str]) -> None:
    """Bring what was typed to a row and to the client's profile; nothing is written here."""
    for name, typed in assignments.items():
        if name not in SETTERS:
            raise InputError(f"{name} cannot be set.", f"Known are {', '.join(sorted(SETTERS))}.")
        SETTERS[name](session, row, typed)
    _require_together(row)


def refuse_alike(series: Mapping[NumberedKind, Series]) -> None:
    """Refuse series of which two could ever come by the same number, whatever the case of its letters."""
    refuse_overlap({one: replace(its, prefix=its.prefix.upper()) for one, its in series.items()})


def _row_of(work: Change, version: int | None) -> SalesSettings:
    """Return the settings within a change, those of a client who decided nothing yet as a new row."""
    client_profile(work.session)  # a client who was not started yet invoices nothing
    row = work.session.scalars(select(SalesSettings)).one_or_none()
    if row is None:
        if version:
            raise Conflict("The settings were undone in between.", "Read them again.")
        row = settings_of(work.session)
        work.add(row)
    elif version is not None:
        row = work.get(SalesSettings, row.id, version=version)
    return row


def _keep_series(work: Change, kind: NumberedKind, series: Series) -> None:
    row = work.session.scalars(select(NumberSeries).where(NumberSeries.kind == kind)).one_or_none()
    if row is None:
        row = NumberSeries(kind=kind)
        work.add(row)
    row.prefix, row.digits, row.separator, row.first = series.prefix, series.digits, series.separator, series.first
    row.year, row.short_year = series.year, series.short_year
    row.restarts, row.start_month = series.restarts, series.start_month
    work.session.flush()


def _require_together(row: SalesSettings) -> None:
    if (row.terms is None) != (row.terms_days is None):
        raise InputError("Terms are a kind and a number of days.", "Write net 30, month end 10 or next 20.")
    if (row.discount_days is None) != (row.discount_share is None):
        raise InputError("A discount is a share and a number of days.", "Write 2% 10.")

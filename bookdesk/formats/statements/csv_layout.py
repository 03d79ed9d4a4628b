"""Which column of a CSV file holds what: by profile, by its header, or by what the cells look like."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from bookdesk.core.amounts import NotAnAmount, human_amount
from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.errors import InputError
from bookdesk.formats.statements.csv_dates import looks_like_date
from bookdesk.formats.statements.csv_grid import Grid, Row
from bookdesk.formats.statements.csv_headers import plain, role_of
from bookdesk.formats.statements.csv_profile import CsvProfile, Role

_HEADER_SEARCH = 60
_MOST = 0.6
_SAMPLE = 200
_MANY = frozenset({Role.DESCRIPTION, Role.AMOUNT, Role.PAYEE})
_FLAG = re.compile(r"[A-Za-z+\-]{1,2}|debit|credit", re.IGNORECASE)

Columns = Mapping[Role, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Layout:
    """Columns by role (most likely first), rows before the data, the data, and the header's cells if there is one."""

    columns: Columns
    preamble: tuple[Row, ...]
    rows: tuple[Row, ...]
    header: tuple[str, ...] = ()

    def first(self, role: Role) -> int | None:
        """Return the most likely column of `role`."""
        found = self.columns.get(role, ())
        return found[0] if found else None

    def cell(self, row: Row, role: Role) -> str:
        """Return the cell of `role`, empty where there is none."""
        column = self.first(role)
        return row.cells[column] if column is not None and column < len(row.cells) else ""

    def cells(self, row: Row, role: Role) -> list[str]:
        """Return all cells of `role`."""
        return [row.cells[column] for column in self.columns.get(role, ()) if column < len(row.cells)]


def layout_of(grid: Grid, profile: CsvProfile) -> Layout:
    """Return the layout; `InputError` if no date or no amount column is found."""
    above, rows = grid.rows[: profile.skip_rows], grid.rows[profile.skip_rows :]
    if profile.columns:
        layout = _from_profile(above, rows, profile)
    else:
        layout = _from_header(rows) or _from_content(rows, grid.width)
    if layout.first(Role.DATE) is None:
        raise _unknown("dates")
    if not any(layout.columns.get(role) for role in (Role.AMOUNT, Role.DEBIT, Role.CREDIT)):
        raise _unknown("amounts")
    return layout


def _unknown(what: str) -> InputError:
    return InputError(
        f"No column of this file holds {what}.",
        "Say what its columns hold, or export it from the bank in another format.",
        command="--profile FILE.toml",
    )


def _from_profile(above: Sequence[Row], rows: Sequence[Row], profile: CsvProfile) -> Layout:
    """Take the profile's word; headers are compared without case, accents and punctuation.

    Where it counts columns, the last row that it skips is their header, unless dates stand in it.
    """
    wanted = {plain(name): role for name, role in profile.columns.items()}
    for index, row in enumerate(rows[:_HEADER_SEARCH]):
        found = [(wanted[plain(cell)], column) for column, cell in enumerate(row.cells) if plain(cell) in wanted]
        if len(found) == len(wanted):
            return Layout(_by_role(found), tuple(rows[:index]), tuple(rows[index + 1 :]), row.cells)
    positions = [(role, int(name) - 1) for name, role in profile.columns.items() if name.isdecimal()]
    if len(positions) != len(profile.columns):
        raise InputError(
            f"The profile {profile.name!r} does not fit this file: it has no header {', '.join(profile.columns)}.",
            "Choose the profile of this bank, or none.",
        )
    header = above[-1].cells if above and not any(looks_like_date(cell) for cell in above[-1].cells) else ()
    return Layout(_by_role(positions), tuple(above), tuple(rows), header)


def _by_role(found: Sequence[tuple[Role, int]]) -> Columns:
    return {role: tuple(column for other, column in found if other is role) for role, _ in found}


def _from_header(rows: Sequence[Row]) -> Layout | None:
    """Find the row that names most roles, a date or an amount among them, and check the names against the cells."""
    best, header = 0, -1
    for index, row in enumerate(rows[:_HEADER_SEARCH]):
        roles = {named[0] for cell in row.cells if cell and (named := role_of(cell))}
        score = len(roles) if roles & {Role.DATE, Role.VALUE_DATE, Role.AMOUNT, Role.DEBIT} else 0
        if score > best and not any(looks_like_date(cell) for cell in row.cells):
            best, header = score, index
    if best < 2:  # noqa: PLR2004 - one known word may stand in any text
        return None
    body = tuple(rows[header + 1 :])
    named_columns = [(named, column) for column, cell in enumerate(rows[header].cells) if (named := role_of(cell))]
    named_columns.sort(key=lambda item: (item[0][1], item[1]))
    columns = _checked([(role, column) for (role, _), column in named_columns], body, len(rows[header].cells))
    return Layout(columns, tuple(rows[:header]), body, rows[header].cells)


def _checked(named: Sequence[tuple[Role, int]], body: Sequence[Row], width: int) -> Columns:
    """Correct what a header says by what stands below it: `Valuta` is a value date or a currency, IBAN whose?"""
    resolved: list[tuple[Role, int]] = []
    for role, column in named:
        values = _values(body, column)
        resolved.append((_resolved(role, values), column))
    columns = {
        role: found if role in _MANY else _filled_first(found, body) for role, found in _by_role(resolved).items()
    }
    if Role.DESCRIPTION in columns:
        columns[Role.DESCRIPTION] = tuple(sorted(columns[Role.DESCRIPTION]))
    if Role.DATE not in columns:
        columns[Role.DATE] = _date_columns(columns, body, width)
    return columns


def _resolved(role: Role, values: Sequence[str]) -> Role:
    """Return what a column really holds; an unusable one is ignored."""
    if not values:
        return role
    if role in {Role.DATE, Role.VALUE_DATE} and not _mostly(values, looks_like_date):
        if _mostly(values, _is_currency):
            return Role.CURRENCY
        return role if any(map(looks_like_date, values)) else Role.IGNORED  # rows without a date are told one by one
    if role is Role.CURRENCY and not _mostly(values, _is_currency):
        return Role.IGNORED
    if role is Role.ACCOUNT and len(set(values)) > max(2, len(values) // 4):
        return Role.PAYEE_ACCOUNT
    return role


def _filled_first(columns: tuple[int, ...], body: Sequence[Row]) -> tuple[int, ...]:
    """Put columns that hold anything before empty ones."""
    return tuple(sorted(columns, key=lambda column: not _values(body, column)))


def _date_columns(columns: Columns, body: Sequence[Row], width: int) -> tuple[int, ...]:
    """Fall back to the value date, then to any column that holds dates."""
    if columns.get(Role.VALUE_DATE):
        return columns[Role.VALUE_DATE][:1]
    taken = {column for found in columns.values() for column in found}
    free = (column for column in range(width) if column not in taken)
    return tuple(column for column in free if _mostly(_values(body, column), looks_like_date))[:1]


def _from_content(rows: Sequence[Row], width: int) -> Layout:
    """Guess the columns of a file without a header that is known; rows above the data say nothing of money or days."""
    fitting = tuple(row for row in rows if len(row.cells) == width)
    above = tuple(takewhile(_says_nothing, fitting))
    data = fitting[len(above) :] or fitting
    kinds = {column: _kind(_values(data, column)) for column in range(width)}
    dates = [column for column, kind in kinds.items() if kind is Role.DATE]
    money = [column for column, kind in kinds.items() if kind is Role.AMOUNT]
    columns: dict[Role, tuple[int, ...]] = {
        Role.DATE: tuple(dates[:1]),
        Role.VALUE_DATE: tuple(dates[1:2]),
        **{
            role: tuple(column for column, kind in kinds.items() if kind is role)
            for role in (Role.CURRENCY, Role.FLAG, Role.DESCRIPTION)
        },
    }
    if len(money) > 1 and _never_together(data, money[0], money[1]):
        columns |= {Role.DEBIT: (money[0],), Role.CREDIT: (money[1],), Role.BALANCE: tuple(money[2:3])}
    else:
        columns |= {Role.AMOUNT: tuple(money), Role.BALANCE: tuple(money[1:])}
    return Layout(columns, above if data is not fitting else (), data)


def _says_nothing(row: Row) -> bool:
    """Return whether a row has neither a date nor an amount, as headings in words that are not known."""
    return not any(looks_like_date(cell) or is_amount(cell) for cell in row.cells)


def _kind(values: Sequence[str]) -> Role:
    """Tell what the cells of one column look like."""
    tests: tuple[tuple[Role, Callable[[str], bool]], ...] = (
        (Role.DATE, looks_like_date),
        (Role.AMOUNT, is_amount),
        (Role.CURRENCY, _is_currency),
        (Role.FLAG, lambda text: bool(_FLAG.fullmatch(text))),
    )
    if not values:
        return Role.IGNORED
    return next((role for role, test in tests if _mostly(values, test)), Role.DESCRIPTION)


def _never_together(rows: Sequence[Row], one: int, other: int) -> bool:
    """Return whether two columns are never both filled, and each is filled somewhere."""
    pairs = [(bool(row.cells[one]), bool(row.cells[other])) for row in rows]
    return (True, True) not in pairs and (True, False) in pairs and (False, True) in pairs


def _values(rows: Sequence[Row], column: int) -> list[str]:
    """Return what a sample of rows holds in one column."""
    return [row.cells[column] for row in rows[:_SAMPLE] if column < len(row.cells) and row.cells[column]]


def _mostly(values: Sequence[str], test: Callable[[str], bool]) -> bool:
    return bool(values) and sum(map(test, values)) >= _MOST * len(values)


def _is_currency(text: str) -> bool:
    return text.upper() in EXPONENTS


def is_amount(text: str) -> bool:
    """Return whether a person would read `text` as an amount."""
    try:
        human_amount(text)
    except NotAnAmount:
        return False
    return True

"""Corrections of a confirmed bill, as `line.2.tax_code=FRE`, and what they make of its lines. Pure.

Recoding changes accounts and tax codes and leaves every amount; editing changes amounts, too. Lines keep their
numbers: removing line 2 of three leaves 1 and 3, and the next new one is 4.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from bookdesk.core.entered import entered_money
from bookdesk.core.errors import InputError, NotFound, RuleBroken
from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger import tax
from bookdesk.ledger.tax import DatedCode

_LINE = re.compile(r"line\.([1-9][0-9]{0,3})(?:\.([a-z_]+))?")
_WHOLE = ""
_REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class Step:
    """One correction of a line; `name` is empty where it is about the line as a whole."""

    position: int
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is to be changed: fields of the bill by name, and steps on its lines in the order they were written."""

    fields: Mapping[str, str]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a bill; `tax_edited` says that a person set the tax, so it is not computed from the rate."""

    position: int
    description: str
    account_id: str | None
    tax_code_id: str | None
    net: Money
    tax: Money
    tax_edited: bool = False

    @property
    def gross(self) -> Money:
        """Net and tax together."""
        return self.net + self.tax


@dataclass(frozen=True, slots=True)
class Chart:
    """What lines may be coded to: ids of accounts by code, and tax codes with their rates on the bill's day."""

    accounts: Mapping[str, str]
    codes: tuple[DatedCode, ...]

    def account(self, code: str) -> str:
        """Return the id of an account."""
        if code not in self.accounts:
            raise NotFound(f"There is no account {code}.", "Use a code of the client's chart of accounts.")
        return self.accounts[code]

    def tax_code(self, code: str) -> DatedCode:
        """Return a tax code."""
        found = next((one for one in self.codes if one.code == code), None)
        if found is None:
            raise NotFound(
                f"There is no tax code {code} for purchases.", f"Known are {', '.join(one.code for one in self.codes)}."
            )
        return found

    def by_id(self, code_id: str | None) -> DatedCode | None:
        """Return a line's tax code; None where it has none, or one without a rate on that day."""
        return next((one for one in self.codes if one.id == code_id), None)

    def rate(self, line: Line) -> Decimal:
        """Return the rate of a line's tax code."""
        found = self.by_id(line.tax_code_id)
        return found.rate if found else Decimal(0)


def parse(assignments: Mapping[str, str]) -> Corrections:
    """Sort corrections into those of the bill and those of its lines; `InputError` for a line's name that is none."""
    fields: dict[str, str] = {}
    steps: list[Step] = []
    for name, value in assignments.items():
        found = _LINE.fullmatch(name)
        if found:
            steps.append(Step(int(found[1]), found[2] or _WHOLE, value.strip()))
        elif name.startswith("line"):
            raise InputError(
                f"{name} names no line.",
                "A line is named by its number and its field.",
                command="bookdesk bill edit BILL line.1.account=CODE",
            )
        else:
            fields[name] = value.strip()
    return Corrections(fields, tuple(steps))


def recoded(lines: Sequence[Line], steps: Sequence[Step], chart: Chart) -> tuple[Line, ...]:
    """Return the lines with other accounts and tax codes; `RuleBroken` where an amount would have to change."""
    done = {line.position: line for line in lines}
    for step in steps:
        if step.name not in _CODINGS:
            raise InputError(
                f"{_shown(step)} is no coding.",
                "Only account and tax code of a line are recoded; edit the bill instead.",
                command="bookdesk bill edit BILL FIELD=VALUE",
            )
        done[step.position] = _CODINGS[step.name](_known(done, step.position), step, chart)
    return tuple(done[position] for position in sorted(done))


def edited(
    lines: Sequence[Line], steps: Sequence[Step], chart: Chart, mode: TaxMode, currency: str
) -> tuple[Line, ...]:
    """Return the lines after all steps; tax follows the rate of its code unless a step sets it."""
    done = {line.position: line for line in lines}
    first_new = next_one = max(done, default=0) + 1
    for step in steps:
        if step.name == _WHOLE:
            _known(done, step.position)
            if step.value != _REMOVE:
                raise InputError(
                    f"{_shown(step)} says nothing.",
                    "Say which field of the line, or remove the line.",
                    command=f"bookdesk bill edit BILL line.{step.position}={_REMOVE}",
                )
            del done[step.position]
            continue
        if step.name not in _EDITS:
            raise InputError(f"{step.name} of a line cannot be set.", f"Known are {', '.join(_EDITS)}.")
        if step.position == next_one:
            done[next_one] = Line(next_one, "", None, None, Money.zero(currency), Money.zero(currency))
            next_one += 1
        done[step.position] = _EDITS[step.name](_known(done, step.position), step, chart, mode)
    for line in done.values():
        if line.position >= first_new and not line.gross:
            raise InputError(
                f"Line {line.position} is new and has no amount.",
                "Give it an amount.",
                command=f"bookdesk bill edit BILL line.{line.position}.net=AMOUNT",
            )
    return tuple(done[position] for position in sorted(done))


def in_mode(lines: Sequence[Line], chart: Chart, mode: TaxMode) -> tuple[Line, ...]:
    """Return the lines with tax computed anew, of their gross (inclusive), of their net, or none."""
    return tuple(_taxed(line, chart, mode) for line in lines)


def to_total(lines: Sequence[Line], wanted: Money, chart: Chart, mode: TaxMode) -> tuple[Line, ...]:
    """Return the lines so that they add up to `wanted`: the only line takes it; several must do so already."""
    found = total((line.gross for line in lines), wanted.currency)
    if found == wanted:
        return tuple(lines)
    if len(lines) != 1:
        raise InputError(
            f"The lines add up to {found}, not {wanted}.",
            "Correct net or tax of the lines until they do.",
            command="bookdesk bill edit BILL line.N.net=AMOUNT",
        )
    return (_of_gross(lines[0], wanted, chart, mode),)


def require_whole(lines: Sequence[Line]) -> None:
    """Refuse lines that could not be booked."""
    if not lines:
        raise RuleBroken(
            "A bill needs at least one line.", "Void it instead, if it is not owed.", command="bookdesk bill void BILL"
        )
    for line in lines:
        if line.account_id is None or (line.tax and line.tax_code_id is None):
            missing = "account" if line.account_id is None else "tax_code"
            raise RuleBroken(
                f"Line {line.position} has no {missing.replace('_', ' ')}.",
                "Choose one.",
                command=f"bookdesk bill edit BILL line.{line.position}.{missing}=CODE",
            )


def _known(lines: Mapping[int, Line], position: int) -> Line:
    if position not in lines:
        raise NotFound(f"There is no line {position}.", f"There are {', '.join(map(str, sorted(lines))) or 'none'}.")
    return lines[position]


def _shown(step: Step) -> str:
    return f"line.{step.position}{'.' if step.name else ''}{step.name}={step.value}"


def _to_account(line: Line, step: Step, chart: Chart) -> Line:
    return replace(line, account_id=chart.account(step.value))


def _to_tax_code(line: Line, step: Step, chart: Chart) -> Line:
    """Change the tax code where its rate is that of the present one, or makes the tax that is there."""
    new, old = chart.tax_code(step.value), chart.by_id(line.tax_code_id)
    fits = new.rate == old.rate if old else tax.near(line.net.times(new.rate), line.tax)
    if not fits:
        before = f"{old.code} of {_percent(old)}" if old else f"a tax of {line.tax}"
        raise RuleBroken(
            f"{new.code} of {_percent(new)} in the place of {before} would change what is to be paid.",
            "Edit the bill instead; it is then approved again.",
            command=f"bookdesk bill edit BILL line.{line.position}.tax_code={new.code}",
        )
    return replace(line, tax_code_id=new.id)


def _percent(code: DatedCode) -> str:
    return f"{(code.rate * 100).normalize():f} %"


_CODINGS: Mapping[str, Callable[[Line, Step, Chart], Line]] = {"account": _to_account, "tax_code": _to_tax_code}


def _set_account(line: Line, step: Step, chart: Chart, mode: TaxMode) -> Line:
    del mode
    return _to_account(line, step, chart)


def _set_tax_code(line: Line, step: Step, chart: Chart, mode: TaxMode) -> Line:
    return _taxed(replace(line, tax_code_id=chart.tax_code(step.value).id), chart, mode)


def _set_description(line: Line, step: Step, chart: Chart, mode: TaxMode) -> Line:
    del chart, mode
    return replace(line, description=step.value)


def _set_net(line: Line, step: Step, chart: Chart, mode: TaxMode) -> Line:
    of_net = TaxMode.NONE if mode is TaxMode.NONE else TaxMode.EXCLUSIVE
    return _filled(line, tax.line(_amount(line, step), chart.rate(line), of_net))


def _set_gross(line: Line, step: Step, chart: Chart, mode: TaxMode) -> Line:
    return _of_gross(line, _amount(line, step), chart, mode)


def _set_tax(line: Line, step: Step, chart: Chart, mode: TaxMode) -> Line:
    """Set the tax as printed: of an inclusive line the gross stays, else the net."""
    present = tax.TaxedLine(line.net, line.tax, line.gross, chart.rate(line))
    return replace(_filled(line, tax.with_tax(present, _amount(line, step), mode)), tax_edited=True)


_EDITS: Mapping[str, Callable[[Line, Step, Chart, TaxMode], Line]] = {
    "account": _set_account,
    "tax_code": _set_tax_code,
    "description": _set_description,
    "net": _set_net,
    "gross": _set_gross,
    "tax": _set_tax,
}


def _amount(line: Line, step: Step) -> Money:
    return entered_money(step.value, line.net.currency)


def _taxed(line: Line, chart: Chart, mode: TaxMode) -> Line:
    """Compute a line's tax; one that is a unit off (the document rounds on the sum) stays, marked as set."""
    entered = line.gross if mode is TaxMode.INCLUSIVE else line.net
    found = tax.line(entered, chart.rate(line), mode)
    if mode is not TaxMode.NONE and abs(found.tax - line.tax).minor <= 1:
        return replace(line, tax_edited=found.tax != line.tax)
    return _filled(line, found)


def _of_gross(line: Line, gross: Money, chart: Chart, mode: TaxMode) -> Line:
    of_gross = TaxMode.NONE if mode is TaxMode.NONE else TaxMode.INCLUSIVE
    return _filled(line, tax.line(gross, chart.rate(line), of_gross))


def _filled(line: Line, found: tax.TaxedLine) -> Line:
    return replace(line, net=found.net, tax=found.tax, tax_edited=False)

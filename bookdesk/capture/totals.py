"""Choose net, tax and total together, as the set of printed amounts that labels and arithmetic support best. Pure.

A label may be misread, stand over the wrong column or be missing; net + tax = total with a rate that exists rarely
holds by accident. The weights below are steps of evidence, set on several kinds of documents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations, product

from bookdesk.capture.candidates import Find, Finds
from bookdesk.capture.meanings import Alternative
from bookdesk.capture.memory.layouts import Recalled
from bookdesk.capture.nearness import Neighbourhood
from bookdesk.capture.ranking.ranker import Ranking
from bookdesk.capture.repairing import Repair, repairs_of
from bookdesk.capture.roles import Role
from bookdesk.capture.sums import FAINT, TOLERANCE, Chosen, Sum, Totals
from bookdesk.capture.taxgroups import all_groups, tax_groups
from bookdesk.capture.taxrows import CENT, LEGAL_RATES, TaxRow, percent, tax_rows
from bookdesk.capture.tills import (
    after_rounding,
    cash_totals,
    names_rounding,
    paid,
    proved_by_cash,
    rounded_for_cash,
    roundings_of,
)

_ZERO = Decimal(0)
_KEEP = 9
_OFFERED = 4
"""Amounts of one role that are kept for a person to choose from."""
_CLEARLY = 0.8
_MOST_TAXES = 6


_Entry = tuple[float, Sum, Sum | None, Sum | None]
_ROLES = (Role.TOTAL, Role.NET, Role.TAX, Role.DUE, Role.PREPAID, Role.TENDER, Role.CHANGE, Role.OTHER_AMOUNT)


_FIELDS = {Role.TOTAL: "total", Role.NET: "net", Role.TAX: "tax", Role.DUE: "amount_due"}


def choose_totals(finds: Finds, near: Neighbourhood, recalled: Recalled, ranking: Ranking) -> Totals:
    """Return the amounts of a document, each None where nothing speaks for it."""
    money = _money(finds, near)
    if not money:
        return Totals()
    sums = _sums(money, near, recalled)
    rows = tax_rows(finds)
    cash = cash_totals(sums)
    ranked = _ranked(_combinations(sums, rows, cash, finds), ranking)
    if not ranked:
        return Totals(rows=rows)
    till_rounds = names_rounding(near)
    best = (ranked[0][0], after_rounding(ranked[0][1], sums, till_rounds=till_rounds), *ranked[0][2:])
    rival = next((entry for entry in ranked if entry[1] is not ranked[0][1]), None)
    margin = best[0] - rival[0] if rival else best[0]
    printed = {Decimal(find.value) for find in finds.rates}
    mended = None if _holds(sums) else _mended(sums, best[0], printed, till_rounds=till_rounds)
    found = mended if mended is not None else _made_of_parts(_totals(best[1:], sums, rows, cash, margin), sums, printed)
    found = replace(found, outgrown=_outgrown(found, sums), emptied=_emptied(found, money, near))
    found = all_groups(found, tax_groups(sums, printed, rows), sums, printed)
    return paid(found, roundings_of(money, near), sums)


def _outgrown(found: Totals, sums: Sequence[Sum]) -> Decimal | None:
    """Return the largest amount clearly named as the total that is more than the one chosen, if cash proves neither."""
    if found.total is None or found.cash:
        return None
    least = abs(found.total.value) + TOLERANCE
    larger = [abs(one.value) for one in sums if one.score(Role.TOTAL) >= _CLEARLY and abs(one.value) > least]
    return max(larger, default=None)


def _emptied(found: Totals, money: Sequence[Find], near: Neighbourhood) -> bool:
    """Whether 0.00 is named the total as clearly as the one that was chosen, twice, in rows without another amount."""
    if found.total is None or found.cash or (found.legal and found.balanced):
        return False
    least = max(_CLEARLY, found.total.evidence)
    filled = {find.line for find in money if find.amount}
    nothing = [find for find in money if not find.amount and find.line not in filled]
    return sum(near.score(find, Role.TOTAL) >= least for find in nothing) > 1


def _made_of_parts(found: Totals, sums: Sequence[Sum], printed: set[Decimal]) -> Totals:
    """Return net + tax as the total where both are named, a rate fits, and nothing that was read is named as total."""
    if found.tax is not None or found.total is None or found.total.evidence > FAINT:
        return found
    pairs = [
        (net, tax)
        for net in _labelled_best(sums, Role.NET)
        for tax in _labelled_best(sums, Role.TAX)
        if tax.value and net is not tax and _is_legal(net.value, tax.value, printed)
    ]
    if len(pairs) != 1:
        return found
    net, tax = pairs[0]
    total = Chosen(net.value + tax.value, None, found.total.evidence)
    return replace(found, net=_chosen(net, Role.NET), tax=_chosen(tax, Role.TAX), total=total)


def _ranked(entries: Iterable[_Entry], ranking: Ranking) -> list[_Entry]:
    """Return the combinations, the best first, with what the ranker says of each total added to all that have it."""
    ranked = sorted(entries, key=lambda entry: -entry[0])
    best: dict[Decimal, _Entry] = {}
    for entry in ranked:
        best.setdefault(entry[1].value, entry)
    scored = [(entry[0], entry[1].best[Role.TOTAL], "") for entry in best.values()]
    added = {id(find): score for score, find, _ in ranking.weigh("total", scored)}
    more = {entry[1].value: added[id(entry[1].best[Role.TOTAL])] - entry[0] for entry in best.values()}
    told = [(score + more[total.value], total, net, tax) for score, total, net, tax in ranked]
    return sorted(told, key=lambda entry: -entry[0])


def _money(finds: Finds, near: Neighbourhood) -> list[Find]:
    """Keep what may be money: two decimals or a unit; whole numbers only where the page has nothing better."""
    strict = [find for find in finds.amounts if find.decimals == 2 or (find.unit and find.decimals != 1)]  # noqa: PLR2004 - cents
    if any(_strength(find, near) > FAINT for find in strict):
        return strict
    loose = [find for find in finds.amounts if len(find.value) <= 9]  # noqa: PLR2004 - longer ones are numbers of things
    return strict + [find for find in loose if find not in strict and _strength(find, near) > FAINT]


def _strength(find: Find, near: Neighbourhood) -> float:
    return max(near.score(find, role) for role in (Role.TOTAL, Role.DUE))


def _sums(money: Sequence[Find], near: Neighbourhood, recalled: Recalled) -> list[Sum]:
    """Group finds by value and keep the strongest evidence for each role: its labels, and where it stood before."""

    def score(find: Find, role: Role) -> float:
        name = _FIELDS.get(role) if recalled else None
        return near.score(find, role) + (recalled.vote(name, find) if name else 0.0)

    groups: dict[Decimal, list[Find]] = defaultdict(list)
    for find in money:
        if find.amount is not None:
            groups[find.amount].append(find)
    sums = []
    for value, group in groups.items():
        scores: dict[Role, float] = {}
        best: dict[Role, Find] = {}
        for role in _ROLES:
            ranked = max(group, key=lambda find: (score(find, role), find.page, find.box[3]))
            scores[role], best[role] = score(ranked, role), ranked
        sums.append(Sum(value, scores, best, len(group)))
    return sums


_FEW = 4
_WORTH_MENDING = 0.3
"""Points by which mended amounts must lead what was read: an amount is not mended where it may be right."""


def _mended(sums: Sequence[Sum], best: float, printed: set[Decimal], *, till_rounds: bool) -> Totals | None:
    """Return the amounts with one of them read as arithmetic asks, if that is better than what was read as it is.

    What a till rounds by may be lost: there an amount that is off by as little was not misread.
    """
    entries = [_labelled_best(sums, role) for role in (Role.TOTAL, Role.NET, Role.TAX)]
    found = [
        (_mended_score(three, repair), three, repair)
        for three in product(*entries)
        if len({id(one) for one in three}) == len(three)
        for repair in repairs_of(_rests(three), (three[0].value, three[1].value, three[2].value), printed)
        if not _borne_out(three[repair.index], sums)
        and not (till_rounds and abs(repair.value - three[repair.index].value) <= TOLERANCE)
    ]
    if not found:
        return None
    score, three, repair = max(found, key=lambda entry: entry[0])
    rivals = [one[0] for one in found if (one[2].index, one[2].value) != (repair.index, repair.value)]
    margin = score - max([best, *rivals])
    if margin < _WORTH_MENDING:
        return None
    return _with_repair(three, repair, sums, margin)


def _borne_out(one: Sum, sums: Sequence[Sum]) -> bool:
    """Whether an amount was surely read right: twice the same, or it is cash less change."""
    return one.printed > 1 or (bool(one.value) and proved_by_cash(one.value, sums))


def _holds(sums: Sequence[Sum]) -> bool:
    """Whether three printed amounts fit as net, tax and total, two of them so named: then nothing was misread."""
    values = {abs(one.value): one for one in sums if one.value}
    for tax in sums:
        for net in sums if tax.score(Role.TAX) > FAINT and tax.value else ():
            total = values.get(abs(net.value) + abs(tax.value))
            if total is None:
                continue
            named = max(total.score(Role.TOTAL), total.score(Role.DUE), net.score(Role.NET)) > FAINT
            if named and _is_legal(net.value, tax.value, set()):
                return True
    pairs = product(_labelled_best(sums, Role.NET), _labelled_best(sums, Role.TOTAL))
    return any(_taxes_fill(sums, net.value, total.value) for net, total in pairs)


def _labelled_best(sums: Sequence[Sum], role: Role) -> list[Sum]:
    ranked = sorted(sums, key=lambda entry: -entry.score(role))[:_FEW]
    return [entry for entry in ranked if entry.score(role) > FAINT]


def _rests(three: tuple[Sum, ...]) -> tuple[Find, Find, Find]:
    total, net, tax = three
    return total.best[Role.TOTAL], net.best[Role.NET], tax.best[Role.TAX]


def _mended_score(three: tuple[Sum, ...], repair: Repair) -> float:
    total, net, tax = three
    labels = total.score(Role.TOTAL) + 0.8 * _evidence(net, Role.NET) + 0.8 * _evidence(tax, Role.TAX)
    return labels + (1.4 if repair.printed else 1.0) + (0.4 if repair.exact else 0.0) - repair.cost


def _with_repair(three: tuple[Sum, ...], repair: Repair, sums: Sequence[Sum], margin: float) -> Totals:
    total, net, tax = (
        Chosen(
            repair.value if place == repair.index else one.value,
            one.best[role],
            max(0.0, one.score(role)),
            one.value if place == repair.index else None,
        )
        for place, (one, role) in enumerate(zip(three, (Role.TOTAL, Role.NET, Role.TAX), strict=True))
    )
    due = max(sums, key=lambda entry: entry.score(Role.DUE), default=None)
    return Totals(
        net=net,
        tax=tax,
        total=total,
        due=_chosen(due, Role.DUE) if due and due.score(Role.DUE) > FAINT and due.value != total.read else None,
        balanced=True,
        exact=True,
        legal=repair.printed,
        mended=not repair.printed,
        prepaid=any(entry.score(Role.PREPAID) > 0.5 and entry.value for entry in sums),  # noqa: PLR2004 - clearly labelled
        margin=margin,
        rivals={role: _labelled(sums, role) for role in (Role.NET, Role.TAX, Role.TOTAL, Role.DUE)},
    )


def _combinations(
    sums: Sequence[Sum], rows: Sequence[TaxRow], cash: frozenset[Decimal], finds: Finds
) -> Iterator[_Entry]:
    """Yield every plausible (score, total, net, tax)."""
    largest = max((abs(entry.value) for entry in sums), default=_ZERO)
    rounded = rounded_for_cash(sums)
    totals = _top(sums, lambda entry: total_evidence(entry, largest, cash) + (entry.value in rounded))
    nets = _top(sums, lambda entry: entry.score(Role.NET) + _within(entry, [row.net for row in rows]))
    taxes = _top(sums, lambda entry: entry.score(Role.TAX) + _within(entry, [row.tax for row in rows]))
    printed = {Decimal(find.value) for find in finds.rates}
    for total in totals:
        base = total_evidence(total, largest, cash) + (0.35 if total.value in rounded else 0.0)
        for net, tax in product((*nets, None), (*taxes, None)):
            if tax is not None and abs(tax.value) >= abs(total.value) and total.value:
                continue
            if net is not None and tax is not None and _is_no_tax_of(net, tax):
                continue
            extra = _arithmetic(total, net, tax, rows, printed)
            if net is not None and tax is None and _taxes_fill(sums, net.value, total.value):
                extra += 1.1
            yield base + 0.8 * _evidence(net, Role.NET) + 0.8 * _evidence(tax, Role.TAX) + extra, total, net, tax


def _is_no_tax_of(net: Sum, tax: Sum) -> bool:
    """Whether a price that nothing names a tax is as large as half the net: half the price of two pieces, say."""
    return net is tax or (tax.score(Role.TAX) <= FAINT and 2 * abs(tax.value) > abs(net.value))


def _top(sums: Sequence[Sum], score: Callable[[Sum], float]) -> list[Sum]:
    return sorted(sums, key=score, reverse=True)[:_KEEP]


def _within(entry: Sum, values: Sequence[Decimal]) -> float:
    return 0.5 if entry.value in values or (values and entry.value == sum(values)) else 0.0


def _evidence(entry: Sum | None, role: Role) -> float:
    return entry.score(role) - 0.15 if entry else 0.0


def total_evidence(entry: Sum, largest: Decimal, cash: frozenset[Decimal]) -> float:
    """Weigh an amount as the total: its labels, its size, how often it is printed, and the cash paid for it."""
    label = max(entry.score(Role.TOTAL), 0.75 * entry.score(Role.DUE))
    size = 0.15 * float(abs(entry.value) / largest) if largest else 0.0
    paid = 0.5 if entry.value in cash else 0.25 * max(0.0, entry.score(Role.TENDER))
    wrong = 0.4 * max(0.0, entry.score(Role.CHANGE) + (0.0 if entry.value else 0.5))
    return label + size + paid + 0.03 * min(entry.printed, 4) - wrong


def _arithmetic(total: Sum, net: Sum | None, tax: Sum | None, rows: Sequence[TaxRow], printed: set[Decimal]) -> float:
    """Weigh how the three fit: exact with a legal rate is strong, a contradiction counts against all."""
    if net is None and tax is None:
        return 0.0
    if net is None or tax is None:
        return _pair(total, net, tax, rows, printed)
    gap = abs(net.value + tax.value - total.value)
    flipped = abs(abs(net.value) + abs(tax.value) - abs(total.value))
    if min(gap, flipped) > TOLERANCE:
        return -0.9
    if tax.value == 0:
        return 0.45
    bonus = 1.0 if gap == 0 else 0.7
    summed = _sums_up(rows, net.value, tax.value)
    bonus += 0.4 if summed or _is_legal(net.value, tax.value, printed) else 0.0
    if len(rows) > 1:  # the document's total is that of all rows, never that of one
        bonus += 0.4 if summed else -0.3 if any(row.tax == tax.value and row.net == net.value for row in rows) else 0.0
    named = sum(
        1 for entry, role in ((total, Role.TOTAL), (net, Role.NET), (tax, Role.TAX)) if entry.score(role) > FAINT
    )
    return bonus * (0.4, 0.6, 0.9, 1.0)[named]


def _taxes_fill(sums: Sequence[Sum], net: Decimal, total: Decimal) -> bool:
    """Whether several amounts named as tax (one for each rate, or office) are what lies between net and total."""
    named = [entry.value for entry in sums if entry.score(Role.TAX) > 0.5 and entry.value]  # noqa: PLR2004 - clearly labelled
    taxes = [tax for tax in named if abs(tax) < abs(net)]
    fitting = (several for count in range(2, len(taxes) + 1) for several in combinations(taxes, count))
    return len(taxes) <= _MOST_TAXES and any(sum(several) == total - net for several in fitting)


def _pair(total: Sum, net: Sum | None, tax: Sum | None, rows: Sequence[TaxRow], printed: set[Decimal]) -> float:
    """Weigh a total with its net or its tax alone; the rows of the breakdown may prove what is not printed."""
    if net is not None:
        if rows and _sums_up(rows, net.value, total.value - net.value):
            return 1.1
        return 0.15 if net.value == total.value else -0.1
    if tax is None:
        return 0.0
    if rows and _sums_up(rows, total.value - tax.value, tax.value):
        return 0.8
    return 0.1 if _is_legal(total.value - tax.value, tax.value, printed) else -0.1


def _is_legal(net: Decimal, tax: Decimal, printed: set[Decimal]) -> bool:
    rates = printed | set(LEGAL_RATES)
    return any(abs(abs(percent(net, rate)) - abs(tax)) <= CENT for rate in rates)


def _sums_up(rows: Sequence[TaxRow], net: Decimal, tax: Decimal) -> bool:
    return bool(rows) and sum(row.net for row in rows) == net and sum(row.tax for row in rows) == tax


def _totals(
    chosen: tuple[Sum, Sum | None, Sum | None],
    sums: Sequence[Sum],
    rows: tuple[TaxRow, ...],
    cash: frozenset[Decimal],
    margin: float,
) -> Totals:
    total, net, tax = chosen
    balanced, exact = None, False
    if net is not None and tax is not None:
        gap = abs(abs(net.value) + abs(tax.value) - abs(total.value))
        balanced, exact = gap <= TOLERANCE, gap == 0
    sign = -1 if total.value < 0 else 1
    due = max(sums, key=lambda entry: entry.score(Role.DUE), default=None)
    found = Totals(
        net=_chosen(net, Role.NET, sign if balanced else None),
        tax=_chosen(tax, Role.TAX, sign if balanced else None),
        total=_chosen(total, Role.TOTAL if total.score(Role.TOTAL) >= total.score(Role.DUE) else Role.DUE),
        due=_chosen(due, Role.DUE) if due and due.score(Role.DUE) > FAINT else None,
        rows=rows,
        balanced=balanced,
        exact=exact,
        legal=bool(
            net
            and tax
            and tax.value
            and exact
            and (_is_legal(net.value, tax.value, set()) or _sums_up(rows, net.value, tax.value))
        ),
        cash=proved_by_cash(total.value, sums),
        tendered=total.value in cash or total.score(Role.TENDER) > 0.5,  # noqa: PLR2004 - clearly labelled
        prepaid=any(entry.score(Role.PREPAID) > 0.5 and entry.value for entry in sums),  # noqa: PLR2004 - clearly labelled
        margin=margin,
        rivals={role: _labelled(sums, role) for role in (Role.NET, Role.TAX, Role.TOTAL, Role.DUE)},
    )
    fills = net is not None and tax is None and _taxes_fill(sums, net.value, total.value)
    return _completed(found, taxes_fill=fills)


def _labelled(sums: Sequence[Sum], role: Role) -> tuple[Alternative, ...]:
    ranked = sorted(sums, key=lambda entry: -entry.score(role))[:_OFFERED]
    return tuple(Alternative(format(one.value, "f"), "its label") for one in ranked if one.score(role) > FAINT)


def _chosen(entry: Sum | None, role: Role, sign: int | None = None) -> Chosen | None:
    """Return the amount; with `sign` as part of a negative total, however its own sign was printed."""
    if entry is None:
        return None
    value = entry.value if sign is None else abs(entry.value) * sign
    return Chosen(value, entry.best[role], max(0.0, entry.score(role)))


def _completed(found: Totals, *, taxes_fill: bool) -> Totals:
    """Compute the third of three where two are named on the page; rows or taxes that add up prove it."""
    if found.total and found.tax and not found.net:
        return replace(found, net=Chosen(found.total.value - found.tax.value, None, found.tax.evidence))
    if found.total and found.net and not found.tax:
        tax = found.total.value - found.net.value
        proved = taxes_fill or (bool(found.rows) and sum(row.tax for row in found.rows) == tax)
        if proved:
            return replace(found, tax=Chosen(tax, None, 1.0), balanced=True, exact=True, legal=True)
    return found

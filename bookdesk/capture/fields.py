"""Read a document's fields off its pages: the whole chain from words to fields with evidence. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from bookdesk.capture import evidence, payees
from bookdesk.capture.accounts import AccountReader
from bookdesk.capture.candidates import Find, Finds, finds_of
from bookdesk.capture.certainty import weighed
from bookdesk.capture.checks import Check, checks_of
from bookdesk.capture.customers import customer_name
from bookdesk.capture.envelopes import senders_of, window_of
from bookdesk.capture.evidence import ABSENT, Field
from bookdesk.capture.identity import OwnIdentity, name_key
from bookdesk.capture.items import Item, items_of
from bookdesk.capture.kinds import KindFinding, kind_of
from bookdesk.capture.labels import labels_of
from bookdesk.capture.lines import Sheet, sheet_of
from bookdesk.capture.meanings import Alternative
from bookdesk.capture.memory.layouts import Memory, Recalled, nothing
from bookdesk.capture.nearness import Neighbourhood
from bookdesk.capture.numbers import NumberPicker, Pick
from bookdesk.capture.parties import NameFind, supplier_name, tidy_name
from bookdesk.capture.payment_way import way_of_payment
from bookdesk.capture.ranking.figures import Surroundings
from bookdesk.capture.ranking.ranker import Ballot, Ranking
from bookdesk.capture.ranking.table import ROWS
from bookdesk.capture.roles import Role
from bookdesk.capture.signals import Setting
from bookdesk.capture.sums import FAINT, Chosen, Totals
from bookdesk.capture.taxrows import CENT, TaxRow, percent
from bookdesk.capture.terms import terms_of
from bookdesk.capture.totals import choose_totals
from bookdesk.capture.zones import Zone, zones_of
from bookdesk.core.amounts import DecimalMark
from bookdesk.core.dates import DayOrder, Terms, due_date
from bookdesk.core.vocabulary import DocumentKind, FieldState, WayOfPayment
from bookdesk.reading.words import Page

FIELD_NAMES = (
    *(
        "supplier_name",
        "supplier_tax_id",
        "invoice_number",
        "issue_date",
        "due_date",
        "currency",
        "net",
        "tax",
        "total",
    ),
    *("amount_due", "iban", "bank_account", "bank_routing", "payment_reference", "po_number", "customer_name"),
)
"""The fields in the order in which they are shown."""
_OWED = frozenset({DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE})
_NAMED = 0.7
"""How sure a currency is that something on the page names."""
_ALONE = "nothing else bears it out"
_TOGETHER = "what the tax rates make together"
_MONTH_FIRST = frozenset({"USD", "PHP"})
"""Currencies of countries that write the month first; elsewhere the day comes first (Unicode CLDR)."""
_ROUNDING = Decimal("0.01")
_NARROW = 0.55
"""Width over height below which a page is a till roll."""
_ROLL = 290.0
"""Points: the widest till roll is 100 mm."""


@dataclass(frozen=True, slots=True)
class Background:
    """What the books know before reading: the client's identity and currency, suppliers, how this country writes."""

    own: OwnIdentity = field(default_factory=OwnIdentity)
    home_currency: str | None = None
    suppliers: tuple[str, ...] = ()
    mark: DecimalMark | None = None
    order: DayOrder | None = None
    memory: Memory | None = None
    ranks: Mapping[str, Sequence[float]] = field(default_factory=lambda: ROWS)
    """The ranker's table; another one where it is trained or measured."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was read of one document."""

    kind: KindFinding
    fields: dict[str, Field]
    tax_rows: tuple[TaxRow, ...]
    items: tuple[Item, ...]
    checks: tuple[Check, ...]
    terms: Terms | None = None
    way: WayOfPayment | None = None


def read_fields(pages: Sequence[Page], background: Background | None = None) -> Extraction:
    """Read every field off `pages` of one document."""
    background = background or Background()
    return _Document(sheet_of(pages), pages, background).extraction()


def signals_of(
    pages: Sequence[Page], background: Background | None = None
) -> dict[str, tuple[Field, tuple[float, ...]]]:
    """Return each field that is read with what speaks for and against it, to fit or to check its certainty."""
    document = _Document(sheet_of(pages), pages, background or Background())
    fields, setting = document.extraction().fields, document.setting()
    return {name: (found, setting.signals(name, found)) for name, found in fields.items() if found.value is not None}


def ballots_of(pages: Sequence[Page], background: Background | None = None) -> dict[str, list[Ballot]]:
    """Return the candidates that were compared for each field that is ranked, to train the ranker."""
    document = _Document(sheet_of(pages), pages, background or Background())
    document.extraction()
    return document.ranking.ballots


def lines_prove(items: Sequence[Item], totals: Totals) -> bool:
    """Whether the lines add up to the net (to the total where prices include tax), and their rates' tax to the tax."""
    if not items or not (totals.net and totals.tax and totals.total and totals.exact):
        return False
    by_rate: dict[Decimal, Decimal] = {}
    for item in items:
        if item.net is None or item.tax_rate is None:
            return False
        by_rate[item.tax_rate] = by_rate.get(item.tax_rate, Decimal(0)) + item.net
    tolerance = _ROUNDING * len(items)
    whole = sum(by_rate.values())
    if whole == totals.net.value:
        tax = sum((percent(net, rate) for rate, net in by_rate.items()), Decimal(0))
        return abs(tax - totals.tax.value) <= tolerance
    included = sum((gross - gross * 100 / (100 + rate) for rate, gross in by_rate.items()), Decimal(0))
    return whole == totals.total.value and abs(included - totals.tax.value) <= tolerance


def _is_one_of(name: str, known: Sequence[str]) -> bool:
    key = name_key(tidy_name(name))
    return any(key == name_key(one) for one in known)


def _added_up(items: Sequence[Item]) -> Decimal | None:
    """Return the sum of the lines; one line proves nothing, since it is the sum itself that may be misread."""
    nets = [item.net for item in items if item.net]
    return sum(nets, Decimal(0)) if len(nets) == len(items) > 1 else None


def _same(one: Alternative, value: str) -> bool:
    return abs(Decimal(one.value)) == abs(Decimal(value))


class _Document:
    """One document on its way from words to fields; each method reads one group of fields."""

    def __init__(self, sheet: Sheet, pages: Sequence[Page], background: Background) -> None:
        self.sheet, self.background, self.pages = sheet, background, pages
        self.labels = labels_of(sheet)
        self.finds: Finds = finds_of(sheet, background.mark, background.order)
        self.currency = payees.currency(sheet, self.finds, background.home_currency)
        if self.finds.order is None and self.currency is not None and self.currency[1] >= _NAMED:
            order = DayOrder.MONTH_FIRST if self.currency[0] in _MONTH_FIRST else DayOrder.DAY_FIRST
            self.finds = finds_of(sheet, background.mark, order)
        self.near = Neighbourhood(sheet, self.labels, self.finds)
        windows = (window_of(sender) for sender in senders_of(sheet))
        self.zones: tuple[Zone, ...] = (*zones_of(sheet, self.labels), *windows)
        self.recalled: Recalled = background.memory.recall(sheet) if background.memory else nothing(sheet)
        self.ranking = Ranking(Surroundings(sheet, self.finds, self.near), background.ranks)
        own, zones = background.own, self.zones
        self.numbers = NumberPicker(sheet, self.finds, self.near, zones, own, self.recalled, self.ranking)
        self.totals = choose_totals(self.finds, self.near, self.recalled, self.ranking)
        narrow = len(pages) == 1 and (pages[0].width_pt / pages[0].height_pt < _NARROW or pages[0].width_pt < _ROLL)
        total = self.totals.total is not None
        self.kind = kind_of(sheet, has_total=total, narrow=narrow, tendered=self.totals.tendered)

    def extraction(self) -> Extraction:
        items = items_of(self.sheet, self.finds)
        self.totals = replace(self.totals, lines=_added_up(items))
        if lines_prove(items, self.totals):
            self.totals = replace(self.totals, legal=True)
        terms = terms_of(self.sheet)
        fields = {
            **self._parties(),
            **self._numbers_and_dates(terms.terms if terms else None),
            **self._amounts(),
            **self._payee(),
        }
        checks = checks_of(fields, self.totals, items)
        ordered = weighed({name: fields.get(name, ABSENT) for name in FIELD_NAMES}, self.setting())
        account = ordered["iban"].value or ordered["bank_account"].value
        way = way_of_payment(self.sheet.text, self.kind.kind, has_account=account is not None)
        return Extraction(self.kind, ordered, self.totals.rows, items, checks, terms.terms if terms else None, way)

    def setting(self) -> Setting:
        """Return what the certainty of a field is judged by."""
        return Setting(
            self.sheet, self.pages, self.finds, self.totals, self.kind.kind, self.recalled, self.ranking.ballots
        )

    def _parties(self) -> dict[str, Field]:
        own, known = self.background.own, self.background.suppliers
        supplier = supplier_name(self.sheet, self.zones, self.labels, own, self.recalled, self.ranking, known)
        at_a_till = self.kind.kind is DocumentKind.RECEIPT or self.totals.tendered
        sender = None if at_a_till else supplier  # the address on a till's receipt is the shop's
        customer = customer_name(self.sheet, self.zones, own, self.recalled, sender)
        tax_id = payees.supplier_tax_id(self.sheet, self.finds, self.near, self.zones, own, self.recalled)
        return {
            "supplier_name": self._name(supplier, known=supplier is not None and _is_one_of(supplier.text, known)),
            "customer_name": self._name(customer, known=customer is not None and own.is_name(customer.text)),
            "supplier_tax_id": evidence.from_pick(tax_id, self.sheet, proved=bool(tax_id and tax_id.find.proved)),
        }

    def _name(self, name: NameFind | None, *, known: bool) -> Field:
        if name is None:
            return ABSENT
        confidence = evidence.calibrated(name.score, 1.0)
        state = FieldState.CONFIDENT if confidence >= evidence.CONFIDENT else FieldState.CHECK
        words = self.sheet.words_of(name.line, name.first, name.last)
        legible = min((self.sheet.words[word].confidence for word in words), default=1.0)
        found = Field(tidy_name(name.text), state, round(confidence, 2), name.why, name.page, name.box, words)
        return replace(found, score=name.score, margin=name.margin, legible=legible, unsure=_ALONE, known=known)

    def _numbers_and_dates(self, terms: Terms | None) -> dict[str, Field]:
        order_like = self.kind.kind not in {DocumentKind.INVOICE, DocumentKind.CREDIT_NOTE, DocumentKind.RECEIPT}
        issued = self.numbers.issue_date()
        issue = self._date(issued)
        day = date.fromisoformat(issue.value) if issue.value else None
        due = self._date(self.numbers.due_date(day))
        if due is ABSENT and day and terms:
            why = f"from the terms, {terms}"
            due = Field(due_date(day, terms).isoformat(), FieldState.CHECK, min(0.8, issue.confidence), why)
        codes = self.finds.codes
        return {
            "invoice_number": evidence.from_pick(self.numbers.number(order_like=order_like), self.sheet),
            "issue_date": issue,
            "due_date": due,
            "po_number": evidence.from_pick(self.numbers.labelled("po_number", Role.PO_NUMBER, codes, 0.6), self.sheet),
            "payment_reference": evidence.from_pick(
                self.numbers.labelled("payment_reference", Role.REFERENCE, codes, 0.7), self.sheet
            ),
        }

    def _date(self, found: Pick | None) -> Field:
        """Turn a date into a field; one whose day and month may be swapped is never more than `check`."""
        if found is None:
            return ABSENT
        ambiguous = bool(found.find.date and found.find.date.ambiguous)
        result = evidence.from_pick(found, self.sheet, doubt="day and month may be swapped" if ambiguous else None)
        if not ambiguous or found.find.date is None:
            return result
        swapped = [Alternative(day.isoformat(), "day and month swapped") for day in found.find.date.alternatives[1:]]
        return replace(result, alternatives=(*swapped, *result.alternatives))

    def _amounts(self) -> dict[str, Field]:
        totals = self.totals
        code = self.currency
        sure = FieldState.CONFIDENT if code and code[1] >= evidence.CONFIDENT else FieldState.CHECK
        found = {
            "net": self._with_rivals(self._amount(totals.net, totals), Role.NET),
            "tax": self._with_rivals(self._amount(totals.tax, totals), Role.TAX),
            "total": self._with_rivals(self._amount(totals.total, totals), Role.TOTAL),
            "amount_due": self._with_rivals(self._due(totals), Role.DUE),
            "currency": Field(code[0], sure, code[1], code[2], score=code[1], unsure=_ALONE) if code else ABSENT,
        }
        if _tax_too_high(totals):
            why = "a tax of more than half the net is none"
            return found | {name: evidence.with_doubt(found[name], why) for name in ("net", "tax")}
        return found | (self._unexplained(found) if _differ_without_tax(totals) else {})

    def _unexplained(self, found: Mapping[str, Field]) -> dict[str, Field]:
        """Doubt net and total that differ while no tax was read, and offer for it what stands beside its label."""
        why = "net and total differ, and no tax was read that makes up for it"
        rivals = tuple(self.totals.rivals.get(Role.TAX, ()))
        tax = replace(ABSENT, state=FieldState.CHECK, why=why, alternatives=rivals)
        return {"tax": tax} | {name: evidence.with_doubt(found[name], why) for name in ("net", "total")}

    def _with_rivals(self, found: Field, role: Role) -> Field:
        """Offer the other amounts that labels speak for."""
        rivals = [one for one in self.totals.rivals.get(role, ()) if found.value is None or not _same(one, found.value)]
        return replace(found, alternatives=tuple(rivals)) if found.value is not None else found

    def _due(self, totals: Totals) -> Field:
        if totals.due is None:
            return self._all_due(totals)
        due = self._amount(totals.due, Totals(margin=totals.margin))
        if totals.total is not None and abs(totals.due.value) > abs(totals.total.value):
            return evidence.with_doubt(due, "it is more than the total")
        return evidence.with_doubt(due, "it has another sign than the total") if _other_sign(totals) else due

    def _all_due(self, totals: Totals) -> Field:
        """Where nothing is said to be paid, a bill's total is due; of a receipt nothing can be said."""
        if totals.total is None or totals.prepaid or self.kind.kind not in _OWED:
            return ABSENT
        owed = self._amount(totals.total, totals)
        return evidence.with_doubt(owed, "nothing is said to be paid")

    def _amount(self, chosen: Chosen | None, totals: Totals) -> Field:
        """Turn an amount into a field: proved where net + tax = total with a rate that exists."""
        if chosen is None:
            return ABSENT
        value = format(chosen.value.quantize(Decimal("0.01")) if chosen.value % 1 == 0 else chosen.value, "f")
        if chosen.find is None:
            state, sure = (FieldState.PROVED, 0.97) if totals.legal and totals.balanced else (FieldState.CHECK, 0.75)
            return Field(value, state, sure, _TOGETHER if chosen.together else "computed from the other two")
        found = Pick(chosen.find, chosen.evidence + 0.1, totals.margin, value, "its label")
        result = evidence.from_pick(found, self.sheet)
        if chosen.rounded:
            result = replace(result, why=f"{result.why}; after the printed rounding")
        if chosen.read is not None:
            result = replace(result, why=f"{result.why}; read as {chosen.find.text}")
        if totals.outgrown is not None and self.kind.kind is DocumentKind.RECEIPT:
            return evidence.with_doubt(result, "a larger amount is named as the total too")
        return _doubted(result, chosen, totals) or _added(result, chosen, totals)

    def _payee(self) -> dict[str, Field]:
        own = self.background.own
        ibans = payees.payable_ibans(self.sheet, self.finds, own)
        reader = AccountReader(self.sheet, self.finds, self.near, own, self.currency[0] if self.currency else None)
        return {"iban": self._iban(ibans), **reader.fields()}

    def _iban(self, ibans: Sequence[Find]) -> Field:
        found = payees.iban(ibans, self.near, self.recalled)
        result = evidence.from_pick(found, self.sheet, proved=bool(found and found.find.proved))
        if found is None or not found.find.proved:
            return result if found is None else evidence.contradicted(result, "its check digits do not hold")
        several = {find.value for find in ibans if find.proved}
        return evidence.with_doubt(result, "another account is printed as well") if len(several) > 1 else result


def _doubted(result: Field, chosen: Chosen, totals: Totals) -> Field | None:
    """Return an amount that arithmetic speaks against, or leaves open; None where it does neither."""
    if totals.rounded and chosen is totals.total:
        return evidence.with_doubt(result, "the till rounds")
    if chosen is totals.net and _holds_the_tax(totals):
        return evidence.with_doubt(result, "a tax is named, and it is as much as the total")
    if totals.partial:
        return evidence.with_doubt(result, "it is what one tax rate makes, and another one is charged too")
    if totals.emptied and totals.total is not None and totals.total.value:
        return evidence.with_doubt(result, "0.00 is named as the total as well")
    if totals.mended:
        return evidence.with_doubt(result, "net + tax = total once one of them is read otherwise")
    return None


def _added(result: Field, chosen: Chosen, totals: Totals) -> Field:
    """Return an amount as proved where it adds up, as contradicted where it does not, else as it is."""
    if totals.lines == chosen.value and (chosen is totals.total or chosen is totals.net) and not _tax_left_out(totals):
        return evidence.proved(result, "its lines add up to it")
    if totals.balanced and totals.legal and chosen.evidence > 0:
        return evidence.proved(result, "net + tax = total")
    if totals.balanced is False:
        return evidence.contradicted(result, "net + tax is not the total")
    return evidence.proved(result, "cash less change") if totals.cash and chosen is totals.total else result


def _tax_left_out(totals: Totals) -> bool:
    """Whether a tax is named and none was taken: then lines may add up to a net that was taken for the total."""
    return totals.tax is None and _names_a_tax(totals)


def _names_a_tax(totals: Totals) -> bool:
    return any(Decimal(one.value) for one in totals.rivals.get(Role.TAX, ()))


def _holds_the_tax(totals: Totals) -> bool:
    """Whether a net is the total, of which a tax is named that was not taken: then it is no net."""
    if totals.net is None or totals.total is None or totals.net.value != totals.total.value:
        return False
    if totals.tax is not None and totals.tax.evidence > FAINT:
        return False
    return _names_a_tax(totals)


def _differ_without_tax(totals: Totals) -> bool:
    if totals.net is None or totals.total is None or totals.tax is not None:
        return False
    return abs(totals.net.value - totals.total.value) > CENT


def _other_sign(totals: Totals) -> bool:
    return totals.total is not None and totals.due is not None and totals.due.value * totals.total.value < 0


def _tax_too_high(totals: Totals) -> bool:
    """Whether net and tax are probably taken for each other: no country of the templates takes half of a net."""
    if totals.net is None or totals.tax is None:
        return False
    return abs(totals.tax.value) * 2 > abs(totals.net.value) > 0

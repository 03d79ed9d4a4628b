"""Corrections of a draft bill: `issue_date=2026-05-04`, `line.2.tax_code=FRE`. One setter for each name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from bookdesk.capture import records
from bookdesk.capture.consolidating import ALL
from bookdesk.capture.edit import OF_A_LINE, Edit
from bookdesk.capture.fewerlines import drop_after, put_together
from bookdesk.capture.summing import SUMS, hear, settled
from bookdesk.capture.suppliers import Identity, match_supplier
from bookdesk.core.checkdigits import compact, is_iban
from bookdesk.core.currencies import EXPONENTS
from bookdesk.core.dates import human_date
from bookdesk.core.entered import entered_member, entered_rate, is_nothing
from bookdesk.core.errors import InputError, NotFound
from bookdesk.core.money import Money
from bookdesk.core.texts import clean, number_key
from bookdesk.core.vocabulary import TaxMode, WayOfPayment
from bookdesk.ledger import tax
from bookdesk.models.account import Account
from bookdesk.models.bill import Bill, BillLine

REMOVED = "removed"
"""What is set of a line to take it out: `line.2.removed=yes`."""
_LINE = re.compile(r"line\.([0-9]{1,4})\.([a-z_]+)")


Setter = Callable[[Edit, str], None]


def apply(edit: Edit, corrections: Mapping[str, str]) -> None:
    """Apply corrections in order and let the bill's sums follow its lines; `InputError` names the one that is wrong."""
    for name, typed in corrections.items():
        found, value = _LINE.fullmatch(name), clean(typed)
        hear(edit.said, name, value)
        if found:
            _set_line(edit, int(found[1]), found[2], value)
        elif name in SETTERS:
            SETTERS[name](edit, value)
        elif name not in ON_DOCUMENT:
            known = ", ".join(sorted((*SETTERS, *ON_DOCUMENT)))
            raise InputError(
                f"{name} cannot be set.",
                f"Known are {known}, and of a line {', '.join((*_LINE_SETTERS, REMOVED))}.",
                command="bookdesk inbox set DOCUMENT line.N.net=AMOUNT",
            )
    bill = edit.bill
    bill.net, bill.tax = sum(line.net for line in edit.lines), sum(line.tax for line in edit.lines)
    bill.total = bill.net + bill.tax
    if bill.amount_due == bill.total:
        bill.amount_due = None


def _supplier(edit: Edit, value: str) -> None:
    known = records.known_suppliers(edit.session)
    chosen = next((supplier for supplier in known if value in (supplier.id, supplier.name)), None)
    match = None if chosen else match_supplier(Identity(value), known)
    supplier = chosen or (match.supplier if match else None)
    edit.bill.contact_id = supplier.id if supplier else None
    edit.bill.supplier_name = supplier.name if supplier else value


def _number(edit: Edit, value: str) -> None:
    edit.bill.number = None if is_nothing(value) else value
    edit.bill.number_key = number_key(value) if edit.bill.number else None


def _day_of(value: str) -> date | None:
    if is_nothing(value):
        return None
    found = human_date(value)
    if found.value is None:
        raise InputError(f"{value} may be two days.", "Write it as year, month, day: 2026-06-30.")
    return found.value


def _issue_date(edit: Edit, value: str) -> None:
    edit.bill.document_date = edit.bill.tax_point = _day_of(value)


def _day_setter(name: str) -> Setter:
    return lambda edit, value: setattr(edit.bill, name, _day_of(value))


def _text_setter(name: str) -> Setter:
    return lambda edit, value: setattr(edit.bill, name, None if is_nothing(value) else value)


def _currency(edit: Edit, value: str) -> None:
    code = value.upper()
    if code not in EXPONENTS:
        raise InputError(f"{value} is no currency.", "Write its ISO code: AUD, EUR, GBP, USD.")
    if EXPONENTS[code] != EXPONENTS[edit.bill.currency]:
        raise InputError(
            f"{code} has other decimals than {edit.bill.currency}.", "Reject this reading and enter the bill by hand."
        )
    edit.bill.currency = code


def _rate(edit: Edit, value: str) -> None:
    edit.bill.rate, edit.bill.rate_source = entered_rate(value), "entered"


def _amount_due(edit: Edit, value: str) -> None:
    due = None if is_nothing(value) else edit.amount(value).minor
    if due is not None and due < 0:
        raise InputError(f"{value} cannot be due.", "Set 0.00 where nothing is left to pay.")
    edit.bill.amount_due = due


def _sum_setter(name: str) -> Setter:
    """Return what sets net, tax or total; where there are several lines it can only be what they add up to."""

    def set_sum(edit: Edit, value: str) -> None:
        amount = edit.amount(value)
        if len(edit.lines) > 1 and amount.minor == sum(getattr(line, _IN_LINE[name]) for line in edit.lines):
            return
        line, held = _only_line(edit, name), edit.held()
        net, tax_amount = settled({one: edit.money(getattr(line, _IN_LINE[one])) for one in SUMS}, held)
        if (net.minor, tax_amount.minor) != (line.net, line.tax):
            _fill(line, net, tax_amount)
        line.tax_edited = line.tax_edited or "tax" in held or {"net", "total"} <= held.keys()

    return set_sum


_IN_LINE = {"net": "net", "tax": "tax", "total": "gross"}


def _only_line(edit: Edit, name: str) -> BillLine:
    if len(edit.lines) != 1:
        raise InputError(
            f"The bill has {len(edit.lines)} lines, so its {name} is their sum.",
            f"Correct the {'tax' if name == 'tax' else 'net'} of its lines, or put all lines together into one first.",
            command=f"bookdesk inbox set DOCUMENT lines=1 {name}=AMOUNT",
        )
    return edit.lines[0]


def _lines(edit: Edit, value: str) -> None:
    """Put lines together: all whatever they were read as, those chosen, or those of each account and tax code."""
    if value == ALL:
        _one_line(edit)
    else:
        put_together(edit, value)


def _one_line(edit: Edit) -> None:
    """Keep one line with the sums of all, whatever they were read as."""
    first = edit.lines[0]
    _fill(first, edit.money(sum(line.net for line in edit.lines)), edit.money(sum(line.tax for line in edit.lines)))
    first.quantity = first.unit_price = None
    rounding = edit.money(first.net).times(edit.rate(first) or Decimal(0)) - edit.money(first.tax)
    first.tax_edited = 0 < abs(rounding).minor <= len(edit.lines)
    drop_after(edit, 1)


def _tax_mode(edit: Edit, value: str) -> None:
    edit.bill.tax_mode = entered_member(value, TaxMode, "tax mode")
    for line in edit.lines:
        _recompute(edit, line)


def _way(edit: Edit, value: str) -> None:
    edit.bill.way_of_payment = entered_member(value, WayOfPayment, "way of payment")


def _all_lines(name: str) -> Setter:
    def set_all(edit: Edit, value: str) -> None:
        for line in edit.lines:
            _LINE_SETTERS[name](edit, line, value)

    return set_all


SETTERS: dict[str, Setter] = {
    "supplier_name": _supplier,
    "invoice_number": _number,
    "issue_date": _issue_date,
    "due_date": _day_setter("due_date"),
    "tax_point": _day_setter("tax_point"),
    "posting_date": _day_setter("posting_date"),
    "currency": _currency,
    "rate": _rate,
    "net": _sum_setter("net"),
    "tax": _sum_setter("tax"),
    "total": _sum_setter("total"),
    "amount_due": _amount_due,
    "po_number": _text_setter("order_number"),
    "payment_reference": _text_setter("payment_reference"),
    "note": _text_setter("note"),
    "way_of_payment": _way,
    "tax_mode": _tax_mode,
    "lines": _lines,
    "account": _all_lines("account"),
    "tax_code": _all_lines("tax_code"),
}
"""What can be set on a draft; names of fields as the reader prints them."""


def on_document(name: str, corrections: Mapping[str, str]) -> str | None:
    """Return what a correction says of a field that stands on the document alone; None for any other, or nothing.

    Such a field decides at confirming who the supplier is and what account he is given.
    """
    typed = clean(corrections.get(name, ""))
    if name not in ON_DOCUMENT or is_nothing(typed):
        return None
    return ON_DOCUMENT[name](typed)


def _iban(value: str) -> str:
    if not is_iban(value):
        raise InputError(f"{value} is no IBAN.", "Compare it with the document, digit by digit.")
    return compact(value)


def _digits(value: str) -> str:
    number = compact(value)
    if not (number.isascii() and number.isdigit()):
        raise InputError(f"{value} is no account number.", "Write its digits as the document prints them.")
    return number


ON_DOCUMENT: dict[str, Callable[[str], str]] = {
    "iban": _iban,
    "bank_routing": _digits,
    "bank_account": _digits,
    "supplier_tax_id": compact,
    "customer_name": str,
}
"""Fields that stand on the document and not on its bill, and how each is read."""


def _set_line(edit: Edit, position: int, name: str, value: str) -> None:
    """Set one value of a line; the position after the last one makes a new line."""
    if name == REMOVED:
        _remove_line(edit, position, value)
        return
    if name not in _LINE_SETTERS:
        raise InputError(f"{name} of a line cannot be set.", f"Known are {', '.join((*_LINE_SETTERS, REMOVED))}.")
    if position == len(edit.lines) + 1:
        edit.lines.append(_new_line(edit, position))
    line = next((line for line in edit.lines if line.position == position), None)
    if line is None:
        raise NotFound(f"There is no line {position}.", f"The bill has {len(edit.lines)} lines; the next is new.")
    _LINE_SETTERS[name](edit, line, value)


def _remove_line(edit: Edit, position: int, value: str) -> None:
    """Take a line out; those after it move up, so that positions stay without a gap."""
    if value != "yes":
        raise InputError(f"{REMOVED} can only be set to yes.", "It takes the line out.")
    if not 1 <= position <= len(edit.lines):
        raise NotFound(f"There is no line {position}.", f"The bill has {len(edit.lines)} lines.")
    if len(edit.lines) == 1:
        raise InputError("The only line of a bill stays.", "Correct it instead.")
    for row, following in zip(edit.lines[position - 1 :], edit.lines[position:], strict=False):
        for name in OF_A_LINE:
            setattr(row, name, getattr(following, name))
    edit.session.delete(edit.lines.pop())


def _new_line(edit: Edit, position: int) -> BillLine:
    line = BillLine(bill_id=edit.bill.id, position=position, description="", net=0, tax=0, gross=0, tax_edited=False)
    edit.session.add(line)
    return line


def _line_account(edit: Edit, line: BillLine, value: str) -> None:
    found = edit.session.scalars(
        select(Account).where((Account.code == value) | (Account.id == value), Account.archived.is_(False))
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no account {value}.", "Use a code of the client's chart of accounts.")
    line.account_id = found.id
    if line.tax_code_id is None and found.default_tax_code_id:
        _default_tax_code(edit, line, found.default_tax_code_id)


def _default_tax_code(edit: Edit, line: BillLine, code_id: str) -> None:
    """Take the account's own tax code where its rate makes the tax that the document shows; else ask."""
    rate = next((code.rate for code in edit.codes if code.id == code_id), None)
    if rate is not None and abs(edit.money(line.net).times(rate).minor - line.tax) <= 1:
        line.tax_code_id = code_id


def _line_tax_code(edit: Edit, line: BillLine, value: str) -> None:
    code = next((code for code in edit.codes if value in (code.code, code.id)), None)
    if code is None:
        raise NotFound(
            f"There is no tax code {value} for purchases.", f"Known are {', '.join(one.code for one in edit.codes)}."
        )
    line.tax_code_id = code.id
    _recompute(edit, line)


def _line_net(edit: Edit, line: BillLine, value: str) -> None:
    line.net = edit.amount(value).minor
    _fill(line, edit.money(line.net), _computed(edit, line, TaxMode.EXCLUSIVE, edit.money(line.net)).tax)


def _line_gross(edit: Edit, line: BillLine, value: str) -> None:
    found = _computed(edit, line, TaxMode.INCLUSIVE, edit.amount(value))
    _fill(line, found.net, found.tax)


def _line_tax(edit: Edit, line: BillLine, value: str) -> None:
    """Set the tax as printed: of an inclusive line the gross stays, else the net."""
    amount = edit.amount(value)
    inclusive = edit.bill.tax_mode is TaxMode.INCLUSIVE and "net" not in edit.held()
    whole = edit.money(line.gross) if inclusive else edit.money(line.net) + amount
    _fill(line, whole - amount, amount)
    line.tax_edited = True


def _line_description(edit: Edit, line: BillLine, value: str) -> None:
    del edit
    line.description = value


_LINE_SETTERS: dict[str, Callable[[Edit, BillLine, str], None]] = {
    "account": _line_account,
    "tax_code": _line_tax_code,
    "description": _line_description,
    "net": _line_net,
    "tax": _line_tax,
    "gross": _line_gross,
}


def _computed(edit: Edit, line: BillLine, mode: TaxMode, entered: Money) -> tax.TaxedLine:
    if edit.bill.tax_mode is TaxMode.NONE:
        mode = TaxMode.NONE
    return tax.line(entered, edit.rate(line) or Decimal(0), mode)


def _recompute(edit: Edit, line: BillLine) -> None:
    """Compute the tax anew; a printed tax that is off by rounding alone stays, marked as edited.

    What a person said of the only line's sums stays as well: with his total the tax is in it, with his net on top.
    """
    held = edit.held()
    inclusive = "total" in held or ("net" not in held and edit.bill.tax_mode is TaxMode.INCLUSIVE)
    mode = TaxMode.INCLUSIVE if inclusive else TaxMode.EXCLUSIVE
    found = _computed(edit, line, mode, edit.money(line.gross if inclusive else line.net))
    if "tax" in held or len(held) > 1 or tax.near(found.tax, edit.money(line.tax)):
        line.tax_edited = found.tax.minor != line.tax
        return
    _fill(line, found.net, found.tax)


def _fill(line: BillLine, net: Money, tax_amount: Money) -> None:
    line.net, line.tax, line.gross = net.minor, tax_amount.minor, (net + tax_amount).minor
    line.tax_edited = False


def as_text(bill: Bill, name: str) -> str | None:
    """Return the present value of a field of the bill, in the form in which it is read."""
    money = {"net": bill.net, "tax": bill.tax, "total": bill.total, "amount_due": bill.amount_due}
    if name in money:
        minor = money[name]
        return None if minor is None else Money(minor, bill.currency).text
    attribute = _ATTRIBUTES.get(name, name)
    value = getattr(bill, attribute, None)
    return value.isoformat() if isinstance(value, date) else value if value is None else str(value)


def as_set(edit: Edit, name: str, typed: str) -> str | None:
    """Return what a field says after a correction: a sum as it was set, whatever the lines make; else as the bill."""
    return edit.amount(clean(typed)).text if name in SUMS else as_text(edit.bill, name)


_ATTRIBUTES: Mapping[str, str] = {
    "invoice_number": "number",
    "issue_date": "document_date",
    "po_number": "order_number",
}


def names_of(corrections: Iterable[str]) -> Sequence[str]:
    """Return the document's fields among the names of corrections."""
    return [name for name in corrections if not name.startswith("line")]


def weighs(corrections: Iterable[str]) -> bool:
    """Whether corrections of these names may change what lines and sums add up to."""
    return any(name.startswith("line") or name in {*SUMS, "tax_code", "tax_mode"} for name in corrections)

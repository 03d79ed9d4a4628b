"""OFX, QFX and QBO statements (Open Financial Exchange 1.x and 2.x; QFX and QBO are OFX with Intuit's tags)."""

from __future__ import annotations

from decimal import Decimal

from bookdesk.core.errors import InputError
from bookdesk.formats.statements.model import Balance, Problems, Statement, StatementFile, Transaction
from bookdesk.formats.statements.ofx_tree import LineCounter, Node, parse
from bookdesk.formats.statements.proof import prove_all
from bookdesk.formats.statements.text import decode, joined
from bookdesk.formats.statements.values import amount_of, compact_date

_STATEMENTS = ("STMTRS", "CCSTMTRS", "INVSTMTRS")
_ACCOUNTS = ("BANKACCTFROM", "CCACCTFROM", "INVACCTFROM")
_NO_CHEQUE = frozenset({"", "0"})


def read_ofx(data: bytes) -> StatementFile:
    """Read every account of an OFX file; `InputError` if it holds no tag that OFX knows."""
    text = decode(data)
    root = parse(text)
    if root.child("OFX") is None and next(root.every("STMTTRN", *_STATEMENTS), None) is None:
        raise InputError(
            "This is not an OFX file: it has no OFX element.", "Download the statement from the bank once more."
        )
    reading = _Reading(LineCounter(text))
    nodes = list(root.every(*_STATEMENTS)) or [root]
    statements = [found for node in nodes if (found := reading.statement(node)) is not None]
    reading.messages(root)
    if not statements and not reading.problems.found:
        reading.problems.add(None, "The file holds no statement of any account.")
    return StatementFile("ofx", prove_all(statements), reading.problems.all())


class _Reading:
    """One pass over one file: where its lines are, and what was wrong with it."""

    def __init__(self, line_of: LineCounter) -> None:
        self.line_of = line_of
        self.problems = Problems()

    def statement(self, node: Node) -> Statement | None:
        """Return one account's statement; None where the node is a bare root without transactions."""
        rows = list(node.every("STMTTRN"))
        if not rows and node.name not in _STATEMENTS:
            return None
        currency = node.value("CURDEF")
        read = (self.transaction(row, currency) for row in rows)
        self._left_out(node)
        return Statement(
            account=_account(node.child(*_ACCOUNTS)),
            currency=currency,
            transactions=tuple(item for item in read if item is not None),
            closing=_balance(node.child("LEDGERBAL")),
        )

    def transaction(self, row: Node, currency: str | None) -> Transaction | None:
        """Return one booking, or None with a problem if its date or amount cannot be read."""
        line = self.line_of(row.offset)
        booked_on = compact_date(row.value("DTPOSTED")) or compact_date(row.value("DTUSER"))
        amount = amount_of(row.value("TRNAMT"))
        if booked_on is None or amount is None:
            what = "date" if booked_on is None else "amount"
            tag = row.value("DTPOSTED") if booked_on is None else row.value("TRNAMT")
            self.problems.add(line, f"A transaction was left out: its {what} {tag or '(none)'} cannot be read.")
            return None
        foreign, origin = row.child("CURRENCY"), row.child("ORIGCURRENCY")
        name = row.value("NAME") or _nested(row, "PAYEE", "NAME")
        cheque = (row.value("CHECKNUM") or "").strip()
        return Transaction(
            booked_on=booked_on,
            amount=amount,
            currency=(foreign.value("CURSYM") if foreign else None) or currency,
            value_on=compact_date(row.value("DTAVAIL")),
            description=joined(name, row.value("MEMO")),
            reference=row.value("REFNUM"),
            payee=name,
            payee_account=_account(row.child("BANKACCTTO", "CCACCTTO")),
            bank_id=row.value("FITID"),
            cheque_number=None if cheque in _NO_CHEQUE else cheque,
            kind=row.value("TRNTYPE"),
            original_currency=origin.value("CURSYM") if origin else None,
            original_amount=_original(amount, origin),
            line=line,
        )

    def messages(self, root: Node) -> None:
        """Report refusals of the bank's server that stand in the file."""
        for status in root.every("STATUS"):
            if status.value("SEVERITY") == "ERROR" or status.value("CODE") not in {None, "0"}:
                said = status.value("MESSAGE") or f"code {status.value('CODE')}"
                self.problems.add(self.line_of(status.offset), f"The bank's server reported: {said}.")

    def _left_out(self, node: Node) -> None:
        """Say what investment bookings stand beside the bank bookings."""
        listed = node.child("INVTRANLIST")
        kinds = [] if listed is None else [child.name for child in listed.children if child.children]
        other = sorted({kind for kind in kinds if kind not in {"INVBANKTRAN", "STMTTRN"}})
        if other:
            count = sum(kinds.count(kind) for kind in other)
            self.problems.add(
                self.line_of(node.offset), f"{count} investment transactions ({', '.join(other)}) were left out."
            )


def _account(node: Node | None) -> str | None:
    """Return the account number as the file gives it."""
    return None if node is None else node.value("ACCTID")


def _nested(row: Node, aggregate: str, name: str) -> str | None:
    found = row.child(aggregate)
    return None if found is None else found.value(name)


def _balance(node: Node | None) -> Balance | None:
    """Return the ledger balance; None if its amount cannot be read."""
    amount = None if node is None else amount_of(node.value("BALAMT"))
    return None if node is None or amount is None else Balance(amount, compact_date(node.value("DTASOF")))


def _original(amount: Decimal, origin: Node | None) -> Decimal | None:
    """Return the amount in the original currency: CURRATE is units of the statement's currency for one of it."""
    rate = None if origin is None else amount_of(origin.value("CURRATE"))
    return round(amount / rate, 2) if rate else None

"""What customers pay online, of one client: asking the gateway, pay links, refunds, and what a person decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from bookdesk.core.errors import RuleBroken
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import AttemptState, PayMethod
from bookdesk.gateways.fees import Expected
from bookdesk.ledger.owner import client_today
from bookdesk.models.gateway import RefundWish
from bookdesk.models.invoice import Invoice, InvoiceKind
from bookdesk.models.sales import SalesSettings
from bookdesk.receivables.online.asking import Attempted, LinkAsked, last_attempt, link_asked
from bookdesk.receivables.online.booking import Booked, book_moves
from bookdesk.receivables.online.collecting import Collecting, Pages, PayLink
from bookdesk.receivables.online.connection import Connected, Reach, connect, connected, disconnect, opened
from bookdesk.receivables.online.deciding_by_hand import Coded, assign, code, note_entered
from bookdesk.receivables.online.listing import OnlineRow, Shown, online_rows, shown
from bookdesk.receivables.online.moveshown import MoveShown, move_of_receipt, show_move
from bookdesk.receivables.online.others import mark_of, marks_to_ask, owners
from bookdesk.receivables.online.pulling import Pulled, pull
from bookdesk.receivables.online.refunds import BackAsked, Refunding, back_asked
from bookdesk.receivables.online.settings import (
    Named,
    Offers,
    Wishes,
    expected_of,
    keep_wishes,
    named_in,
    offers_in,
    tax_code_named,
    wishes_in,
)
from bookdesk.receivables.receiptlists import document_named, receipt_named
from bookdesk.receivables.takings import Wanted, bank_named
from bookdesk.store.desk import Desk


@dataclass(frozen=True, slots=True)
class Looked:
    """What a look at the gateway brought: what was told, what was booked, how many attempts were read."""

    pulled: Pulled
    booked: Booked
    attempts: int


class OnlineService:
    """Online payments of one client. What asks the gateway is for a thread that may wait."""

    def __init__(self, desk: Desk, way: Reach) -> None:
        """Work at `desk`, reaching gateways by `way`."""
        self._desk, self._way = desk, way

    def connect(self, gateway: str, key: str, *, base_url: str | None = None, shared: str | None = None) -> Connected:
        """Connect the client with his account at a gateway; raises as `connection.connect`."""
        return connect(self._desk, gateway, key, self._way, base_url=base_url, shared=shared)

    def disconnect(self) -> None:
        """Forget the key of the account; raises as `connection.disconnect`."""
        disconnect(self._desk)

    def connected(self) -> Connected:
        """Return the connection; `NotFound` where there is none."""
        return connected(self._desk)

    def wishes(self) -> Wishes:
        """Return how customers may pay online."""
        with self._desk.books.query() as session:
            return wishes_in(session)

    def keep_wishes(self, wishes: Wishes) -> None:
        """Keep how customers may pay online from now on."""
        keep_wishes(self._desk, wishes)

    def change_wishes(
        self,
        *,
        methods: Sequence[PayMethod] | None = None,
        in_mails: bool | None = None,
        payouts_to: str | None = None,
        fee_tax_code: str | None = None,
    ) -> None:
        """Change what is given and keep the rest; account and tax code by their names here."""
        with self._desk.books.query() as session:
            before = wishes_in(session)
            bank = bank_named(session, payouts_to).id if payouts_to is not None else before.payouts_to
            code = tax_code_named(session, fee_tax_code) if fee_tax_code is not None else before.fee_tax_code
        changed = replace(
            before,
            methods=tuple(dict.fromkeys(methods)) if methods is not None else before.methods,
            in_mails=before.in_mails if in_mails is None else in_mails,
            payouts_to=bank,
            fee_tax_code=code,
        )
        self.keep_wishes(changed)

    def named_wishes(self) -> Named:
        """Return bank account and tax code of the wishes as people call them."""
        with self._desk.books.query() as session:
            return named_in(session)

    def offers(self) -> Offers:
        """Return what may be chosen in the wishes; `NotFound` where the books are not started."""
        with self._desk.books.query() as session:
            return offers_in(session)

    def currency_of(self, invoice: str) -> str:
        """Return the currency of an invoice by number or id."""
        with self._desk.books.query() as session:
            return document_named(session, invoice, InvoiceKind.INVOICE).currency

    def expected(self, amount: Money) -> Mapping[PayMethod, Expected]:
        """Return what the gateway is expected to take of a payment made today, by the methods that are offered."""
        with self._desk.books.query() as session:
            return expected_of(session, amount, client_today(session, self._desk.clock))

    def link_asked(self, invoice: str) -> LinkAsked:
        """Return what is known before a link is made for an invoice, by number or id; asks nobody."""
        invoice_id = self._invoice_id(invoice)
        with self._desk.books.query() as session:
            return link_asked(session, invoice_id, client_today(session, self._desk.clock))

    def attempt(self, invoice_id: str) -> Attempted | None:
        """Return how the last attempt to collect an invoice stands, as far as it is known; asks nobody."""
        with self._desk.books.query() as session:
            return last_attempt(session, invoice_id)

    def look(self) -> Looked:
        """Ask the gateway what happened, book it, read attempts that are due, and ask again for refunds unanswered."""
        with opened(self._desk, self._way) as (gateway, source):
            pulled = pull(self._desk, gateway, source)
            Refunding(self._desk, gateway).ask_again()
            attempts = Collecting(self._desk, gateway, _no_pages()).tidy()
        return Looked(pulled, self._book(), attempts)

    def link(self, invoice: str, amount: Money | None = None) -> PayLink:
        """Return the page on which an invoice (by number or id) is paid; raises as `Collecting.link`."""
        invoice_id = self._invoice_id(invoice)
        with self._collecting() as collecting:
            return collecting.link(invoice_id, amount)

    def close(self, invoice: str) -> AttemptState | None:
        """Close the page of an invoice, and return what became of the attempt; raises as `Collecting.close`."""
        invoice_id = self._invoice_id(invoice)
        with self._collecting() as collecting:
            return collecting.close(invoice_id)

    def pay_back(self, receipt: str, amount: Money, why: str, *, again: bool = False) -> RefundWish:
        """Ask the gateway to pay back of an online receipt (by number or id); raises as `Refunding.pay_back`.

        What happened there is booked first: books that were put back have forgotten what they paid back before.
        """
        with self._desk.books.query() as session:
            receipt_id = receipt_named(session, receipt).id
        with opened(self._desk, self._way) as (gateway, source):
            pull(self._desk, gateway, source)
            self._book()
            return Refunding(self._desk, gateway).pay_back(receipt_id, amount, why, again=again)

    def moves(self, *, to_decide: bool = False) -> list[OnlineRow]:
        """Return what moved at the gateway, the newest first, each with what became of it in the books."""
        with self._desk.books.query() as session:
            return online_rows(session, to_decide=to_decide)

    def move(self, move_id: str) -> MoveShown:
        """Return one move in full; `NotFound` where there is no such one."""
        with self._desk.books.query() as session:
            return show_move(session, move_id)

    def move_of_receipt(self, receipt_id: str) -> MoveShown | None:
        """Return the move that became a receipt; None for one that came otherwise."""
        with self._desk.books.query() as session:
            return move_of_receipt(session, receipt_id)

    def back_asked(self, receipt_id: str) -> BackAsked:
        """Return what can be paid back of an online receipt; `NotAllowed` for another one. Asks nobody."""
        with self._desk.books.query() as session:
            return back_asked(session, receipt_id)

    def shown(self) -> Shown:
        """Return how the account stands: what it holds by its moves and by the books, and what waits."""
        with self._desk.books.query() as session:
            return shown(session)

    def assign(self, move: str, customer: str, invoices: Sequence[Wanted] | None = None) -> None:
        """Say whose a payment is that names no invoice; raises as `deciding_by_hand.assign`."""
        assign(self._desk, move, customer, invoices, whose=self._whose(move))

    def code(self, move: str, coded: Coded) -> None:
        """Code a move that only a person can judge to an account; raises as `deciding_by_hand.code`."""
        code(self._desk, move, coded, whose=self._whose(move))

    def note_entered(self, move: str, why: str) -> None:
        """Note that a move in another currency was entered by hand; raises as `deciding_by_hand.note_entered`."""
        note_entered(self._desk, move, why)

    def _book(self) -> Booked:
        """Book what was told; payments that name other clients' invoices are theirs."""
        with self._desk.books.query() as session:
            marks = marks_to_ask(session, new=True)
        theirs = owners(self._way.others, marks.values()) if marks else {}
        return book_moves(self._desk, {move for move, invoice in marks.items() if invoice in theirs})

    def _whose(self, move: str) -> str | None:
        """Return the name of the other client whose invoice a payment names, and leave it to him; none for others."""
        with self._desk.books.query() as session:
            found = mark_of(session, move)
        if found is None:
            return None
        move_id, invoice = found
        name = owners(self._way.others, [invoice]).get(invoice)
        if name is not None:
            book_moves(self._desk, {move_id})
        return name

    @contextmanager
    def _collecting(self) -> Iterator[Collecting]:
        with self._desk.books.query() as session:
            pages = pages_of(session)
        with opened(self._desk, self._way) as (gateway, _):
            yield Collecting(self._desk, gateway, pages)

    def _invoice_id(self, invoice: str) -> str:
        with self._desk.books.query() as session:
            return document_named(session, invoice, InvoiceKind.INVOICE).id


def pages_of(session: Session) -> Pages:
    """Return where customers come back to: the client's own website; `RuleBroken` where he has none."""
    settings = session.query(SalesSettings).one_or_none()
    site = (settings.website or "").strip() if settings is not None else ""
    if not site:
        raise RuleBroken(
            "It is not said where customers come back to when they have paid.",
            "Enter the client's website in the letterhead.",
            command="bookdesk sales set website=ADDRESS",
        )
    address = site if site.startswith(("https://", "http://")) else f"https://{site}"
    return Pages(address, address, _title)


def _title(invoice: Invoice) -> str:
    return invoice.number or ""


def _no_pages() -> Pages:
    """Return pages for work that opens none."""
    return Pages("", "", _title)

"""A portal's heart in memory: documents that stand as a test says, and a list of what the pages had done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal

from bookdesk.core.errors import BookDeskError, Unreachable
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.server.pages.port import (
    AccountGrant,
    CodeAnswer,
    DocumentGrant,
    Limited,
    PayAnswer,
    Paying,
    PayWish,
    Raised,
)
from bookdesk.server.views import (
    AccountView,
    BankDetails,
    BankField,
    ConsentView,
    DocumentKind,
    DocumentRow,
    DocumentView,
    FirmView,
    HistoryRow,
    LineView,
    LiveState,
    LiveView,
    MethodOffer,
    PaperFile,
    PaymentView,
    PreferencesView,
    SavedMethod,
    Standing,
    TaxView,
    Upload,
)

NOW = datetime(2026, 11, 30, 1, 15, tzinfo=UTC)
TOKEN = "k" * 43
"""The link of the invoice that each test starts with."""
ESTIMATE = "e" * 43
FOREIGN = "f" * 43
"""Another tenant's customer's."""
CODE = "204816"
FIRM = FirmView(
    "Bayside Plumbing",
    ("12 Harbour Lane", "Hobart TAS 7000"),
    "office@bayside.example",
    "+61 3 5550 1234",
    "Australia/Hobart",
)
BANK = BankDetails(
    (
        (BankField.HOLDER, "Bayside Plumbing Pty Ltd"),
        (BankField.IBAN, "DE89370400440532013000"),
        (BankField.BIC, "COBADEFF"),
    ),
    "INV-204",
)


def aud(minor: int) -> Money:
    """Return Australian cents."""
    return Money(minor, "AUD")


def invoice() -> DocumentView:
    """Return an open invoice that may be paid in full or in part, by two ways."""
    return DocumentView(
        kind=DocumentKind.INVOICE,
        number="INV-204",
        standing=Standing.OPEN,
        firm=FIRM,
        to=("Thornbury Bakery", "Mara Lindqvist"),
        issued=date(2026, 11, 16),
        due=date(2026, 12, 14),
        total=aud(123_450),
        payable=aud(123_450),
        as_of=NOW,
        note="Thank you for your order.\nPlease name the number with your payment.",
        lines=(
            LineView(1, "Replace hot water unit, 250 l", aud(89_900), Decimal(1), "pc", aud(89_900)),
            LineView(2, "Labour", aud(22_327), Decimal("2.5"), "h", aud(8_931)),
        ),
        taxes=(TaxView("GST 10 %", aud(11_223)),),
        methods=(MethodOffer(PayMethod.CARD, aud(210)), MethodOffer(PayMethod.BANK_DEBIT)),
        minimum=aud(5_000),
        maximum=aud(123_450),
        bank=BANK,
        paper=True,
    )


def estimate() -> DocumentView:
    """Return an estimate that waits for its answer."""
    return replace(
        invoice(),
        kind=DocumentKind.ESTIMATE,
        number="EST-31",
        standing=Standing.OFFERED,
        until=date(2026, 12, 31),
        due=None,
    )


def account() -> AccountView:
    """Return what the customer has with the firm."""
    return AccountView(
        firm=FIRM,
        name="Thornbury Bakery",
        as_of=NOW,
        balance=(aud(123_450),),
        overdue=(),
        documents=(
            DocumentRow(
                "doc1",
                DocumentKind.INVOICE,
                "INV-204",
                date(2026, 11, 16),
                aud(123_450),
                aud(123_450),
                Standing.OPEN,
                date(2026, 12, 14),
            ),
        ),
        history=(
            HistoryRow(date(2026, 11, 16), aud(123_450), "INV-204", DocumentKind.INVOICE),
            HistoryRow(date(2026, 10, 3), aud(-40_000), "INV-188"),
        ),
        methods=(
            SavedMethod("pm1", PayMethod.CARD, "Visa •••• 4242", date(2026, 9, 1)),
            SavedMethod("pm2", PayMethod.BANK_DEBIT, "Bank account •••• 6789", date(2026, 9, 2)),
        ),
        autopay_offered=True,
    )


@dataclass
class ScriptedPortal:
    """The heart: `documents` by token, `done` what was asked to be done, `pay_answer` what paying comes to.

    `silent` is a gateway that has not told yet when the customer is back, `away` one that does not answer.
    """

    gateway: str = "http://127.0.0.1:1"
    documents: dict[str, DocumentView] = field(default_factory=lambda: {TOKEN: invoice(), ESTIMATE: estimate()})
    own: AccountView = field(default_factory=account)
    done: list[tuple[object, ...]] = field(default_factory=list)
    sessions: dict[str, AccountGrant] = field(default_factory=dict)
    limited: dict[Limited, int] = field(default_factory=dict)
    pay_answer: PayAnswer | None = None
    raised: Raised = Raised.DONE
    mail: bool = True
    away: bool = False
    how_away: type[BookDeskError] = Unreachable
    locale: str = "en_AU"
    reminders: bool = True
    silent: bool = False
    spent: list[tuple[Limited, str, str]] = field(default_factory=list)

    def wait(self, what: Limited, address: str, key: str = "") -> int:
        assert address
        return self.limited.get(what, 0) if not key else 0

    def spend(self, what: Limited, address: str, key: str = "") -> int:
        self.spent.append((what, address, key))
        return self.limited.get(what, 0)

    def at_hand(self, token: str) -> bool:
        del token
        return False

    def link(self, token: str) -> DocumentGrant | None:
        if token not in self.documents:
            return None
        return DocumentGrant("t1", token, "c1", "p1", self.locale)

    def mark(self) -> int | None:
        return None

    def now(self) -> datetime:
        return NOW

    def session(self, session_id: str) -> AccountGrant | None:
        return self.sessions.get(session_id)

    def own_document(self, account: AccountGrant, document: str) -> DocumentGrant | None:
        known = document == "doc1" and account.customer == "c1"
        return DocumentGrant("t1", TOKEN, "c1", "p1", self.locale) if known else None

    def document(self, grant: DocumentGrant) -> DocumentView | None:
        return self.documents.get(grant.document)

    def offers(self, grant: DocumentGrant, amount: Money) -> tuple[MethodOffer, ...]:
        share = amount.minor * 17 // 10_000
        return tuple(
            MethodOffer(one.method, Money(share, amount.currency) if one.fee else None)
            for one in self.documents[grant.document].methods
        )

    def preferences(self, grant: DocumentGrant) -> PreferencesView:
        return PreferencesView(grant.locale[:2], self.reminders, "m•••@thornbury.example")

    def account(self, grant: AccountGrant) -> AccountView:
        assert grant.customer == "c1"
        return self.own

    def pay(self, grant: DocumentGrant, wish: PayWish) -> PayAnswer:
        self._reach()
        self.done.append(("pay", grant.document, wish))
        if self.pay_answer is not None:
            return self.pay_answer
        self._alter(grant, live=LiveView(wish.amount, LiveState.OPEN, NOW, wish.method))
        return PayAnswer(Paying.GO, f"{self.gateway}/pay/{grant.document}")

    def resume(self, grant: DocumentGrant) -> PayAnswer:
        self._reach()
        self.done.append(("resume", grant.document))
        return PayAnswer(Paying.GO, f"{self.gateway}/pay/{grant.document}")

    def stop(self, grant: DocumentGrant) -> None:
        self._reach()
        self.done.append(("stop", grant.document))
        self._alter(grant, live=None)

    def check(self, grant: DocumentGrant) -> None:
        self._reach()
        self.done.append(("check", grant.document))
        self.settle(grant.document)

    def settle(self, token: str) -> None:
        """Let the gateway say that the live attempt was paid."""
        document = self.documents[token]
        if document.live is None:
            return
        payment = PaymentView("pay1", date(2026, 11, 30), document.live.amount, PayMethod.CARD, receipt=True)
        rest = document.payable - document.live.amount
        standing = Standing.PART_PAID if rest else Standing.PAID
        self.documents[token] = replace(
            document, live=None, payable=rest, standing=standing, payments=(payment,), paid=document.live.amount
        )

    def take_paper(self, grant: DocumentGrant) -> PaperFile | None:
        self.done.append(("paper", grant.document))
        return PaperFile("INV-204.pdf", "application/pdf", b"%PDF-1.7 the invoice")

    def take_receipt(self, grant: DocumentGrant, payment: str) -> PaperFile | None:
        self.done.append(("receipt", grant.document, payment))
        return PaperFile("Quittung für 204.pdf", "application/pdf", b"%PDF-1.7") if payment == "pay1" else None

    def accept(self, grant: DocumentGrant, name: str, version: int) -> bool:
        self.done.append(("accept", grant.document, name))
        if version == 1:
            self._alter(grant, standing=Standing.ACCEPTED, answered_by=name, answered_at=NOW)
        return version == 1

    def decline(self, grant: DocumentGrant, name: str, reason: str, version: int) -> bool:
        self.done.append(("decline", grant.document, name, reason))
        if version == 1:
            self._alter(grant, standing=Standing.DECLINED, answered_by=name, answered_at=NOW)
        return version == 1

    def ask(
        self, grant: DocumentGrant, text: str, lines: Sequence[int], files: Sequence[Upload], *, dispute: bool
    ) -> Raised:
        self.done.append(("ask", grant.document, text, tuple(lines), tuple(file.name for file in files), dispute))
        return self.raised

    def prefer(self, grant: DocumentGrant, language: str, *, reminders: bool) -> None:
        self.done.append(("prefer", grant.document, language, reminders))
        self.locale, self.reminders = language, reminders

    def unsubscribe(self, grant: DocumentGrant) -> None:
        self.done.append(("unsubscribe", grant.document))

    def send_code(self, grant: DocumentGrant) -> bool:
        self.done.append(("code", grant.document))
        return self.mail

    def redeem(self, grant: DocumentGrant, code: str, session_id: str) -> AccountGrant | CodeAnswer:
        if code != CODE:
            return CodeAnswer.WRONG
        self.sessions[session_id] = AccountGrant(grant.tenant, grant.customer, grant.contact, grant.locale)
        return self.sessions[session_id]

    def leave(self, session_id: str) -> None:
        if self.sessions.pop(session_id, None):
            self.done.append(("leave",))

    def take_statement(self, account: AccountGrant, first: date, last: date, kind: str) -> PaperFile | None:
        self.done.append(("statement", account.customer, first, last, kind))
        return PaperFile(f"statement.{kind}", "text/csv" if kind == "csv" else "application/pdf", b"Date,Amount\r\n")

    def remove_method(self, account: AccountGrant, method_id: str) -> bool:
        self._reach()
        self.done.append(("remove", account.customer, method_id))
        self.own = replace(self.own, methods=tuple(one for one in self.own.methods if one.id != method_id))
        return True

    def give_consent(self, account: AccountGrant, method_id: str, words: str, version: str) -> bool:
        self.done.append(("consent", account.customer, method_id, words, version))
        self.own = replace(self.own, consent=ConsentView(words, version, NOW, "Visa •••• 4242"))
        return True

    def revoke_consent(self, account: AccountGrant) -> None:
        self.done.append(("revoke", account.customer))
        self.own = replace(self.own, consent=None)

    def _reach(self) -> None:
        if self.away:
            raise self.how_away("The gateway does not do it.", "Try again later.")

    def _alter(self, grant: DocumentGrant, **changes: object) -> None:
        self.documents[grant.document] = replace(self.documents[grant.document], **changes)  # type: ignore[arg-type] # fields by name

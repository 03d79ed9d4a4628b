"""The heart as the customers' pages know it: each wish handed to who does it."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bookdesk.core.errors import BookDeskError
from bookdesk.core.money import Money
from bookdesk.protocol.contents import ReceiptContent
from bookdesk.server import tenants
from bookdesk.server.buckets import Buckets, Rule
from bookdesk.server.codes import Codes
from bookdesk.server.collecting.paying import Paying, Wish
from bookdesk.server.customers.accounts import Accounts
from bookdesk.server.customers.answers import Answers
from bookdesk.server.customers.grants import Grants
from bookdesk.server.customers.showing import Showing
from bookdesk.server.heart import Heart
from bookdesk.server.pages import port
from bookdesk.server.pages.port import AccountGrant, CodeAnswer, DocumentGrant, Limited, PayAnswer, PayWish, Raised
from bookdesk.server.storage.tables import DocumentRow, ReceiptRow
from bookdesk.server.views import AccountView, DocumentView, MethodOffer, PaperFile, PreferencesView, Upload

RULES: Final = {
    Limited.BAD_LINK: Rule(most=30, period=timedelta(hours=1)),
    Limited.ACT: Rule(most=120, period=timedelta(hours=1), draw=5),
    Limited.CODE_SENT: Rule(most=5, period=timedelta(hours=1)),
    Limited.CODE_TRIED: Rule(most=20, period=timedelta(hours=1)),
}
"""How much is allowed, per address and, where one is named, per token's prefix or id."""
_PER_KEY: Final = 3
"""A token or id allows this many times what one address does: a firm's staff may share a link, but not a network."""


@dataclass(frozen=True, slots=True)
class Services:
    """Implements `pages.port.PortalServices`."""

    heart: Heart
    buckets: Buckets
    grants: Grants
    showing: Showing
    paying: Paying
    answers: Answers
    accounts: Accounts
    codes: Codes

    def wait(self, what: Limited, address: str, key: str = "") -> int:
        """Return the seconds until this is allowed again; nothing is spent."""
        now = self.heart.now()
        return max(self.buckets.peek(name, rule, now) for name, rule in _buckets(what, address, key))

    def spend(self, what: Limited, address: str, key: str = "") -> int:
        """Count one and return the seconds to wait, 0 where it was allowed."""
        now = self.heart.now()
        return max(self.buckets.spend(name, rule, now) for name, rule in _buckets(what, address, key))

    def link(self, token: str) -> DocumentGrant | None:
        """Return what a link's token opens."""
        return self.grants.link(token)

    def at_hand(self, token: str) -> bool:
        """Whether what a link opens is known without asking the database."""
        return self.grants.at_hand(token)

    def mark(self) -> int | None:
        """Return a number that stays the same as long as nobody commits."""
        return self.heart.store.commits.mark()

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        return self.heart.now()

    def session(self, session_id: str) -> AccountGrant | None:
        """Return whose account a session opens."""
        return self.grants.session(session_id)

    def own_document(self, account: AccountGrant, document: str) -> DocumentGrant | None:
        """Return leave for one document of an account."""
        return self.grants.own_document(account, document)

    def document(self, grant: DocumentGrant) -> DocumentView | None:
        """Return the document as it stands now."""
        return self.showing.view(grant.tenant, grant.document)

    def offers(self, grant: DocumentGrant, amount: Money) -> tuple[MethodOffer, ...]:
        """Return the ways to pay a part; none costs the customer more than the amount."""
        view = self.document(grant)
        return view.methods if view is not None and amount.currency == view.payable.currency else ()

    def preferences(self, grant: DocumentGrant) -> PreferencesView:
        """Return what the contact wishes."""
        with self.heart.store.reading() as session:
            row = session.get(DocumentRow, (grant.tenant, grant.document))
            owner = tenants.held(session, grant.tenant)
            contacts = self.showing.content(owner, row).contacts if row else ()
        mail = next((one.mail for one in contacts if one.contact == grant.contact), "")
        return self.answers.preferences(grant, mail)

    def account(self, grant: AccountGrant) -> AccountView:
        """Return everything of the customer."""
        return self.accounts.account(grant)

    def pay(self, grant: DocumentGrant, wish: PayWish) -> PayAnswer:
        """Begin an attempt under the document's one lease."""
        whose = {"tenant": grant.tenant, "document": grant.document, "contact": grant.contact, "locale": grant.locale}
        way = {"done_url": wish.done_url, "back_url": wish.back_url, "method": wish.method, "keep": wish.keep}
        begun = self.paying.start(Wish(amount=wish.amount, seen=wish.seen, **whose, **way))  # type: ignore[arg-type] # by name
        return PayAnswer(port.Paying(begun.result), begun.url)

    def resume(self, grant: DocumentGrant) -> PayAnswer:
        """Return the page of the live attempt, or what it is now where it has none."""
        begun = self.paying.resume(grant.tenant, grant.document)
        return PayAnswer(port.Paying(begun.result), begun.url)

    def stop(self, grant: DocumentGrant) -> None:
        """Close the live attempt at the gateway with a last look."""
        self.paying.stop(grant.tenant, grant.document)

    def check(self, grant: DocumentGrant) -> None:
        """Read the live attempt at the gateway."""
        self.paying.check(grant.tenant, grant.document)

    def take_paper(self, grant: DocumentGrant) -> PaperFile | None:
        """Return the document's own PDF, noting that it was taken."""
        with self.heart.store.reading() as session:
            row = session.get(DocumentRow, (grant.tenant, grant.document))
            content = self.showing.content(tenants.held(session, grant.tenant), row) if row else None
        if content is None or content.pdf is None:
            return None
        self.answers.seen(grant)
        return PaperFile(content.pdf_name or "document.pdf", "application/pdf", base64.b64decode(content.pdf))

    def take_receipt(self, grant: DocumentGrant, payment: str) -> PaperFile | None:
        """Return the receipt of a payment of this document."""
        with self.heart.store.reading() as session:
            row = session.get(ReceiptRow, (grant.tenant, grant.document, payment))
            owner = tenants.held(session, grant.tenant)
        if row is None:
            return None
        where = tenants.receipt_place(row.tenant, row.document, row.receipt)
        content = tenants.read(self.heart.keys, owner, ReceiptContent, tenants.envelope(row.envelope), where)
        if content.pdf is None:
            return PaperFile(f"{row.number}.txt", "text/plain", content.text.encode())
        return PaperFile(content.pdf_name or "receipt.pdf", "application/pdf", base64.b64decode(content.pdf))

    def accept(self, grant: DocumentGrant, name: str, version: int) -> bool:
        """Accept the estimate under a typed name."""
        return self.answers.accept(grant, name, version)

    def decline(self, grant: DocumentGrant, name: str, reason: str, version: int) -> bool:
        """Decline it with a reason."""
        return self.answers.decline(grant, name, reason, version)

    def ask(
        self, grant: DocumentGrant, text: str, lines: Sequence[int], files: Sequence[Upload], *, dispute: bool
    ) -> Raised:
        """Raise a question or dispute."""
        return self.answers.ask(grant, text, lines, files, dispute=dispute)

    def prefer(self, grant: DocumentGrant, language: str, *, reminders: bool) -> None:
        """Keep what the contact wishes."""
        self.answers.prefer(grant, language, reminders=reminders)

    def unsubscribe(self, grant: DocumentGrant) -> None:
        """Send this contact no more reminders."""
        self.answers.prefer(grant, grant.locale, reminders=False)

    def send_code(self, grant: DocumentGrant) -> bool:
        """Mail a one-time code to the contact's address on record; False where that cannot be done now."""
        try:
            return self.codes.send(grant)
        except BookDeskError:
            return False

    def redeem(self, grant: DocumentGrant, code: str, session_id: str) -> AccountGrant | CodeAnswer:
        """Spend the code and open the session."""
        return self.codes.redeem(grant, code, session_id)

    def leave(self, session_id: str) -> None:
        """End the session."""
        self.grants.leave(session_id)

    def take_statement(self, account: AccountGrant, first: date, last: date, kind: str) -> PaperFile | None:
        """Return the statement of a period."""
        return self.accounts.statement(account, first, last, kind)

    def remove_method(self, account: AccountGrant, method_id: str) -> bool:
        """Forget a kept method and end the consent that rests on it."""
        return self.accounts.remove_method(account, method_id)

    def give_consent(self, account: AccountGrant, method_id: str, words: str, version: str) -> bool:
        """Record the consent to automatic payment in its exact words."""
        return self.accounts.give_consent(account, method_id, words, version)

    def revoke_consent(self, account: AccountGrant) -> None:
        """End the consent."""
        self.accounts.revoke_consent(account)


def _buckets(what: Limited, address: str, key: str) -> list[tuple[str, Rule]]:
    rule = RULES[what]
    found = [(f"{what}/address/{address}", rule)]
    if key:
        found.append((f"{what}/key/{key}", Rule(rule.most * _PER_KEY, rule.period, rule.draw)))
    return found

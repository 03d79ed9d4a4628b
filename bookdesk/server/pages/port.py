"""What the customer's pages ask of the portal's heart: one protocol, so that pages know neither tables nor gateways.

Methods block and are called from worker threads. `None` for a link, session or thing of somebody else: the pages answer
all of them with the same page. Methods that begin with a noun only read; they are all that GET and HEAD call, and leave
the database as it is. What acts is a verb and is called by POST only. Anything that goes wrong otherwise is raised as
an error of `bookdesk.core.errors`; `Unreachable` and `AnswerLost` are told to the customer in his words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from bookdesk.core.money import Money
from bookdesk.core.vocabulary import PayMethod
from bookdesk.server.views import (
    AccountView,
    DocumentView,
    MethodOffer,
    PaperFile,
    PreferencesView,
    Upload,
)


@dataclass(frozen=True, slots=True)
class DocumentGrant:
    """Leave to see one document: by a link, or by the account it belongs to. Ids are opaque; `locale` as `de_AT`.

    `expires` is when the link ends (UTC); None by the account.
    """

    tenant: str
    document: str
    customer: str
    contact: str
    locale: str
    expires: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountGrant:
    """Leave to see everything of one customer, after a one-time code."""

    tenant: str
    customer: str
    contact: str
    locale: str


class Limited(StrEnum):
    """What is counted against guessing and flooding."""

    BAD_LINK = "bad link"
    """Spent on each link that led nowhere, per address; while it is empty nothing is looked up."""
    ACT = "act"
    CODE_SENT = "code sent"
    CODE_TRIED = "code tried"


class Paying(StrEnum):
    """What became of the wish to pay."""

    GO = "go"
    """`url` is the gateway's page."""
    UNDER_WAY = "under way"
    """Another attempt holds the document; its page, if it has one, is asked for by `resume`."""
    CHANGED = "changed"
    """What is payable is not what the customer saw: he is shown the new amount and asked again."""
    NOT_PAYABLE = "not payable"
    BAD_AMOUNT = "bad amount"
    BAD_METHOD = "bad method"
    AWAY = "away"
    """The gateway cannot be reached: nothing was done."""
    HELD = "held"
    """Nothing is begun just now: the document's view says why."""
    UNKNOWN = "unknown"
    """No answer came: the document stays held until the gateway tells."""


@dataclass(frozen=True, slots=True)
class PayAnswer:
    """The outcome, and the page to go to where there is one."""

    outcome: Paying
    url: str | None = None


@dataclass(frozen=True, slots=True)
class PayWish:
    """What the customer wants to pay, and by what (None: he chooses at the gateway).

    `seen` is the payable amount that his page showed. `done_url` and `back_url` are where the gateway sends him
    afterwards; they carry no outcome. `keep` that he lets the gateway keep his method.
    """

    amount: Money
    seen: Money
    done_url: str
    back_url: str
    method: PayMethod | None = None
    keep: bool = False


class Raised(StrEnum):
    """What became of a question."""

    DONE = "done"
    CARD_NUMBER = "card number"
    FILE_KIND = "file kind"
    FILE_SIZE = "file size"
    TOO_MANY = "too many"


class CodeAnswer(StrEnum):
    """What became of a code that was typed. Wrong, spent and expired are one."""

    WRONG = "wrong"
    TOO_MANY = "too many"


class PortalServices(Protocol):
    """The heart, as the pages know it."""

    def wait(self, what: Limited, address: str, key: str = "") -> int:
        """Return the seconds until this is allowed again, 0 for now; nothing is spent (GET may ask)."""
        ...

    def spend(self, what: Limited, address: str, key: str = "") -> int:
        """Count one and return the seconds to wait, 0 where it was allowed. `key` is a token's prefix or an id."""
        ...

    def link(self, token: str) -> DocumentGrant | None:
        """Return what a link's token opens; None for one that is wrong, expired, revoked or another tenant's."""
        ...

    def at_hand(self, token: str) -> bool:
        """Whether what a link opens can be answered at once: then no worker thread is worth its while."""
        ...

    def mark(self) -> int | None:
        """Return a number that stays the same as long as nobody commits; None where nobody can tell."""
        ...

    def now(self) -> datetime:
        """Return the present instant, in UTC."""
        ...

    def session(self, session_id: str) -> AccountGrant | None:
        """Return whose account a session opens; None for one that is unknown, ended or too old."""
        ...

    def own_document(self, account: AccountGrant, document: str) -> DocumentGrant | None:
        """Return leave for one document of an account; None for anybody else's."""
        ...

    def document(self, grant: DocumentGrant) -> DocumentView | None:
        """Return the document, decrypted, as it stands now; None where it is gone."""
        ...

    def offers(self, grant: DocumentGrant, amount: Money) -> tuple[MethodOffer, ...]:
        """Return the ways to pay a part, each with what it costs for just that amount."""
        ...

    def preferences(self, grant: DocumentGrant) -> PreferencesView:
        """Return what the contact wishes."""
        ...

    def account(self, grant: AccountGrant) -> AccountView:
        """Return everything of the customer."""
        ...

    def pay(self, grant: DocumentGrant, wish: PayWish) -> PayAnswer:
        """Begin an attempt under the document's one lease."""
        ...

    def resume(self, grant: DocumentGrant) -> PayAnswer:
        """Return the page of the live attempt (`GO`), or what it is now where it has none."""
        ...

    def stop(self, grant: DocumentGrant) -> None:
        """Close the live attempt at the gateway with a last look; one that was paid meanwhile is paid."""
        ...

    def check(self, grant: DocumentGrant) -> None:
        """Read the live attempt at the gateway and take in what it says, by the same path as a webhook."""
        ...

    def take_paper(self, grant: DocumentGrant) -> PaperFile | None:
        """Return the document's own PDF, noting that it was taken; None where there is none."""
        ...

    def take_receipt(self, grant: DocumentGrant, payment: str) -> PaperFile | None:
        """Return the receipt of a payment of this document; None where there is none."""
        ...

    def accept(self, grant: DocumentGrant, name: str, version: int) -> bool:
        """Accept the estimate under a typed name; False where it is another version by now or no longer waits."""
        ...

    def decline(self, grant: DocumentGrant, name: str, reason: str, version: int) -> bool:
        """Decline it with a reason; as above."""
        ...

    def ask(
        self, grant: DocumentGrant, text: str, lines: Sequence[int], files: Sequence[Upload], *, dispute: bool
    ) -> Raised:
        """Raise a question or dispute about the document or some of its lines."""
        ...

    def prefer(self, grant: DocumentGrant, language: str, *, reminders: bool) -> None:
        """Keep what the contact wishes."""
        ...

    def unsubscribe(self, grant: DocumentGrant) -> None:
        """Send this contact no more reminders."""
        ...

    def send_code(self, grant: DocumentGrant) -> bool:
        """Mail a one-time code to the contact's address on record; False where mail cannot be sent now."""
        ...

    def redeem(self, grant: DocumentGrant, code: str, session_id: str) -> AccountGrant | CodeAnswer:
        """Spend the code and open the session under this fresh id (only its hash is stored)."""
        ...

    def leave(self, session_id: str) -> None:
        """End the session."""
        ...

    def take_statement(self, account: AccountGrant, first: date, last: date, kind: str) -> PaperFile | None:
        """Return the statement of a period, `kind` being `pdf` or `csv`; None where the desk gave none."""
        ...

    def remove_method(self, account: AccountGrant, method_id: str) -> bool:
        """Forget a kept method, at the gateway too, and end the consent that rests on it; False for anybody else's."""
        ...

    def give_consent(self, account: AccountGrant, method_id: str, words: str, version: str) -> bool:
        """Record the consent to automatic payment in its exact words; False for a method that is not his."""
        ...

    def revoke_consent(self, account: AccountGrant) -> None:
        """End the consent; nothing is charged under it from now on."""
        ...

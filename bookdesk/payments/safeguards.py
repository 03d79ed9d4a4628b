"""What must stop a payment, and what a person must see before releasing it. Pure: facts in, findings out.

A *block* is cured by an act (confirm the bank details, leave it out, hold, correct), never by insisting. A *warning*
is shown and is the releaser's to judge. Each finding says in words what is the matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.checkdigits import compact, is_iban
from bookdesk.core.money import Money
from bookdesk.core.texts import digits
from bookdesk.core.vocabulary import BankScheme, Provenance
from bookdesk.ledger.alone import Alone, waiting
from bookdesk.security.roles import ReleaseConflict, release_conflicts

COOLING_OFF = timedelta(days=2)
"""New details confirmed in less than this are warned of: hurry is the mark of invoice fraud."""
SIMILAR_WITHIN = timedelta(days=10)
"""Two bills of one supplier with one amount this close together are looked at twice."""
NEAR_NUMBER_WITHIN = timedelta(days=25)
"""With nearly the same number, this close: monthly bills number on by one, and are no duplicates."""


class Severity(StrEnum):
    """How a finding acts."""

    BLOCK = "block"
    WARN = "warn"


class Concern(StrEnum):
    """What a finding is about."""

    MALFORMED_ACCOUNT = "malformed bank details"
    UNCONFIRMED_ACCOUNT = "unconfirmed bank details"
    CHANGED_SINCE_PROPOSED = "bank details changed since the run was proposed"
    CHANGED_SINCE_PAID = "bank details changed since the last payment"
    FIRST_PAYMENT = "first payment to this account"
    FRESHLY_CONFIRMED = "bank details confirmed only just now"
    PRINTED_DIFFERENTLY = "document shows other bank details"
    OTHER_COUNTRY = "account in another country"
    SHARED_ACCOUNT = "account of another supplier"
    OWN_ACCOUNT = "account of the client"
    DUPLICATE = "paid before"
    LIKE_ANOTHER = "resembles another bill"
    NOT_APPROVED = "not approved"
    HELD = "held"
    MORE_THAN_OPEN = "more than is open"
    OVER_LIMIT = "over the limit"
    EDITOR_RELEASES = "edited the bank details himself"
    CONFIRMER_RELEASES = "confirmed the bank details himself"
    APPROVER_RELEASES = "alone approved it above the threshold"
    COOLING_OFF = "cooling off"


@dataclass(frozen=True, slots=True)
class Finding:
    """A concern about one payment, in words."""

    concern: Concern
    severity: Severity
    words: str


@dataclass(frozen=True, slots=True)
class Payee:
    """What is known of where the money goes. `bank` is the master data now, `snapshot` what the run carries.

    `last_paid` is the account of the last released payment to the contact; `paid_here_before` that this very account
    was paid; `shared_with` names other contacts with the same account. `entered` and `confirmed` are all who did so
    since the account is what it is, the last of whom are `edited_by` and `confirmed_by`. `details_at` is when the
    details were last entered or confirmed, as the history bears it out; known where somebody works alone.
    """

    name: str
    country: str | None
    bank: BankDetails
    snapshot: BankDetails
    provenance: Provenance
    edited_by: str
    confirmed_by: str | None
    confirmed_on: date | None
    last_paid: BankDetails | None = None
    paid_here_before: bool = False
    shared_with: tuple[str, ...] = ()
    confirmed_at: datetime | None = None
    entered: frozenset[str] = frozenset()
    confirmed: frozenset[str] = frozenset()
    details_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaidPart:
    """A bill in the payment. `printed` are the account numbers read on its document, which came at `received`.

    `approvers` are those whose approvals count, `base` is the amount in base currency where its rate is known.
    `approved_at` is when the last of them was given, as the history bears it out; known where somebody works alone.
    """

    bill_id: str
    number: str
    number_key: str | None
    document_date: date | None
    amount: Money
    open: Money
    approved: bool
    why: str
    credit: bool = False
    held: str | None = None
    printed: tuple[str, ...] = ()
    received: datetime | None = None
    taken_on: bool = False
    approvers: tuple[str, ...] = ()
    base: Money | None = None
    approved_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class OtherBill:
    """Another bill of the same supplier: what a duplicate would resemble. `paid` also where it waits in a run."""

    bill_id: str
    number: str
    number_key: str | None
    document_date: date | None
    total: Money
    paid: bool


@dataclass(frozen=True, slots=True)
class Releaser:
    """Who releases; `limit` is the most he may approve himself, in the run's currency.

    From `threshold` of base currency on nobody releases what he alone approved. `alone` is who works alone for the
    client, if anybody does; `now` is the present moment in the client's zone.
    """

    user_id: str
    limit: Money | None = None
    threshold: Money | None = None
    alone: Alone | None = None
    now: datetime | None = None

    @property
    def excused(self) -> frozenset[ReleaseConflict]:
        """The conflicts that working alone answers otherwise: by time, or by the client's word."""
        if self.alone is None or self.alone.user != self.user_id:
            return frozenset()
        own = frozenset({ReleaseConflict.EDITED, ReleaseConflict.CONFIRMED})
        return own | {ReleaseConflict.APPROVED} if self.alone.approves_his_own else own


@dataclass(frozen=True, slots=True)
class Proposal:
    """One payment of a run and all that is known about it."""

    payee: Payee
    parts: tuple[PaidPart, ...]
    amount: Money
    others: tuple[OtherBill, ...] = ()
    own_accounts: frozenset[str] = frozenset()
    """Fingerprints of the client's own accounts."""


def check(proposal: Proposal, releaser: Releaser, today: date) -> tuple[Finding, ...]:
    """Return every finding about a payment, blocks first."""
    payee = proposal.payee
    findings = [
        *_account(payee, proposal.own_accounts),
        *_history_of_account(payee, today),
        *_release(proposal, releaser),
        *_cooling_off(proposal, releaser),
    ]
    for part in proposal.parts:
        findings += [*_part(part), *_printed(part, payee), *_likeness(part, proposal.others)]
    return tuple(sorted(findings, key=lambda finding: finding.severity))


def likeness(part: PaidPart, others: Sequence[OtherBill]) -> tuple[Finding, ...]:
    """Return which other bills of its supplier a bill may repeat, blocks first."""
    return tuple(sorted(_likeness(part, others), key=lambda finding: finding.severity))


def blocked(findings: Sequence[Finding]) -> bool:
    """Whether any finding stops the payment."""
    return any(finding.severity is Severity.BLOCK for finding in findings)


def _block(concern: Concern, words: str) -> Finding:
    return Finding(concern, Severity.BLOCK, words)


def _warn(concern: Concern, words: str) -> Finding:
    return Finding(concern, Severity.WARN, words)


def _account(payee: Payee, own_accounts: frozenset[str]) -> Iterator[Finding]:
    """What is wrong with the account as it stands."""
    if (defect := payee.bank.defect()) is not None:
        yield _block(Concern.MALFORMED_ACCOUNT, f"{payee.name}: {defect}.")
    if payee.confirmed_by is None:
        words = "were taken over from the old system and not confirmed yet" if _taken_over(payee) else "are unconfirmed"
        yield _block(
            Concern.UNCONFIRMED_ACCOUNT, f"The bank details of {payee.name} ({payee.bank.shown}) {words}; call back."
        )
    if payee.bank.fingerprint != payee.snapshot.fingerprint:
        yield _block(
            Concern.CHANGED_SINCE_PROPOSED,
            f"The bank details of {payee.name} were {payee.snapshot.shown} when the run was proposed and are now "
            f"{payee.bank.shown}; propose the payment again.",
        )
    if payee.snapshot.fingerprint in own_accounts:
        yield _block(Concern.OWN_ACCOUNT, f"{payee.snapshot.shown} is an account of the client, not of {payee.name}.")
    if payee.shared_with:
        names = ", ".join(payee.shared_with)
        yield _warn(Concern.SHARED_ACCOUNT, f"The account of {payee.name} is also that of {names}.")
    if payee.bank.scheme is BankScheme.IBAN and payee.country and payee.bank.country != payee.country:
        yield _warn(
            Concern.OTHER_COUNTRY, f"{payee.name} is in {payee.country}, the account is in {payee.bank.country}."
        )


def _history_of_account(payee: Payee, today: date) -> Iterator[Finding]:
    """What is new about the account."""
    if payee.last_paid is not None and payee.last_paid.fingerprint != payee.bank.fingerprint:
        yield _warn(
            Concern.CHANGED_SINCE_PAID,
            f"{payee.name} was last paid to {payee.last_paid.shown} and is now paid to {payee.bank.shown}.",
        )
    if payee.paid_here_before or _taken_over(payee):
        return
    yield _warn(Concern.FIRST_PAYMENT, f"This is the first payment to {payee.bank.shown} of {payee.name}.")
    if payee.confirmed_on is not None and today - payee.confirmed_on < COOLING_OFF:
        yield _warn(
            Concern.FRESHLY_CONFIRMED,
            f"The bank details of {payee.name} were confirmed on {payee.confirmed_on.isoformat()} only.",
        )


def _taken_over(payee: Payee) -> bool:
    return payee.provenance is Provenance.TAKEN_OVER


_CONFLICTS = {
    ReleaseConflict.EDITED: (
        Concern.EDITOR_RELEASES,
        "You entered the bank details of {payee}: another person releases payments.",
    ),
    ReleaseConflict.CONFIRMED: (
        Concern.CONFIRMER_RELEASES,
        "You confirmed the bank details of {payee}: another person releases the first payment to them.",
    ),
    ReleaseConflict.APPROVED: (
        Concern.APPROVER_RELEASES,
        "You alone approved what is paid to {payee}, from {threshold} on another person releases it.",
    ),
}


def _release(proposal: Proposal, releaser: Releaser) -> Iterator[Finding]:
    """What keeps this person from releasing this payment."""
    payee, amount = proposal.payee, proposal.amount
    conflicts = release_conflicts(
        releaser.user_id,
        editors={payee.edited_by, *payee.entered},
        confirmers={*filter(None, [payee.confirmed_by]), *payee.confirmed},
        first_payment=not (payee.paid_here_before or _taken_over(payee)),
        sole_approvers=_sole_approvers(proposal.parts, releaser.threshold),
        excused=releaser.excused,
    )
    for concern, words in (_CONFLICTS[one] for one in conflicts):
        yield _block(concern, words.format(payee=payee.name, threshold=releaser.threshold))
    if releaser.limit is not None and amount > releaser.limit:
        # Who may approve how much is decided, and signed, at approval; releasing what others approved is no approval.
        yield _warn(Concern.OVER_LIMIT, f"{amount} to {payee.name} is over your own limit of {releaser.limit}.")


def _cooling_off(proposal: Proposal, releaser: Releaser) -> Iterator[Finding]:
    """What time has to pass before somebody who works alone lets money go."""
    if releaser.alone is None or releaser.now is None:
        return
    approved = [part.approved_at for part in proposal.parts if part.approved_at is not None]
    details = [at for at in (proposal.payee.details_at,) if at is not None]
    until = releaser.alone.free_at(approved, details)
    if until is not None and releaser.now < until:
        yield _block(Concern.COOLING_OFF, waiting(until.astimezone(releaser.now.tzinfo), releaser.now))


def _sole_approvers(parts: Sequence[PaidPart], threshold: Money | None) -> frozenset[str]:
    """Return who alone approved bills that together reach the threshold: splitting one does not help."""
    if threshold is None:
        return frozenset()
    alone: dict[str, int] = defaultdict(int)
    for part in parts:
        if len(part.approvers) == 1 and part.base is not None and not part.credit:
            alone[part.approvers[0]] += part.base.minor
    return frozenset(who for who, sum_ in alone.items() if sum_ >= threshold.minor)


def _part(part: PaidPart) -> Iterator[Finding]:
    """What is wrong with a bill in the payment."""
    if not part.approved:
        yield _block(Concern.NOT_APPROVED, f"{part.number} is not approved: {part.why}")
    if part.held is not None:
        yield _block(Concern.HELD, f"{part.number} is on hold or disputed: {part.held}.")
    if part.amount > part.open:
        yield _block(Concern.MORE_THAN_OPEN, f"{part.amount} of {part.number} is more than the {part.open} open.")


def _printed(part: PaidPart, payee: Payee) -> Iterator[Finding]:
    """A document that shows another account than ours: a block until somebody confirmed ours after receiving it."""
    strange = [account for account in part.printed if differs(account, payee.bank)]
    if not strange or len(strange) < len(part.printed):
        return
    confirmed_since = (
        part.received is not None and payee.confirmed_at is not None and payee.confirmed_at > part.received
    )
    severity = Severity.WARN if confirmed_since else Severity.BLOCK
    yield Finding(
        Concern.PRINTED_DIFFERENTLY,
        severity,
        f"{part.number} shows the account {strange[0]}, {payee.name} is paid to {payee.bank.shown}."
        + (" Confirmed since it came." if confirmed_since else " Call him, and confirm the account anew or enter his."),
    )


def _likeness(part: PaidPart, others: Sequence[OtherBill]) -> Iterator[Finding]:
    """The same number again is a duplicate; nearly the same, or the same amount within days, resembles one."""
    if part.credit:
        return
    for other in others:
        if other.bill_id == part.bill_id:
            continue
        what = f"{part.number} and {other.number} of {other.document_date or 'an unknown day'}"
        state = "which is paid or in a run" if other.paid else "which is not paid yet"
        if part.number_key and part.number_key == other.number_key:
            yield Finding(
                Concern.DUPLICATE,
                Severity.BLOCK if other.paid else Severity.WARN,
                f"{what}, {state}, have the same number.",
            )
        elif part.open.currency == other.total.currency and _alike(part, other):
            yield _warn(Concern.LIKE_ANOTHER, f"{what}, {state}, are alike: {other.total}.")


def _alike(part: PaidPart, other: OtherBill) -> bool:
    """Same amount, and close in time; with nearly the same number the window is wider, yet less than a month."""
    if other.total not in (part.amount, part.open):
        return False
    near = bool(part.number_key and other.number_key and one_edit_apart(part.number_key, other.number_key))
    if part.document_date is None or other.document_date is None:
        return near
    apart = abs(part.document_date - other.document_date)
    return apart <= (NEAR_NUMBER_WITHIN if near else SIMILAR_WITHIN)


def one_edit_apart(left: str, right: str) -> bool:
    """Whether one insertion, deletion or change of a character makes the texts equal (equal ones count)."""
    if len(left) > len(right):
        left, right = right, left
    if len(right) - len(left) > 1:
        return False
    for at, (a, b) in enumerate(zip(left, right, strict=False)):
        if a != b:
            return left[at:] == right[at + 1 :] or left[at + 1 :] == right[at + 1 :]
    return True


def differs(printed: str, bank: BankDetails) -> bool:
    """Whether an account number as printed names another account; what cannot be compared does not differ."""
    text = compact(printed)
    if is_iban(text):
        return bank.scheme is BankScheme.IBAN and text != bank.iban
    shown, number = digits(text), digits(bank.account_number or "")
    if bank.scheme is BankScheme.IBAN or not number or len(shown) < len(number.lstrip("0")):
        return False
    rest = shown[: -len(number)] if shown.endswith(number) else None
    return not (shown.lstrip("0") == number.lstrip("0") or (rest is not None and rest.endswith(bank.routing or "")))

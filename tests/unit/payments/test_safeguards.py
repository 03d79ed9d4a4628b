"""Safeguards: each fraud and slip is caught with its severity and in words, a clean payment passes in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.bankdetails import BankDetails
from bookdesk.core.money import Money
from bookdesk.core.vocabulary import BankScheme, Provenance, SoleWay
from bookdesk.ledger.alone import Alone
from bookdesk.payments.safeguards import (
    Concern,
    OtherBill,
    PaidPart,
    Payee,
    Proposal,
    Releaser,
    Severity,
    blocked,
    check,
    differs,
    one_edit_apart,
)

TODAY = date(2026, 6, 30)
BANK = BankDetails(BankScheme.BSB, routing="062000", account_number="12345678")
SHORT = replace(BANK, routing="6")
OTHER = BankDetails(BankScheme.BSB, routing="062000", account_number="87654321")
IBAN = BankDetails(BankScheme.IBAN, iban="DE89370400440532013000")
PAYEE = Payee(
    "Bean Brothers", "AU", BANK, BANK, Provenance.TYPED, "ann", "bob", date(2026, 1, 5), BANK, paid_here_before=True,
    confirmed_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
)  # fmt: skip
PART = PaidPart(
    "b1", "INV-1001", "INV1001", date(2026, 6, 1), Money(100, "AUD"), Money(100, "AUD"), approved=True, why=""
)
CLEAN = Proposal(PAYEE, (PART,), Money(100, "AUD"))
CARA = Releaser("cara")
Found = dict[Concern, Severity]


def came(hour: int) -> datetime:
    return datetime(2026, 1, 5, hour, tzinfo=UTC)


def found(proposal: Proposal, releaser: Releaser = CARA) -> Found:
    findings = check(proposal, releaser, TODAY)
    assert all(finding.words.endswith((".", "call back.")) for finding in findings)
    return {finding.concern: finding.severity for finding in findings}


def with_payee(**changes: object) -> Proposal:
    return replace(CLEAN, payee=replace(PAYEE, **changes))  # type: ignore[arg-type]


def with_part(**changes: object) -> Proposal:
    return replace(CLEAN, parts=(replace(PART, **changes),))  # type: ignore[arg-type]


def twin(**changes: object) -> Proposal:
    other = OtherBill("b0", "INV-0900", "INV0900", date(2026, 3, 1), Money(100, "AUD"), paid=True)
    return replace(CLEAN, others=(replace(other, **changes),))  # type: ignore[arg-type]


def test_a_clean_payment_passes_in_silence() -> None:
    assert found(CLEAN) == {}
    assert found(twin()) == {}


@pytest.mark.parametrize(
    ("proposal", "concern", "severity"),
    [
        (with_payee(confirmed_by=None), Concern.UNCONFIRMED_ACCOUNT, Severity.BLOCK),
        (with_payee(bank=OTHER, last_paid=OTHER), Concern.CHANGED_SINCE_PROPOSED, Severity.BLOCK),
        (with_payee(last_paid=OTHER), Concern.CHANGED_SINCE_PAID, Severity.WARN),
        (with_payee(shared_with=("Ann Smith",)), Concern.SHARED_ACCOUNT, Severity.WARN),
        (with_payee(paid_here_before=False), Concern.FIRST_PAYMENT, Severity.WARN),
        (with_payee(bank=SHORT, snapshot=SHORT), Concern.MALFORMED_ACCOUNT, Severity.BLOCK),
        (with_payee(bank=IBAN, snapshot=IBAN, country="IE"), Concern.OTHER_COUNTRY, Severity.WARN),
        (replace(CLEAN, own_accounts=frozenset({BANK.fingerprint})), Concern.OWN_ACCOUNT, Severity.BLOCK),
        (with_part(approved=False, why="waits for Ann."), Concern.NOT_APPROVED, Severity.BLOCK),
        (with_part(held="price query"), Concern.HELD, Severity.BLOCK),
        (with_part(open=Money(99, "AUD")), Concern.MORE_THAN_OPEN, Severity.BLOCK),
        (with_part(printed=("062000 99999999",)), Concern.PRINTED_DIFFERENTLY, Severity.BLOCK),
        (with_part(printed=("99999999",), received=came(8)), Concern.PRINTED_DIFFERENTLY, Severity.WARN),
        (with_part(printed=("99999999",), received=came(10)), Concern.PRINTED_DIFFERENTLY, Severity.BLOCK),
        (twin(number_key="INV1001"), Concern.DUPLICATE, Severity.BLOCK),
        (twin(number_key="INV1001", paid=False), Concern.DUPLICATE, Severity.WARN),
        (twin(document_date=date(2026, 6, 11)), Concern.LIKE_ANOTHER, Severity.WARN),
        (twin(number_key="INV100", document_date=None), Concern.LIKE_ANOTHER, Severity.WARN),
    ],
)  # fmt: skip
def test_a_concern_is_found_with_its_severity(proposal: Proposal, concern: Concern, severity: Severity) -> None:
    assert found(proposal)[concern] == severity


@pytest.mark.parametrize(
    ("releaser", "expected"),
    [
        (Releaser("ann"), {Concern.EDITOR_RELEASES: Severity.BLOCK}),
        (Releaser("bob"), {}),
        (Releaser("ann", alone=Alone("ann", SoleWay.DELAY, 4)), {}),
        (Releaser("ann", alone=Alone("bob", SoleWay.DELAY, 4)), {Concern.EDITOR_RELEASES: Severity.BLOCK}),
        (Releaser("cara", Money(99, "AUD")), {Concern.OVER_LIMIT: Severity.WARN}),
        (Releaser("cara", Money(100, "AUD")), {}),
    ],
)
def test_who_may_release(releaser: Releaser, expected: Found) -> None:
    assert found(CLEAN, releaser) == expected


def test_new_details_are_looked_at_closely_on_their_first_payment() -> None:
    fresh = with_payee(paid_here_before=False, last_paid=None, confirmed_on=TODAY)
    assert found(fresh, Releaser("bob")) == {
        Concern.FIRST_PAYMENT: Severity.WARN,
        Concern.FRESHLY_CONFIRMED: Severity.WARN,
        Concern.CONFIRMER_RELEASES: Severity.BLOCK,
    }


@pytest.mark.parametrize(
    ("minor", "approvers", "barred"),
    [
        (100, ("cara",), True),
        (100, ("bob",), False),
        (100, ("bob", "cara"), False),
        (99, ("cara",), False),
    ],
)
def test_who_alone_approved_what_reaches_the_threshold_does_not_release_it(
    minor: int, approvers: tuple[str, ...], *, barred: bool
) -> None:
    proposal = with_part(approvers=approvers, base=Money(minor, "EUR"))
    found_concerns = found(proposal, Releaser("cara", threshold=Money(100, "EUR")))
    assert found_concerns == ({Concern.APPROVER_RELEASES: Severity.BLOCK} if barred else {})
    assert found(proposal) == {}


def test_a_bill_split_in_two_reaches_the_threshold_all_the_same() -> None:
    half = replace(PART, approvers=("cara",), base=Money(50, "EUR"))
    proposal = replace(CLEAN, parts=(half, replace(half, bill_id="b2", number="INV-1002", number_key="INV1002")))
    words = [one.words for one in check(proposal, Releaser("cara", threshold=Money(100, "EUR")), TODAY)]
    assert words == ["You alone approved what is paid to Bean Brothers, from 1.00 EUR on another person releases it."]
    credited = replace(proposal, parts=(half, replace(half, bill_id="b2", credit=True)))
    assert check(credited, Releaser("cara", threshold=Money(100, "EUR")), TODAY) == ()


def test_a_payee_taken_over_needs_one_confirmation_and_then_pays_without_a_first_payment_alarm() -> None:
    taken = with_payee(provenance=Provenance.TAKEN_OVER, paid_here_before=False, last_paid=None)
    assert found(taken) == {}
    assert found(replace(taken, payee=replace(taken.payee, confirmed_by=None))) == {
        Concern.UNCONFIRMED_ACCOUNT: Severity.BLOCK
    }


def test_monthly_bills_that_number_on_are_no_duplicates() -> None:
    assert found(twin(number_key="INV1000", document_date=date(2026, 5, 1))) == {}


@given(
    st.builds(
        lambda bank, snapshot, editor, confirmer, paid: with_payee(
            bank=bank, snapshot=snapshot, edited_by=editor, confirmed_by=confirmer, paid_here_before=paid
        ),
        st.sampled_from([BANK, OTHER, IBAN]),
        st.sampled_from([BANK, OTHER, IBAN]),
        st.sampled_from("abc"),
        st.none() | st.sampled_from("abc"),
        st.booleans(),
    ),
    st.sampled_from("abc"),
)
def test_no_money_goes_to_unconfirmed_or_changed_details_nor_by_their_editor(proposal: Proposal, user: str) -> None:
    payee = proposal.payee
    wrong = payee.confirmed_by is None or payee.bank != payee.snapshot or payee.edited_by == user
    wrong |= payee.confirmed_by == user and not payee.paid_here_before
    assert blocked(check(proposal, Releaser(user), TODAY)) == wrong


@given(st.text("ab1", max_size=6), st.text("ab1", max_size=6))
def test_one_edit_is_symmetric_and_agrees_with_brute_force(left: str, right: str) -> None:
    near = {left[:at] + right_part for at in range(len(left) + 1) for right_part in (left[at:], left[at + 1 :])}
    near |= {left[:at] + c + left[at + gap :] for at in range(len(left) + 1) for c in "ab1" for gap in (0, 1)}
    assert one_edit_apart(left, right) == one_edit_apart(right, left) == (right in near)


@pytest.mark.parametrize(
    ("printed", "bank", "expected"),
    [
        ("062-000 12345678", BANK, False),
        ("BSB 062 000 Acc 1234 5678", BANK, False),
        ("12345678", BANK, False),
        ("063-000 12345678", BANK, True),
        ("062-000 12345679", BANK, True),
        ("DE89 3704 0044 0532 0130 00", IBAN, False),
        ("IE29AIBK93115212345678", IBAN, True),
        ("IE29AIBK93115212345678", BANK, False),
        ("12345678", IBAN, False),
        ("ask us", BANK, False),
    ],
)
def test_a_printed_account_is_compared_as_far_as_it_can_be(printed: str, bank: BankDetails, expected: bool) -> None:  # noqa: FBT001 - a table
    assert differs(printed, bank) is expected


INSTANTS = st.datetimes(datetime(2026, 6, 1), datetime(2026, 7, 30), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
ALONE = st.builds(
    Alone, st.sampled_from(["ann", "bob"]), st.sampled_from([SoleWay.DELAY, SoleWay.CLIENT]), st.integers(4, 100)
)


@given(ALONE, st.none() | INSTANTS, st.none() | INSTANTS, INSTANTS)
def test_money_of_somebody_alone_waits_its_hours_to_the_end(
    mode: Alone, approved: datetime | None, details: datetime | None, now: datetime
) -> None:
    payment = replace(
        CLEAN, payee=replace(PAYEE, details_at=details), parts=(replace(PART, approved_at=approved), PART)
    )
    counted = [at for at in (details, approved if mode.way is SoleWay.DELAY else None) if at is not None]
    waits = any(now < at + timedelta(hours=mode.hours) for at in counted)
    findings = check(payment, Releaser(mode.user, alone=mode, now=now), TODAY)
    assert (Concern.COOLING_OFF in {one.concern for one in findings}) == waits
    assert not waits or blocked(findings)
    assert all(one.words.startswith("Cooling off until ") for one in findings if one.concern is Concern.COOLING_OFF)


@given(st.none() | INSTANTS, st.none() | INSTANTS, INSTANTS, st.sampled_from(["ann", "bob", "cara"]))
def test_where_nobody_works_alone_nothing_waits_and_nobody_is_excused(
    approved: datetime | None, details: datetime | None, now: datetime, who: str
) -> None:
    dated = replace(CLEAN, payee=replace(PAYEE, details_at=details), parts=(replace(PART, approved_at=approved),))
    assert check(dated, Releaser(who, now=now), TODAY) == check(CLEAN, Releaser(who), TODAY)

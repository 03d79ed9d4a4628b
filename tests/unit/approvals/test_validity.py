"""Which decisions still count."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.approvals.validity import Given, validity
from bookdesk.core.vocabulary import Decision

A = Given("1", Decision.APPROVED, "ann", "P", "A", sound=True)
RECEIVED = Given("2", Decision.RECEIVED, "bob", "P", "A", sound=True, given_by="Olive Owner")
CONFIRMED = Given("3", Decision.CONFIRMED, "cara", "P", "A", sound=True, about_id="2")
DECISIONS = st.lists(
    st.builds(
        Given,
        st.sampled_from("12345"),
        st.sampled_from(Decision),
        st.sampled_from(["ann", "bob", "maker"]),
        st.sampled_from("PQ"),
        st.sampled_from("AB"),
        st.booleans(),
        st.just("Olive Owner"),
        st.none() | st.sampled_from("12345"),
    ),
    max_size=6,
    unique_by=lambda one: one.id,
)


@given(DECISIONS)
def test_nothing_unsound_or_about_other_content_ever_counts(decisions: list[Given]) -> None:
    found = validity(decisions, "P", "A", "maker")
    good = [one for one in decisions if one.sound and one.payment_hash == "P"]
    assert found.users <= {one.by for one in good if one.decision is Decision.APPROVED}
    assert not found.outside or {Decision.RECEIVED, Decision.CONFIRMED} <= {one.decision for one in good}
    assert not validity(decisions, "R", "A", "maker").any
    assert not validity([replace(one, sound=False) for one in decisions], "P", "A", "maker").any


@given(DECISIONS)
def test_a_rejection_ends_everything_before_it(decisions: list[Given]) -> None:
    rejected = Given("9", Decision.REJECTED, "ann", "P", "A", sound=True)
    assert not validity([*decisions, rejected], "P", "A", "maker").any
    assert validity([*decisions, rejected, A], "P", "A", "maker").users == {"ann"}


@given(DECISIONS, st.sampled_from(["ann", "bob"]))
def test_a_rejection_that_its_author_took_back_never_was(decisions: list[Given], by: str) -> None:
    rejected = Given("9", Decision.REJECTED, "ann", "P", "A", sound=True)
    taken_back = Given("10", Decision.WITHDRAWN, by, "P", "A", sound=True, about_id="9")
    before, after = (validity(one, "P", "A", "maker") for one in (decisions, [*decisions, rejected, taken_back]))
    assert after.any == (before.any and by == "ann")
    assert not validity([*decisions, rejected, replace(taken_back, sound=False)], "P", "A", "maker").any
    assert not validity([*decisions, taken_back, rejected], "P", "A", "maker").any


def test_changed_payment_content_voids_and_says_so_while_recoding_asks_the_reviewer() -> None:
    changed = validity([A], "Q", "A", "maker")
    assert not changed.any
    assert changed.lapsed == ("Payee, bank account, amount or document changed since ann approved.",)
    anew = validity([A, replace(A, id="5", by="bob"), replace(A, id="6", payment_hash="Q")], "Q", "A", "maker")
    assert anew.changed == ("Payee, bank account, amount or document changed since bob approved.",), "not of ann"
    recoded = validity([A], "P", "B", "maker")
    assert recoded.users == {"ann"}
    assert recoded.recoded


def test_a_withdrawn_approval_no_longer_counts() -> None:
    assert not validity(
        [A, Given("4", Decision.WITHDRAWN, "ann", "P", "A", sound=True, about_id="1")], "P", "A", "m"
    ).any


def test_an_approval_received_counts_once_a_second_person_confirmed_it() -> None:
    assert validity([RECEIVED], "P", "A", "maker").waiting == (RECEIVED,)
    assert not validity([RECEIVED], "P", "A", "maker").any
    found = validity([RECEIVED, CONFIRMED], "P", "A", "maker")
    assert (found.outside, found.waiting) == (frozenset({"Olive Owner"}), ())


def test_one_person_outside_counts_once_however_his_name_is_written() -> None:
    again = [replace(RECEIVED, id="5", given_by="olive  OWNER"), replace(CONFIRMED, id="6", about_id="5")]
    assert validity([RECEIVED, CONFIRMED, *again], "P", "A", "maker").outside == {"Olive Owner"}


def test_neither_who_entered_it_nor_who_made_the_bill_confirms_it() -> None:
    for user in ("bob", "maker"):
        assert not validity([RECEIVED, replace(CONFIRMED, by=user)], "P", "A", "maker").any


def test_a_broken_signature_is_told() -> None:
    found = validity([replace(A, sound=False)], "P", "A", "maker")
    assert found.lapsed == ("The signature of ann does not verify; his decision does not count.",)


def test_one_evidence_counts_for_one_person_only() -> None:
    mails = [replace(RECEIVED, id=at, given_by=who, evidence="same") for at, who in (("2", "Olive"), ("4", "Pat"))]
    confirmed = [replace(CONFIRMED, id=f"c{mail.id}", about_id=mail.id) for mail in mails]
    assert validity([*mails, *confirmed], "P", "A", "maker").outside == {"Olive"}
    other = [mails[0], replace(mails[1], evidence="other")]
    assert validity([*other, *confirmed], "P", "A", "maker").outside == {"Olive", "Pat"}


@given(DECISIONS)
def test_the_clients_word_lets_received_approvals_count_and_touches_no_other(decisions: list[Given]) -> None:
    shown = [replace(one, evidence="E") for one in decisions]
    plain = validity(shown, "P", "A", "maker")
    found = validity(shown, "P", "A", "maker", clients_word=True)
    assert found.users == plain.users
    assert found.outside >= plain.outside
    assert {one.id for one in found.confirmed} == {one.id for one in (*plain.confirmed, *plain.waiting)}
    assert found.waiting == ()
    assert found.lapsed == plain.lapsed


def test_the_clients_word_needs_its_evidence() -> None:
    assert not validity([RECEIVED], "P", "A", "maker", clients_word=True).any
    shown = replace(RECEIVED, evidence="E")
    assert validity([shown], "P", "A", "maker", clients_word=True).outside == {"Olive Owner"}
    assert not validity([shown], "P", "A", "maker").any


@given(DECISIONS)
def test_what_was_signed_without_the_role_counts_for_nobody_and_is_told(decisions: list[Given]) -> None:
    found = validity([replace(one, entitled=False) for one in decisions], "P", "A", "maker")
    assert not found.any
    assert not found.waiting
    assert sum("had no role for it" in words for words in found.lapsed) == sum(one.sound for one in decisions)


def test_neither_maker_nor_last_editor_confirms_what_was_received() -> None:
    both = [RECEIVED, CONFIRMED]
    assert validity(both, "P", "A", "maker", edited_by=("ann",)).outside == {"Olive Owner"}
    assert not validity(both, "P", "A", "maker", edited_by=(None, "cara")).any
    assert not validity(both, "P", "A", "cara").any

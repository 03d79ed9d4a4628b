from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.office.staffing import ROLE_WORDS, Holder, access_words, lacking
from bookdesk.security.roles import FOUNDER, Permission, Role

roles = st.sets(st.sampled_from(list(Role)), min_size=1).map(tuple)
teams = st.lists(st.tuples(st.sampled_from(["Anna", "Ben", "Cleo", "Dan"]), roles), unique_by=lambda one: one[0]).map(
    lambda team: [Holder(name, held) for name, held in team]
)


def test_who_works_alone_is_told_what_nobody_can_do_for_him() -> None:
    assert lacking([Holder("Anna", FOUNDER)]) == (
        "Nobody can approve what Anna entered.",
        "Nobody can confirm bank details that Anna entered.",
    )
    assert lacking([Holder("Anna", FOUNDER)], alone=True) == ()


def test_a_second_person_is_enough_where_he_may_do_his_part() -> None:
    anna, ben = Holder("Anna", FOUNDER), Holder("Ben", (Role.APPROVER,))
    assert lacking([anna, ben]) == ()
    assert lacking([Holder("Anna", (Role.BOOKKEEPER,)), ben]) == ("Nobody can release its payments.",)
    assert lacking([anna, Holder("Ben", (Role.READER,))]) == lacking([anna])


def test_two_who_both_enter_are_named_together() -> None:
    two = [Holder("Anna", (Role.BOOKKEEPER,)), Holder("Ben", (Role.BOOKKEEPER, Role.PAYER))]
    assert lacking(two)[0] == "Nobody can approve what Anna or Ben entered."


def test_books_that_nobody_keeps_need_no_second_person() -> None:
    assert lacking([]) == ("Nobody keeps its books.",)
    assert lacking([Holder("Ben", (Role.APPROVER, Role.PAYER))]) == ("Nobody keeps its books.",)


def test_access_is_told_in_few_words() -> None:
    assert access_words(FOUNDER) == "works, approves, pays"
    assert [access_words([role]) for role in Role] == ["reads", "works", "works", "approves", "pays", "reads", "reads"]
    assert access_words([]) == ""
    assert access_words([Role.APPROVER, Role.PAYER], no_limit=True) == "approves nothing yet, pays"
    assert access_words(FOUNDER, up_to="500.00") == "works, approves up to 500.00, pays"
    assert access_words([Role.PAYER], up_to="500.00") == "pays"
    assert set(ROLE_WORDS) == set(Role)


@given(teams, roles)
def test_somebody_more_never_lacks_more_unless_he_enters_himself(team: list[Holder], held: tuple[Role, ...]) -> None:
    eve = Holder("Eve", held)
    if not eve.may(Permission.CAPTURE) and any(one.may(Permission.CAPTURE) for one in team):
        assert set(lacking([*team, eve])) <= set(lacking(team))


@given(teams)
def test_nothing_is_lacking_only_where_each_has_another(team: list[Holder]) -> None:
    if not lacking(team):
        for one in team:
            if one.may(Permission.CAPTURE):
                assert any(other.may(Permission.APPROVE) for other in team if other.name != one.name)

"""Whatever is done with a receipt: its pieces are always worth what came in, and the past never changes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bookdesk.sync.pieces import Did, Pieces, Step, pieces, row_of

WHOLE = 100


@st.composite
def stories(draw: st.DrawFn) -> list[Step]:
    """Steps that the books allow: no more is laid than is left, and only what stands is taken back."""
    left, steps, laid, refunds = WHOLE, list[Step](), list[Step](), list[Step]()
    for number in range(draw(st.integers(0, 4))):
        left = _lay(draw, left, steps, laid, f"b{number}", Did.APPLIED, booked=True)
    for number in range(draw(st.integers(0, 12))):
        match draw(st.sampled_from(Did)):
            case Did.APPLIED:
                left = _lay(draw, left, steps, laid, f"a{number}", Did.APPLIED)
            case Did.REFUNDED:
                left = _lay(draw, left, steps, refunds, f"r{number}", Did.REFUNDED)
            case Did.RELEASED if laid:
                left += _take_back(draw, steps, laid, f"-{number}", Did.RELEASED)
            case Did.RETURNED if refunds:
                left += _take_back(draw, steps, refunds, f"-{number}", Did.RETURNED)
            case _:
                pass
    return steps


def _lay(  # noqa: PLR0913, PLR0917 - the parts of a story
    draw: st.DrawFn, left: int, steps: list[Step], into: list[Step], name: str, did: Did, *, booked: bool = False
) -> int:
    if not left:
        return left
    step = Step(name, did, draw(st.integers(1, left)), booked=booked)
    steps.append(step)
    into.append(step)
    return left - step.amount


def _take_back(draw: st.DrawFn, steps: list[Step], among: list[Step], name: str, did: Did) -> int:
    undone = among.pop(draw(st.integers(0, len(among) - 1)))
    steps.append(Step(name, did, undone.amount, undone.id))
    return undone.amount


def _rests(found: Pieces) -> dict[str, int]:
    """What is left of each overpayment, by the draws that stand."""
    rests = dict(found.overpayments)
    for local_id, draw in found.draws.items():
        if local_id in found.standing:
            rests[draw.source] -= draw.amount
    return rests


@given(stories())
def test_payments_and_overpayments_are_worth_what_came_in(steps: list[Step]) -> None:
    found = pieces("receipt", WHOLE, steps)
    amounts = {step.id: step.amount for step in steps}
    paid = sum(amounts[one] for one in found.payments & found.standing)
    assert paid + sum(found.overpayments.values()) == WHOLE
    assert all(rest >= 0 for rest in _rests(found).values())


@given(stories(), st.data())
def test_what_was_decided_before_is_not_decided_otherwise_later(steps: list[Step], data: st.DataObject) -> None:
    earlier = steps[: data.draw(st.integers(sum(step.booked for step in steps), len(steps)))]
    before, after = pieces("receipt", WHOLE, earlier), pieces("receipt", WHOLE, steps)
    assert before.payments == after.payments
    assert before.overpayments.items() <= after.overpayments.items()
    assert before.draws.items() <= after.draws.items()


@given(stories())
def test_each_step_that_stands_is_drawn_to_the_cent(steps: list[Step]) -> None:
    found = pieces("receipt", WHOLE, steps)
    taken_back = {step.target for step in steps}
    laid = {step.id: step.amount for step in steps if step.did in {Did.APPLIED, Did.REFUNDED}}
    drawn = dict.fromkeys(laid.keys() - found.payments, 0)
    for local_id, draw in found.draws.items():
        assert row_of(local_id) == draw.of
        drawn[draw.of] += draw.amount
    assert drawn == {one: amount for one, amount in laid.items() if one not in found.payments}
    standing = {row_of(one) for one in found.standing - found.overpayments.keys()}
    assert standing == laid.keys() - taken_back


def test_money_in_several_parts_none_of_which_is_enough_is_drawn_from_each() -> None:
    steps = [
        Step("a", Did.APPLIED, 60, booked=True),
        Step("-a", Did.RELEASED, 60, "a"),
        Step("b", Did.APPLIED, 90),
        Step("c", Did.APPLIED, 10),
        Step("-b", Did.RELEASED, 90, "b"),
    ]
    found = pieces("receipt", WHOLE, steps)
    assert dict(found.overpayments) == {"receipt": 40, "-a": 60}
    taken = {local_id: (draw.source, draw.amount) for local_id, draw in found.draws.items()}
    assert taken == {"b/receipt": ("receipt", 40), "b/-a": ("-a", 50), "c": ("-a", 10)}
    assert found.standing == {"receipt", "-a", "c"}

"""Who answers in the portal's place, or changes or repeats what it said, is not believed, and nothing waits less."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bookdesk.core.errors import Unreachable
from bookdesk.protocol.answering import sealed
from bookdesk.receivables.portal.joining import Step
from tests.support.billing import customer, issued
from tests.support.portalside import Side

UNSIGNED = "does not carry the portal's signature"
_STRANGER = sealed(Ed25519PrivateKey.from_private_bytes(b"x" * 32), b"", 200, b"")
SEALS: tuple[Callable[[str], str], ...] = (
    lambda _: "",
    lambda _: _STRANGER,
    lambda seal: seal.replace("v1", "v2", 1),
    lambda seal: seal[:-1] + ("0" if seal[-1] != "0" else "1"),
    lambda _: "v1 what is no signature",
)


@pytest.mark.parametrize("seals", SEALS)
@pytest.mark.parametrize("asks", ["push", "pull"])
def test_an_answer_that_the_portal_did_not_sign_is_none(side: Side, seals: Callable[[str], str], asks: str) -> None:
    invoice = issued(side.desk, customer(side.desk))
    side.service.preview()
    side.between.seals = seals
    with pytest.raises(Unreachable, match=UNSIGNED):
        getattr(side.service, asks)()
    side.between.seals = lambda seal: seal
    assert side.service.push().joined.step is Step.IN_STEP
    assert set(side.held()) == {invoice.id}
    assert side.service.waiting() == 0


def test_results_that_somebody_in_between_made_up_end_no_command(side: Side) -> None:
    issued(side.desk, customer(side.desk))
    side.service.preview()
    said: list[bytes] = []

    def changed(body: bytes) -> bytes:
        said.append(body)
        return body.replace(b'"applied"', b'"refused"')

    side.between.tampers = changed
    with pytest.raises(Unreachable, match=UNSIGNED):
        side.service.push()
    assert any(b'"applied"' in body for body in said), "the portal took them"
    assert side.service.waiting() == 2
    side.between.tampers = lambda body: body
    side.service.push()
    assert (side.service.waiting(), side.service.status().refused) == (0, ())


def test_an_answer_to_an_earlier_question_answers_no_later_one(side: Side) -> None:
    """Its clock stands still, so that the two questions are of one second."""
    said, seals = [], []

    def hear(body: bytes) -> bytes:
        said.append(body)
        return said[0]

    def sealed_before(seal: str) -> str:
        seals.append(seal)
        return seals[0]

    side.settle()
    side.between.tampers, side.between.seals = hear, sealed_before
    assert side.service.push().sent == 0
    with pytest.raises(Unreachable, match=UNSIGNED):
        side.service.push()


def test_a_refusal_that_the_portal_did_not_sign_changes_no_number_and_no_clock(side: Side) -> None:
    issued(side.desk, customer(side.desk))
    side.service.preview()
    side.between.faults = ["none", "refused"]
    with pytest.raises(Unreachable, match=UNSIGNED):
        side.service.push()
    assert side.service.push().joined.step is Step.IN_STEP
    assert side.service.waiting() == 0

from __future__ import annotations

import pytest

from bookdesk.mail.comeback import came_back, shut, why_held

KNOWN = frozenset({"ada@customer.example"})


@pytest.mark.parametrize("address", ["ada@customer.example", "ADA@Customer.example"])
def test_nothing_goes_by_itself_to_an_address_from_which_mail_came_back(address: str) -> None:
    assert shut((address, "bob@customer.example"), KNOWN) == (address,)
    why = why_held(("bob@customer.example", address), KNOWN)
    assert why is not None
    assert why.startswith(f"The last mail to {address} came back: mend the address")


def test_everybody_else_is_written_to() -> None:
    assert why_held(("bob@customer.example",), KNOWN) is None
    assert why_held((), KNOWN) is None
    assert why_held(("ada@customer.example",), frozenset()) is None


def test_several_are_named() -> None:
    assert came_back(("a@x.example", "b@x.example")) == "The last mail to a@x.example and b@x.example came back"

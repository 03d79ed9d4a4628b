from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import InputError
from bookdesk.mail.addresses import distinct, is_loopback, mail_address, same_address, wire_address, wire_domain

GOOD = {
    "ada@customer.example": "ada@customer.example",
    " ada@customer.example ": "ada@customer.example",
    "a.b+c@customer.example": "a.b+c@customer.example",
    "ada@münchen.example": "ada@xn--mnchen-3ya.example",
    "ada@straße.example": "ada@xn--strae-oqa.example",
    "ada@例え.jp": "ada@xn--r8jz45g.jp",
    "ada@CUSTOMER.example": "ada@customer.example",
}
BAD = (
    "",
    " ",
    "ada",
    "ada@",
    "@customer.example",
    "ada@customer",
    "ada@192.0.2.1",
    "ada@[192.0.2.1]",
    "ada@customer..example",
    ".ada@customer.example",
    "ada..b@customer.example",
    '"ada b"@customer.example',
    "Ada <ada@customer.example>",
    "ada@customer.example,bob@customer.example",
    "ada@customer.example\r\nBcc: bob@other.example",
    "ada@customer.example\n",
    "ada\n@customer.example",
    "ada@-customer.example",
    "ada@cust_omer.example",
    "ada@cust\u202eomer.example",
    "ada\u200b@customer.example",
    "ädä@customer.example",
    f"{'a' * 65}@customer.example",
    f"ada@{'a' * 64}.example",
    f"ada@{'.'.join(['abcdefgh'] * 40)}.example",
)


@pytest.mark.parametrize(("written", "told"), GOOD.items())
def test_an_address_goes_to_servers_in_ascii(written: str, told: str) -> None:
    assert mail_address(written) == written.strip()
    assert wire_address(written) == told
    assert wire_domain(written) == told.partition("@")[2]


@pytest.mark.parametrize("written", BAD)
def test_what_is_no_address_is_refused_in_words(written: str) -> None:
    with pytest.raises(InputError) as refused:
        mail_address(written)
    assert "\n" not in refused.value.what
    assert refused.value.remedy


@given(st.text(max_size=60))
def test_whatever_is_taken_for_an_address_is_safe_in_a_header(text: str) -> None:
    try:
        told = wire_address(text)
    except InputError:
        return
    assert told.isascii()
    assert told.isprintable()
    assert not set(told) & set(' <>,;:"()\\\r\n')
    assert told.count("@") == 1


def test_each_person_is_written_to_once_however_his_address_is_written() -> None:
    found = distinct(
        ["ada@customer.example", "Ada@Customer.example", "bob@münchen.example"], ["bob@xn--mnchen-3ya.example"]
    )
    assert found == ("ada@customer.example",)
    assert same_address("bob@MÜNCHEN.example", "bob@xn--mnchen-3ya.example")
    assert not same_address("ada@customer.example", "ada@other.example")
    assert same_address("nobody", "Nobody")


def test_only_this_computer_is_this_computer() -> None:
    assert all(map(is_loopback, ("localhost", "LOCALHOST.", "127.0.0.1", "127.9.9.9", "::1", "[::1]")))
    assert not any(map(is_loopback, ("localhost.example", "10.0.0.1", "0.0.0.0", "mail.example", "", "127.1")))  # noqa: S104 - it is not bound to

"""Templates: only names of the list in braces, values once and as they are, one line of subject."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from email.header import Header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.texts import clean
from bookdesk.mail.templates import (
    SEVERAL_LINES,
    FaultyTemplate,
    Placeholder,
    Rendered,
    Template,
    Trouble,
    faults,
    named,
    render,
)

SUBJECT = "Reminder: {number} from {sender}"
BODY = "Dear {customer},\n\n{open} has been open since {due}:\n{invoices}\n\nPay here:\n{link}\n"
VALUES: Mapping[Placeholder, str] = dict.fromkeys(Placeholder, "value")
NASTY = st.text(
    alphabet=st.sampled_from("ab{}\r\n\u2028\u2029\x85\x00\u202e\u2066\u200fא<>&\"' .[0]_:;=") | st.characters(),
    max_size=40,
)
TEXTS = st.lists(
    st.sampled_from([*(f"{{{one}}}" for one in Placeholder)]) | st.text(st.characters(codec="ascii"), max_size=9)
).map("".join)


def rendered(subject: str = SUBJECT, body: str = BODY, **values: str | list[str]) -> Rendered:
    return render(Template(subject, body), {**VALUES, **{Placeholder(name): value for name, value in values.items()}})


def test_a_message_reads_as_it_was_meant() -> None:
    found = rendered(
        number="INV-7", sender="Ada Ltd", customer="Böhm & Söhne", open="€ 40.00", due="30 Jun 2026",
        invoices=["INV-7  € 15.00", "INV-9  € 25.00"], link=["[link]"],
    )  # fmt: skip
    assert found.subject == "Reminder: INV-7 from Ada Ltd"
    assert found.plain == (
        "Dear Böhm & Söhne,\n\n€ 40.00 has been open since 30 Jun 2026:\nINV-7 € 15.00\nINV-9 € 25.00\n\n"
        "Pay here:\n[link]\n"
    )
    assert found.html == (
        '<p dir="auto">Dear <bdi>Böhm &amp; Söhne</bdi>,</p>\n'
        '<p dir="auto"><bdi>€ 40.00</bdi> has been open since <bdi>30 Jun 2026</bdi>:<br>'
        "<bdi>INV-7 € 15.00</bdi><br><bdi>INV-9 € 25.00</bdi></p>\n"
        '<p dir="auto">Pay here:<br><bdi>[link]</bdi></p>'
    )


@pytest.mark.parametrize(
    ("text", "trouble", "line", "column"),
    [
        ("{customer.__class__}", Trouble.BRACE, 1, 1),
        ("Dear {customer[0]}", Trouble.BRACE, 1, 6),
        ("a\nb {0.__class__}", Trouble.BRACE, 2, 3),
        ("{{7*7}}", Trouble.BRACE, 1, 1),
        ("{customer!r}", Trouble.BRACE, 1, 1),
        ("{open:>99999999}", Trouble.BRACE, 1, 1),
        ("{}", Trouble.BRACE, 1, 1),
        ("{number", Trouble.BRACE, 1, 1),
        ("number}", Trouble.BRACE, 1, 7),
        ("{ number }", Trouble.BRACE, 1, 1),
        ("{Number}", Trouble.BRACE, 1, 1),
        ("Dear {costumer}", Trouble.UNKNOWN, 1, 6),
        ("{__class__}", Trouble.UNKNOWN, 1, 1),
        ("a\u202eb", Trouble.CONTROL, 1, 2),
        ("a\x00b", Trouble.CONTROL, 1, 2),
        ("a\ud800b", Trouble.CONTROL, 1, 2),
    ],
)
def test_whatever_else_stands_in_braces_is_refused_with_its_place(
    text: str, trouble: Trouble, line: int, column: int
) -> None:
    fault = faults(text)[0]
    assert (fault.trouble, fault.line, fault.column) == (trouble, line, column)
    with pytest.raises(FaultyTemplate, match=rf"The body cannot be used\. Line {line}, column {column}"):
        rendered(body=text)
    with pytest.raises(FaultyTemplate, match="The subject cannot be used"):
        rendered(subject=text.replace("\n", " "))


@pytest.mark.parametrize("sign", "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029")
def test_a_subject_of_two_lines_is_refused(sign: str) -> None:
    assert faults(f"Hello{sign}Bcc: x", subject=True)[0].trouble is Trouble.LINE_BREAK
    with pytest.raises(FaultyTemplate, match="The subject is one line"):
        rendered(subject=f"Hello{sign}Bcc: all@example.com")


@pytest.mark.parametrize("name", sorted(SEVERAL_LINES))
def test_a_list_cannot_stand_in_the_subject(name: str) -> None:
    assert faults(f"a {{{name}}}", subject=True)[0].trouble is Trouble.SEVERAL
    assert faults(f"a\n {{{name}}}\n") == ()


@pytest.mark.parametrize("body", ["Pay: {link}", "{link} soon", "a\n{link}{link}\n", "a\r\n. {link}\r\nb", "a{link}\n"])
def test_nothing_stands_beside_the_way_to_pay_online(body: str) -> None:
    assert {one.trouble for one in faults(body)} == {Trouble.BESIDE}
    with pytest.raises(FaultyTemplate, match="on a line of its own"):
        rendered(body=body)


@pytest.mark.parametrize("body", ["{link}", "a\n{link}", "a\r\n\t{link} \r\nb", "\n{link}\n"])
def test_the_way_to_pay_online_stands_alone(body: str) -> None:
    assert faults(body) == ()


def test_a_value_that_is_not_known_is_told_by_name() -> None:
    with pytest.raises(FaultyTemplate, match=r"Nothing is known for \{due\}"):
        render(Template("s", "{due}"), {})


def test_all_faults_are_told_in_the_order_they_are_read() -> None:
    found = faults("{a}\u202e}\n\u202e{b}")
    assert [(one.trouble, one.line, one.column) for one in found] == [
        (Trouble.UNKNOWN, 1, 1),
        (Trouble.CONTROL, 1, 4),
        (Trouble.BRACE, 1, 5),
        (Trouble.CONTROL, 2, 1),
        (Trouble.UNKNOWN, 2, 2),
    ]


def test_what_a_person_wrote_into_the_template_is_text_and_no_markup() -> None:
    found = rendered(body='<b>Pay & be happy</b> "now"\n \n\nsoon')
    assert found.html == (
        '<p dir="auto">&lt;b&gt;Pay &amp; be happy&lt;/b&gt; &quot;now&quot;</p>\n<p dir="auto">soon</p>'
    )


def test_a_message_whose_subject_comes_out_empty_is_refused() -> None:
    for value in ("", "\u200b\n"):
        with pytest.raises(FaultyTemplate, match="The subject is empty"):
            rendered(" {customer}", customer=value)


def test_a_value_that_looks_like_a_placeholder_stays_what_it_is() -> None:
    assert rendered("{customer}", "{customer} {open}", customer="{open}{sender.__class__}", open="5").plain == (
        "{open}{sender.__class__} 5"
    )


def test_a_name_that_turns_the_writing_is_stripped_and_one_from_right_to_left_is_isolated() -> None:
    assert rendered(body="{customer}", customer="A\u202ecod.exe\u202c").plain == "Acod.exe"
    assert rendered(body="{customer} 12", customer="אבג").plain == "\u2068אבג\u2069 12"
    assert "\u2068" not in rendered("{customer}", customer="אבג").subject


@given(st.dictionaries(st.sampled_from(Placeholder), NASTY))
def test_no_value_breaks_a_header_or_opens_a_tag(values: dict[Placeholder, str]) -> None:
    found = render(Template(SUBJECT, BODY), {**VALUES, **values})
    assert len(found.subject.splitlines()) <= 1
    assert not re.search(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]", found.subject)
    message = EmailMessage()
    message["Subject"] = found.subject
    assert set(re.findall(r"</?([^\s>]*)", found.html)) <= {"p", "br", "bdi"}
    assert Header(found.subject).encode()


@given(NASTY)
def test_a_value_is_put_in_once_as_plain_text(value: str) -> None:
    found = rendered("x", "[{customer}]", customer=value)
    assert found.plain.strip("[]\u2068\u2069") == clean(value).strip("[]\u2068\u2069")
    inner = re.fullmatch(r'<p dir="auto">\[<bdi>(.*)</bdi>\]</p>', found.html)
    assert inner is not None
    assert html.unescape(inner[1]) == clean(value)


@given(TEXTS)
def test_a_text_without_faults_renders_and_one_with_faults_does_not(text: str) -> None:
    template = Template("s", text)
    if faults(text):
        with pytest.raises(FaultyTemplate):
            render(template, VALUES)
    else:
        assert "{" not in render(template, VALUES).plain


@given(st.text(st.sampled_from("{}ab_.[]0!: \nnumber"), max_size=30))
def test_what_stands_in_braces_is_a_name_of_the_list_or_a_fault(text: str) -> None:
    accepted = re.sub("|".join(rf"\{{{one}\}}" for one in Placeholder), "", text)
    assert bool(faults(text)) is ("{" in accepted or "}" in accepted)
    assert named(text) == {one for one in Placeholder if f"{{{one}}}" in text}

"""What corrections make of lines: recoding never moves a cent, editing follows the rate."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.core.errors import BookDeskError, InputError, NotFound, RuleBroken
from bookdesk.core.money import Money, total
from bookdesk.core.vocabulary import TaxMode
from bookdesk.ledger.tax import DatedCode
from bookdesk.payments import corrections
from bookdesk.payments.corrections import Chart, Line, Step

GST, CAP, FRE = (
    DatedCode(code.lower(), code, Decimal(rate)) for code, rate in (("GST", "0.1"), ("CAP", "0.1"), ("FRE", "0"))
)
CHART = Chart({"5-1000": "food", "6-0500": "cleaning"}, (CAP, FRE, GST))


def aud(text: str) -> Money:
    return Money.of(text, "AUD")


def line(position: int = 1, net: str = "100.00", tax: str = "10.00", code: str | None = "gst") -> Line:
    return Line(position, "Beans", "food", code, aud(net), aud(tax))


def steps(*texts: str) -> tuple[Step, ...]:
    return corrections.parse(dict(text.split("=") for text in texts)).steps


def edited(*texts: str, lines: tuple[Line, ...] = (line(),), mode: TaxMode = TaxMode.EXCLUSIVE) -> tuple[Line, ...]:
    return corrections.edited(lines, steps(*texts), CHART, mode, "AUD")


def test_fields_and_lines_are_told_apart() -> None:
    found = corrections.parse({"number": " A-1 ", "line.2.net": "5", "line.1": "remove"})
    assert dict(found.fields) == {"number": "A-1"}
    assert found.steps == (Step(2, "net", "5"), Step(1, "", "remove"))
    for name in ("line.0.net", "lines", "line.1.Net"):
        with pytest.raises(InputError, match="names no line"):
            corrections.parse({name: "1"})


def test_recoding_changes_account_and_code_of_the_same_rate() -> None:
    (found,) = corrections.recoded((line(),), steps("line.1.account=6-0500", "line.1.tax_code=CAP"), CHART)
    assert (found.account_id, found.tax_code_id, found.net, found.tax) == ("cleaning", "cap", aud("100"), aud("10"))


def test_recoding_to_another_rate_is_refused_with_the_way_to_do_it() -> None:
    with pytest.raises(RuleBroken, match=r"FRE of 0 % in the place of GST of 10 % .*Edit the bill instead") as refused:
        corrections.recoded((line(),), steps("line.1.tax_code=FRE"), CHART)
    assert refused.value.command == "bookdesk bill edit BILL line.1.tax_code=FRE"


def test_a_line_without_a_code_takes_the_one_that_makes_its_tax() -> None:
    bare = line(net="99.99", tax="10.01", code=None)
    assert corrections.recoded((bare,), steps("line.1.tax_code=GST"), CHART)[0].tax_code_id == "gst"
    with pytest.raises(RuleBroken, match=r"in the place of a tax of 10\.01 AUD"):
        corrections.recoded((bare,), steps("line.1.tax_code=FRE"), CHART)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("line.1.net=5", "no coding"),
        ("line.2.account=5-1000", "no line 2"),
        ("line.1.account=9", "no account 9"),
        ("line.1.tax_code=S20", "Known are CAP, FRE, GST"),
    ],
)
def test_what_cannot_be_recoded_is_said(text: str, words: str) -> None:
    with pytest.raises(BookDeskError, match=words):
        corrections.recoded((line(),), steps(text), CHART)


def test_tax_follows_the_net_the_gross_and_the_code() -> None:
    assert edited("line.1.net=90.00")[0].tax == aud("9")
    assert edited("line.1.gross=99.00")[0].net == aud("90")
    assert (edited("line.1.tax_code=FRE")[0].gross, edited("line.1.tax_code=FRE")[0].net) == (aud("100"), aud("100"))
    inclusive = edited("line.1.tax_code=FRE", mode=TaxMode.INCLUSIVE)[0]
    assert (inclusive.net, inclusive.tax) == (aud("110"), aud("0"))


def test_a_printed_tax_is_kept_and_an_inclusive_gross_stays() -> None:
    found = edited("line.1.tax=9.98")[0]
    assert (found.net, found.tax, found.tax_edited) == (aud("100"), aud("9.98"), True)
    inclusive = edited("line.1.tax=9.98", mode=TaxMode.INCLUSIVE)[0]
    assert (inclusive.net, inclusive.gross) == (aud("100.02"), aud("110"))


def test_lines_come_and_go_and_keep_their_numbers() -> None:
    three = (line(1), line(2), line(3))
    found = edited("line.2=remove", "line.4.account=6-0500", "line.4.tax_code=GST", "line.4.net=5.00", lines=three)
    assert [(one.position, one.gross) for one in found] == [(1, aud("110")), (3, aud("110")), (4, aud("5.50"))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("line.1=delete", "remove the line"),
        ("line.3.net=1", "no line 3"),
        ("line.2.description=x", "no amount"),
        ("line.1.colour=red", "colour of a line"),
        ("line.1.net=1.234", "surplus decimals"),
        ("line.1.net=1,20", "not an amount"),
    ],
)
def test_what_cannot_be_edited_is_said(text: str, words: str) -> None:
    with pytest.raises((InputError, NotFound), match=words):
        edited(text)


def test_a_total_is_taken_by_the_only_line_or_must_be_the_sum() -> None:
    (found,) = corrections.to_total((line(),), aud("55"), CHART, TaxMode.EXCLUSIVE)
    assert (found.net, found.tax) == (aud("50"), aud("5"))
    two = (line(1), line(2))
    assert corrections.to_total(two, aud("220"), CHART, TaxMode.EXCLUSIVE) == two
    with pytest.raises(InputError, match=r"add up to 220\.00 AUD, not 221\.00 AUD"):
        corrections.to_total(two, aud("221"), CHART, TaxMode.EXCLUSIVE)


def test_a_tax_mode_computes_every_line_anew() -> None:
    assert [one.tax for one in corrections.in_mode((line(), line(2, tax="0.01")), CHART, TaxMode.NONE)] == [
        aud("0")
    ] * 2
    kept = corrections.in_mode((line(tax="10.01"),), CHART, TaxMode.EXCLUSIVE)[0]
    assert (kept.tax, kept.tax_edited) == (aud("10.01"), True)


def test_lines_that_could_not_be_booked_are_refused() -> None:
    with pytest.raises(RuleBroken, match="at least one line"):
        corrections.require_whole(())
    with pytest.raises(RuleBroken, match="no tax code"):
        corrections.require_whole((line(code=None),))
    corrections.require_whole((line(tax="0", code=None),))


AMOUNTS = st.integers(1, 10**9).map(lambda minor: Money(minor, "AUD"))
CODES = st.sampled_from(["GST", "CAP", "FRE"])
MODES = st.sampled_from(list(TaxMode))


@given(AMOUNTS, AMOUNTS, CODES, CODES)
def test_recoding_never_moves_a_cent(net: Money, tax: Money, before: str, after: str) -> None:
    old = Line(1, "x", "food", before.lower(), net, tax)
    try:
        (new,) = corrections.recoded((old,), steps(f"line.1.tax_code={after}", "line.1.account=6-0500"), CHART)
    except RuleBroken:
        assert "FRE" in {before, after}
    else:
        assert (new.net, new.tax, new.gross) == (net, tax, net + tax)


@given(st.lists(AMOUNTS, min_size=1, max_size=4), CODES, MODES, AMOUNTS)
def test_what_was_entered_is_what_the_line_shows(nets: list[Money], code: str, mode: TaxMode, gross: Money) -> None:
    lines = tuple(Line(at, "x", "food", "fre", net, Money.zero("AUD")) for at, net in enumerate(nets, 1))
    found = edited(f"line.1.tax_code={code}", f"line.1.gross={gross.text}", lines=lines, mode=mode)
    assert found[0].gross == gross
    whole = total((one.gross for one in found), "AUD")
    assert corrections.to_total(found, whole, CHART, mode) == found
    netted = edited(f"line.1.net={gross.text}", lines=found, mode=mode)[0]
    assert netted.net == gross
    assert netted.tax == (Money.zero("AUD") if mode is TaxMode.NONE else gross.times(CHART.rate(netted)))

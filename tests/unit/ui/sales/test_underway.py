"""What settles an invoice that a customer may be paying online says so before it is done."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from bookdesk.models.invoice import Invoice
from bookdesk.ui.pieces.prompt import Prompt
from bookdesk.ui.sales.editor.view import EditorScreen
from tests.support.billing import customer, issued, line
from tests.support.gatewaydesk import Gateway, gateway_desk

OPEN = "A page on which INV-0001 is paid online is open"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Gateway]:
    with gateway_desk(qtbot, tmp_path / "home") as made:
        yield made


def question(prompt: Prompt) -> str:
    assert prompt.isVisible()
    return prompt._question.text()  # noqa: SLF001 - what is read


def test_cancelling_crediting_writing_off_and_taking_money_each_say_that_a_page_is_open(desk: Gateway) -> None:
    bill: Invoice = desk.work(lambda one: issued(one, customer(one), line("100")))
    desk.link(bill.id)
    desk.go("sales", view="all")
    desk.act("write off")
    lost = desk.sales.settling.lost
    assert OPEN in lost.warned.text()
    lost.leave()
    desk.act("take")
    taking = desk.sales.taking
    desk.until(lambda: OPEN in taking._said.text())  # noqa: SLF001 - what is read
    taking.leave()
    desk.act("cancel")
    assert OPEN in question(desk.sales.page.prompt)
    desk.sales.page.prompt.leave.click()
    desk.go("invoice", view="invoice", item=bill.id)
    desk.act("cancel")
    editor = desk.at(EditorScreen)
    assert OPEN in question(editor.prompt)
    editor.prompt.leave.click()
    desk.act("credit")
    desk.act("issue")
    assert OPEN in question(editor.prompt)
    editor.prompt.do.click()
    desk.settle()
    desk.look()
    with desk.standin.lock:
        assert [one["status"] for one in desk.world.sessions] == ["expired"]


def test_an_invoice_that_nobody_pays_online_is_asked_about_as_ever(desk: Gateway) -> None:
    desk.work(lambda one: issued(one, customer(one), line("100")))
    desk.go("sales", view="all")
    desk.act("write off")
    assert not desk.sales.settling.lost.warned.isVisible()
    desk.sales.settling.lost.leave()
    desk.act("cancel")
    assert question(desk.sales.page.prompt).endswith("its number stays used and visible.")

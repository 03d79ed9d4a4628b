from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookdesk.mail.bounces import Fate, Notice, may_be_report, read_report

OURS = "<01981234-5678-7abc-8def-0123456789ab@acme.example>"
ADA, BOB = "ada@customer.example", "bob@customer.example"

PROPER = f"""\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.customer.example>
To: post@acme.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <20260701.ABC@mx.customer.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

<{ADA}>: host mx said: 550 5.1.1 no such user

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.customer.example
Arrival-Date: Wed, 1 Jul 2026 02:00:00 +0000

Final-Recipient: rfc822; {ADA}
Original-Recipient: rfc822;{ADA}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <{ADA}>: no such user

Final-Recipient: rfc822; {BOB}
Action: delayed
Status: 4.4.1
Diagnostic-Code: smtp; 421 connection timed out

Final-Recipient: rfc822; eve@customer.example
Action: delivered
Status: 2.0.0

--b
Content-Type: message/rfc822

From: Acme <post@acme.example>
Message-ID: {OURS}
Subject: Invoice

Please pay.
--b--
"""
LATE = PROPER.replace("Action: failed\nStatus: 5.1.1", "Action: delayed\nStatus: 4.2.2")
HEADERS_ONLY = PROPER.replace("Content-Type: message/rfc822\n", "Content-Type: text/rfc822-headers\n")
NO_ACTION = PROPER.replace("Action: failed\n", "").replace("Action: delayed\n", "").replace("Action: delivered\n", "")
NO_FIELDS = f"""\
From: "Mail Delivery Subsystem" <postmaster@old.example>
To: post@acme.example
Subject: failure notice

Hi. This is the mail program at old.example. I could not deliver your message.

<{ADA}>:
Remote host said: 550 5.1.1 no mailbox here

--- Below is a copy of the message.

Message-ID: {OURS}
Subject: Invoice
"""
VAGUE = f"""\
From: MAILER-DAEMON@old.example
Subject: Returned mail

The message {OURS} could not be delivered.
"""
DELAY_IN_WORDS = f"""\
From: postmaster@old.example
Subject: Warning

Your message to <{ADA}> is delayed and will be retried.
Message-ID: {OURS}
"""


def test_a_proper_report_tells_of_each_recipient() -> None:
    assert read_report(PROPER.encode()) == (
        Notice(OURS, ADA, Fate.FAILED, f"550 5.1.1 <{ADA}>: no such user"),
        Notice(OURS, BOB, Fate.DELAYED, "4.4.1 421 connection timed out"),
    )
    assert may_be_report(PROPER.encode())
    assert read_report(HEADERS_ONLY.encode()) == read_report(PROPER.encode())
    assert read_report(PROPER.replace("\n", "\r\n").encode()) == read_report(PROPER.encode())


def test_what_is_late_has_not_come_back() -> None:
    assert [one.fate for one in read_report(LATE.encode())] == [Fate.DELAYED, Fate.DELAYED]


def test_a_report_without_actions_tells_by_its_status() -> None:
    assert [(one.recipient, one.fate) for one in read_report(NO_ACTION.encode())] == [
        (ADA, Fate.FAILED),
        (BOB, Fate.DELAYED),
    ]


def test_a_report_without_fields_tells_by_its_words() -> None:
    (notice,) = read_report(NO_FIELDS.encode())
    assert (notice.message_id, notice.recipient, notice.fate) == (OURS, ADA, Fate.FAILED)
    assert "550 5.1.1 no mailbox here" in notice.detail
    assert read_report(VAGUE.encode()) == (Notice(OURS, None, Fate.FAILED, ""),)
    (late,) = read_report(DELAY_IN_WORDS.encode())
    assert (late.recipient, late.fate) == (ADA, Fate.DELAYED)


@pytest.mark.parametrize(
    "text",
    [
        PROPER.replace(OURS, "<somebody@else.example>").replace("Message-ID: <somebody@else.example>\n", ""),
        PROPER.replace("report-type=delivery-status", "report-type=disposition-notification"),
        f"From: Ada <{ADA}>\nAuto-Submitted: auto-replied\nIn-Reply-To: {OURS}\nSubject: Away\n\nBack on 5.1.2027.\n",
        f"From: Ada <{ADA}>\nReturn-Path: <>\nAuto-Submitted: auto-replied\nIn-Reply-To: {OURS}\n\nAway until 5.5.1.\n",
        f"From: Ada <{ADA}>\nIn-Reply-To: {OURS}\nSubject: Re: Invoice\n\nI failed to see the point.\n",
        f"From: MAILER-DAEMON@old.example\nMessage-ID: {OURS}\n\n550 5.1.1 about nothing of ours\n",
        f"From: MAILER-DAEMON@old.example\n\nMessage {OURS} was relayed, status 2.0.0.\n",
        "",
        "nothing",
    ],
)
def test_what_is_no_report_on_mail_of_ours_says_nothing(text: str) -> None:
    assert read_report(text.encode()) == ()


def test_words_of_a_report_are_made_harmless() -> None:
    turned = PROPER.replace("no such user", "no \u202esuch\x00 user\x07 " + "x" * 5000)
    (notice, _) = read_report(turned.encode())
    assert notice.detail.isprintable()
    assert len(notice.detail) <= 300


@given(st.binary(max_size=400), st.integers(0, len(PROPER)), st.integers(0, 300))
def test_a_broken_report_breaks_nothing(noise: bytes, at: int, cut: int) -> None:
    raw = PROPER.encode()
    for broken in (noise, raw[:at] + noise + raw[at + cut :], raw[:at], PROPER.encode("utf-16")):
        for notice in read_report(broken):
            assert notice.detail.isprintable() or notice.detail == ""
            assert notice.message_id.startswith("<")

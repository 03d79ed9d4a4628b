"""Mails whose text is the bill: as plain text, and as the web page of a shop."""

from __future__ import annotations

from email.message import EmailMessage

BILL = """Hello,

thank you for your order.

Quay Print Ltd
VAT no. GB 123 4567 82

Invoice no.: QP-1187
Invoice date: 29/05/2026

Flyers A5, 500      40.00
Delivery             5.00
Net                 45.00
VAT 20%              9.00
Total due       GBP 54.00

Kind regards
"""
CHAT = """Hi Ann,

could you call me about the 500.00 we spoke of? I am in the office until five, the invoice is still missing.

Best, Tom
"""
SHOP = """<html><head><style>p {color: red}</style><title>Lumen</title></head><body>
<div style="display:none">You paid a total of $999.00</div>
<table><tr><td>&nbsp;</td><td><img src="https://tracker.example/pixel.gif">
<h1>Tax invoice</h1><p>Lumen Cloud Pty Ltd<br>ABN 51 824 753 556</p>
<table><tr><td><b>Invoice number</b></td><td>2041-7781</td></tr>
<tr><td>Invoice date</td><td>1 June 2026</td></tr></table>
<table><tr><td>Team plan</td><td>$90.00</td></tr><tr><td>Storage</td><td>$10.00</td></tr>
<tr><td>Subtotal</td><td>$100.00</td></tr><tr><td>GST 10%</td><td>$10.00</td></tr>
<tr><td>Total</td><td>AUD $110.00</td></tr></table></td></tr></table>
<script>alert("Total 5.00")</script></body></html>"""


def mail(
    text: str = BILL, *, page: str = "", subject: str = "Your order", sender: str = "Quay Print <print@quay.example>"
) -> EmailMessage:
    """Return a mail with this text, and with a web page beside it where there is one."""
    made = EmailMessage()
    made["From"] = sender
    made["To"] = "bills@firm.test"
    made["Subject"] = subject
    made["Date"] = "Mon, 01 Jun 2026 10:00:00 +0000"
    made.set_content(text)
    if page:
        made.add_alternative(page, subtype="html")
    return made


def shop() -> EmailMessage:
    """Return the mail of a shop whose plain text says nothing."""
    return mail("See the web page.", page=SHOP, sender='"Lumen Cloud" <billing@lumen.example>')

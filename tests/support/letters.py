"""Messages as they arrive in a firm's mailbox."""

from __future__ import annotations

from email.message import EmailMessage

ACME, DELI, NOBODY = "bills+acme@firm.test", "bills+deli@firm.test", "bills@firm.test"


def letter(  # noqa: PLR0913 - the parts of a letter
    *attachments: tuple[str, bytes],
    to: str = ACME,
    cc: str = "",
    delivered: str = "",
    subject: str = "Your invoice",
    number: int | None = 1,
    text: str = "Please find our invoice attached.",
) -> bytes:
    """Return a message with files attached; `number` makes its Message-ID, which it lacks without one."""
    made = EmailMessage()
    if delivered:
        made["Delivered-To"] = delivered
    made["From"] = "Harbour Foods <accounts@harbour.example>"
    made["To"] = to
    if cc:
        made["Cc"] = cc
    made["Subject"] = subject
    if number is not None:
        made["Message-ID"] = f"<{number}@harbour.example>"
    made.set_content(text)
    for name, content in attachments:
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()

"""Which words a mail has: those the client wrote for its kind, language and tone, else the built-in ones."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from bookdesk.core.vocabulary import MailKind, Tone
from bookdesk.mail.templates import Rendered, Template, Values, render
from bookdesk.mail.wordings import built_in, language_of
from bookdesk.models.mail import MailTemplate

_BLANK = re.compile(r"\n(?:[ \t]*\n){2,}")
_NOTHING = re.compile(r'<p dir="auto">(?:<bdi></bdi>)?</p>\n?')


def tone_of(kind: MailKind, tone: Tone) -> Tone:
    """Return the tone under which words are kept: only reminders have more than one."""
    return tone if kind is MailKind.REMINDER else Tone.FRIENDLY


def stored(session: Session, kind: MailKind, language: str, tone: Tone = Tone.FRIENDLY) -> MailTemplate | None:
    """Return the client's own words, if he has some in this language (`de` of `de-AT`)."""
    query = select(MailTemplate).where(
        MailTemplate.kind == kind,
        MailTemplate.language == language_of(language),
        MailTemplate.tone == tone_of(kind, tone),
    )
    return session.scalars(query).one_or_none()


def chosen(session: Session, kind: MailKind, language: str, tone: Tone = Tone.FRIENDLY) -> Template:
    """Return the words for a customer who reads `language`, a locale or a language."""
    own = stored(session, kind, language, tone)
    return Template(own.subject, own.body) if own else built_in(kind, language, tone)


def worded(template: Template, values: Values) -> Rendered:
    """Return the message; where a value is empty the paragraph it stood in leaves no gap."""
    full = render(template, values)
    return replace(full, plain=_BLANK.sub("\n\n", full.plain), html=_NOTHING.sub("", full.html))

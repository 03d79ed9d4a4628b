"""Whether the templates of one kind of message are fit for use in every language that is wanted. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bookdesk.mail.templates import Fault, Placeholder, Template, faults, named

REMINDER_NEEDS = frozenset({Placeholder.INVOICES, Placeholder.SENDER})
"""A reminder that names neither its invoices nor who asks is taken for fraud."""


class Lack(StrEnum):
    """What a set of templates lacks."""

    LANGUAGE = "no template"
    SUBJECT = "empty subject"
    BODY = "empty body"
    MISSING = "missing placeholder"
    UNEVEN = "placeholder that other languages have"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Remark:
    """What is the matter with the template of a language, in words; `fault` tells the place where there is one."""

    language: str
    lack: Lack
    words: str
    fault: Fault | None = None


def lint(
    templates: Mapping[str, Template],
    languages: Collection[str],
    needs: Collection[Placeholder] = REMINDER_NEEDS,
) -> tuple[Remark, ...]:
    """Return all remarks on the templates by language; none means that each can be sent.

    `needs` are placeholders that every body names. `languages` are those that customers read.
    """
    said = {language: named(one.subject) | named(one.body) for language, one in templates.items()}
    anywhere = frozenset().union(*said.values())
    found: list[Remark] = [
        Remark(language, Lack.LANGUAGE, f"There is no template in {language}.")
        for language in sorted(set(languages) - templates.keys())
    ]
    for language in sorted(templates):
        found += _of_template(language, templates[language], needs)
        uneven = sorted(anywhere - said[language] - frozenset(needs))
        found += [
            Remark(language, Lack.UNEVEN, f"Another language names {{{one}}}, {language} does not.") for one in uneven
        ]
    return tuple(found)


def _of_template(language: str, template: Template, needs: Collection[Placeholder]) -> Iterator[Remark]:
    if not template.subject.strip():
        yield Remark(language, Lack.SUBJECT, f"The subject in {language} is empty.")
    if not template.body.strip():
        yield Remark(language, Lack.BODY, f"The body in {language} is empty.")
    for part, text in (("subject", template.subject), ("body", template.body)):
        for fault in faults(text, subject=part == "subject"):
            yield Remark(language, Lack.FAULT, f"The {part} in {language}: {fault}", fault)
    for one in sorted(frozenset(needs) - named(template.body)):
        yield Remark(language, Lack.MISSING, f"The body in {language} does not name {{{one}}}.")

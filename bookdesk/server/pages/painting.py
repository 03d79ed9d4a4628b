"""From values to a page: templates that escape whatever they are given, in the words of one language.

A name that a template uses and nobody gave is an error, not an empty place.
"""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bookdesk.server.locale import LANGUAGES, words_in
from bookdesk.server.pages.assets import address_of
from bookdesk.server.pages.speech import Speech
from bookdesk.server.security.forgery import FIELD


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=PackageLoader("bookdesk.server"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["ext.i18n.trimmed"] = True
    install = vars(environment)["install_gettext_translations"]
    install(words_in(language), newstyle=True)
    environment.globals.update(asset=address_of, form_field=FIELD, languages=LANGUAGES)
    return environment


def paint(template: str, speech: Speech, values: dict[str, object], status: int = 200) -> HTMLResponse:
    """Return a page; `say` is how the template writes amounts and dates."""
    return HTMLResponse(
        words(f"{template}.html", speech, values), status, headers={"content-language": speech.language}
    )


def words(template: str, speech: Speech, values: dict[str, object]) -> str:
    """Return a template's text by itself."""
    return _environment(speech.language).get_template(template).render(say=speech, **values)

"""The client's logo: any picture, made fit for paper, kept sealed, and on every paper from then on."""

from __future__ import annotations

from pathlib import PurePath

from bookdesk.core.errors import InputError
from bookdesk.core.vocabulary import PaperKind
from bookdesk.formats.paper.pictures import fit_logo
from bookdesk.invoicing.custom import settings_of
from bookdesk.models.actions import Action
from bookdesk.models.paper import Paper
from bookdesk.store.desk import Desk
from bookdesk.store.papers import NewPaper, keep


def choose_logo(desk: Desk, file_name: str, content: bytes) -> Paper:
    """Keep a picture as the client's logo and put it on his papers; those that were made stay as they are.

    `InputError` for what is no picture, too large, a drawing (SVG, PDF), or would unpack to more than memory bears.
    """
    picture = fit_logo(content)
    name = f"{PurePath(file_name.replace(chr(92), '/')).stem or 'logo'}.png"
    with desk.books.change(Action.SALES_SETTINGS_EDITED, "logo chosen", actor=desk.actor) as work:
        row = keep(work, desk, NewPaper(PaperKind.LOGO, None, name, "image/png", picture))
        settings = settings_of(work.session)
        settings.logo_id = row.id
        work.add(settings)
        work.commit()
    return row


def take_logo_off(desk: Desk) -> None:
    """Print papers without a logo from now on; `InputError` where there is none."""
    with desk.books.change(Action.SALES_SETTINGS_EDITED, "logo taken off", actor=desk.actor) as work:
        settings = settings_of(work.session)
        if settings.logo_id is None:
            raise InputError("There is no logo on the papers.", "Choose one first.")
        settings.logo_id = None
        work.commit()

"""A form as it is sent, read within bounds: bytes in all, fields, files."""

from __future__ import annotations

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bookdesk.server.pages.settings import PageSettings
from bookdesk.server.pages.visit import Form
from bookdesk.server.security.bodies import FORM_BYTES, CountedBody, TooLarge
from bookdesk.server.views import Upload

_FIELDS = 600
"""More than a document has lines to tick; what sends more is no form of ours."""
_TOO_LARGE, _NONSENSE = 413, 400
_BOUNDARIES = 64 * 1024


async def read_form(request: Request, settings: PageSettings, form_bytes: int) -> Form:
    """Return what was sent; `HTTPException` 413 for more than a place takes and 400 for what is no form."""
    most = form_bytes or FORM_BYTES
    counted = Request(request.scope, CountedBody(request.receive, most + (_BOUNDARIES if form_bytes else 0)))
    try:
        async with counted.form(max_files=settings.files + 1, max_fields=_FIELDS, max_part_size=FORM_BYTES) as sent:
            fields: dict[str, list[str]] = {}
            files: list[Upload] = []
            for name, value in sent.multi_items():
                if isinstance(value, UploadFile):
                    files += [Upload(value.filename, await value.read())] if value.filename else []
                else:
                    fields.setdefault(name, []).append(value)
    except TooLarge as reason:
        raise HTTPException(_TOO_LARGE) from reason
    except UnicodeDecodeError as reason:
        raise HTTPException(_NONSENSE) from reason
    return Form({name: tuple(values) for name, values in fields.items()}, tuple(files))

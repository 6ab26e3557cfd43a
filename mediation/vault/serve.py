"""Answer with a file. Whether the reader may have it is decided before, by the page that owns the link.

No browser keeps an answer without asking again: the computer at a service window has many users.
"""

from collections.abc import Callable

from django.core.files import File
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from mediation.vault.errors import LockedAway, NothingToShow
from mediation.vault.models import FileState, StoredFile
from mediation.vault.reads import open_original, open_preview

SANDBOX = "default-src 'none'; sandbox"


def preview_response(file: StoredFile, *, request: HttpRequest | None = None) -> HttpResponseBase:
    """Answer with the harmless picture, inline; 304 when `request` shows that the browser has it."""
    if not file.is_picture:
        raise NothingToShow
    response = _empty(file, "image/webp")
    response["Content-Disposition"] = "inline"
    return _filled(response, file.preview_sha256, lambda: open_preview(file), request)


def download_response(file: StoredFile, filename: str, *, inline: bool = False, request: HttpRequest | None = None) -> HttpResponseBase:
    """Answer with the original as a download; `inline` only for papers made here, ValueError for any other."""
    if inline and not file.made_here:
        raise ValueError("only papers that we made ourselves are shown as they are")
    response = _empty(file, file.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=not inline, filename=filename) or "attachment"
    return _filled(response, file.sha256, lambda: open_original(file), request)


def _empty(file: StoredFile, media_type: str) -> HttpResponse:
    if file.state == FileState.QUARANTINED:
        raise LockedAway
    response = HttpResponse(content_type=media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-cache"
    return response


def _filled(response: HttpResponse, digest: str, opened: Callable[[], "File[bytes]"], request: HttpRequest | None) -> HttpResponseBase:
    """Put the bytes in. They are read whole (30 MB at most): under ASGI a streamed file would be, too."""
    response["ETag"] = f'"{digest}"'
    if request is not None:
        answer = get_conditional_response(request, etag=response["ETag"], response=response)
        if answer is not None and answer is not response:
            return answer
    with opened() as handle:
        response.content = handle.read()
    return response

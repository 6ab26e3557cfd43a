"""Answer with a file. Whether the reader may have it is decided before, by the page that owns the link.

No browser keeps an answer without asking again: the computer at a service window has many users.
"""

import re
from collections.abc import Callable

from django.core.files import File
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header

from mediation.vault import sounds
from mediation.vault.errors import LockedAway, NothingToShow
from mediation.vault.models import DrawnPage, FileState, StoredFile
from mediation.vault.reads import open_bytes, open_original, open_preview

RANGE = re.compile(r"bytes=(\d{1,15})-(\d{0,15})")
PIECE = 2 * 1024 * 1024  # bytes of a film in one answer; a player asks for the next
SANDBOX = "default-src 'none'; sandbox"


def preview_response(file: StoredFile, *, request: HttpRequest | None = None) -> HttpResponseBase:
    """Answer with the harmless picture or sound, inline; 304 when `request` shows that the browser has it."""
    if not file.preview_sha256:
        raise NothingToShow
    response = _empty(file, sounds.COPY if file.is_sound else "image/webp")
    response["Content-Disposition"] = "inline"
    return _filled(response, file.preview_sha256, lambda: open_preview(file), request)


def page_response(file: StoredFile, number: int, *, request: HttpRequest | None = None) -> HttpResponseBase:
    """Answer with the picture of a paper's page."""
    page = DrawnPage.objects.filter(sha256=file.sha256, number=number).first()
    if page is None:
        raise NothingToShow
    response = _empty(file, "image/webp")
    response["Content-Disposition"] = "inline"
    return _filled(response, page.preview_sha256, lambda: open_bytes(file, page.preview_sha256), request)


def download_response(file: StoredFile, filename: str, *, inline: bool = False, request: HttpRequest | None = None) -> HttpResponseBase:
    """Answer with the original as a download; `inline` only for papers made here, ValueError for any other."""
    if inline and not file.made_here:
        raise ValueError("only papers that we made ourselves are shown as they are")
    response = _empty(file, file.media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=not inline, filename=filename) or "attachment"
    return _filled(response, file.sha256, lambda: open_original(file), request)


def film_response(file: StoredFile, filename: str, *, request: HttpRequest) -> HttpResponseBase:
    """Answer with a film made here, however large: the part that a player asks for (RFC 9110, 14.2), or all of it as a stream."""
    if not file.made_here:
        raise ValueError("only films that we made ourselves are shown as they are")
    facts = _empty(file, file.media_type)
    found = RANGE.fullmatch(request.headers.get("Range", ""))
    source = open_original(file)
    if found is None or int(found[1]) >= file.size:
        response: HttpResponseBase = FileResponse(source, content_type=file.media_type)
        response["Content-Length"] = str(file.size)
    else:
        first, last = int(found[1]), min(int(found[2] or file.size), int(found[1]) + PIECE - 1, file.size - 1)
        with source:
            source.seek(first)
            response = HttpResponse(source.read(max(0, last - first + 1)), status=206, content_type=file.media_type)
        response["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    for name, value in facts.items():
        response[name] = value
    response["ETag"], response["Accept-Ranges"] = f'"{file.sha256}"', "bytes"
    response["Content-Disposition"] = content_disposition_header(as_attachment=False, filename=filename) or "inline"
    return response


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
    return response if request is None else _part(response, request.headers.get("Range", ""))


def _part(response: HttpResponse, asked: str) -> HttpResponse:
    """One range of bytes when a player asks for it (RFC 9110, 14.2): some phones play nothing without. Anything else gets the whole."""
    response["Accept-Ranges"] = "bytes"
    size, found = len(response.content), RANGE.fullmatch(asked)
    if found is None or int(found[1]) >= size:
        return response
    first, last = int(found[1]), min(int(found[2] or size), size - 1)
    if first <= last:
        response.content, response.status_code = response.content[first : last + 1], 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return response

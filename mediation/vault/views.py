"""The address that takes files in pieces: tus 1.0.0 with creation, checksum, termination and expiration.

Pages use it by themselves (static/ui/pieces.js); the form is then sent with the upload's key in place of the file.
"""

import base64
import binascii
import hashlib
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.datastructures import MultiValueDict
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mediation.refusals import Invalid, NotFound, Refusal
from mediation.vault import pieces
from mediation.vault.actions import LARGEST
from mediation.vault.models import Upload

TUS = {"Tus-Resumable": "1.0.0", "Cache-Control": "no-store"}
ABOUT = {"Tus-Version": "1.0.0", "Tus-Extension": "creation,checksum,termination,expiration", "Tus-Max-Size": str(LARGEST), "Tus-Checksum-Algorithm": "sha256"}
IN_PIECES = "__pieces"  # ends the name of a form field that carries keys in place of files


def files_of(request: HttpRequest) -> "MultiValueDict[str, UploadedFile[Any]]":
    """The files of a form, those that came in pieces among them; Invalid for one that is not whole, and for more than a form may have."""
    files = request.FILES.copy()
    sent = {key: name.removesuffix(IN_PIECES) for name in request.POST if name.endswith(IN_PIECES) for key in request.POST.getlist(name)}
    if len(sent) > settings.DATA_UPLOAD_MAX_NUMBER_FILES:
        raise Invalid(_("These are too many files at once. Please send some of them later."))
    for key, name in sent.items():
        files.appendlist(name, pieces.assembled(key, holder=_holder(request)))
    return files


@require_http_methods(["OPTIONS", "POST"])
def uploads(request: HttpRequest) -> HttpResponse:
    """Announce a file."""
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=TUS | ABOUT)
    return _told(lambda: _begin(request))


@require_http_methods(["HEAD", "PATCH", "DELETE"])
def upload(request: HttpRequest, key: str) -> HttpResponse:
    """Ask how much has arrived, add a piece, or drop it."""
    deeds = {"HEAD": _look, "PATCH": _take, "DELETE": _drop}
    return _told(lambda: deeds[request.method or ""](request, key))


def _begin(request: HttpRequest) -> HttpResponse:
    begun = pieces.begin(holder=_holder(request), size=_number(request, "Upload-Length"), name=_name(request))
    return _state(begun, 201, Location=reverse("vault:upload", args=[begun.key]))


def _look(request: HttpRequest, key: str) -> HttpResponse:
    return _state(pieces.known(key, holder=_holder(request)), 200)


def _take(request: HttpRequest, key: str) -> HttpResponse:
    if request.content_type != "application/offset+octet-stream":
        return HttpResponse(status=415, headers=TUS)
    content = request.read(pieces.PIECE + 1)
    taken = pieces.take(key, holder=_holder(request), offset=_number(request, "Upload-Offset"), content=content, checksum=_checksum(request))
    return _state(taken, 204)


def _drop(request: HttpRequest, key: str) -> HttpResponse:
    pieces.forget(key, holder=_holder(request))
    return HttpResponse(status=204, headers=TUS)


def _told(deed: Any) -> HttpResponse:
    """Programs read the status; the sentence is for the page, which shows it."""
    try:
        return deed()  # type: ignore[no-any-return]
    except Refusal as refusal:
        return HttpResponse(str(refusal.sentence), status=refusal.status, content_type="text/plain; charset=utf-8", headers=TUS)


def _state(found: Upload, status: int, **more: str) -> HttpResponse:
    state = {"Upload-Offset": str(found.received), "Upload-Length": str(found.size), "Upload-Expires": http_date(found.expires_at.timestamp())}
    return HttpResponse(status=status, headers=TUS | state | more)


def _holder(request: HttpRequest) -> str:
    """Who sends: the person who is signed in, or the browser that holds a draft."""
    if request.user.is_authenticated:
        return pieces.holder_of_user(request.user.pk)
    if not request.session.session_key:
        raise NotFound(_("Please sign in, or start an application first."))
    return f"{pieces.WITHOUT_ACCOUNT}{hashlib.sha256(request.session.session_key.encode()).hexdigest()[:40]}"


def _number(request: HttpRequest, header: str) -> int:
    said = request.headers.get(header, "")
    if not (said.isascii() and said.isdigit() and len(said) < 16):
        raise Invalid(f"{header}: ?")
    return int(said)


def _name(request: HttpRequest) -> str:
    """`Upload-Metadata: filename <base64>`."""
    said = dict(pair.strip().split(" ", 1) for pair in request.headers.get("Upload-Metadata", "").split(",") if " " in pair.strip())
    return _decoded(said.get("filename", ""), "Upload-Metadata").decode("utf-8", "replace").replace("\0", "")


def _checksum(request: HttpRequest) -> bytes:
    algorithm, _space, value = request.headers.get("Upload-Checksum", "").partition(" ")
    if algorithm != "sha256":
        raise Invalid("Upload-Checksum: sha256")
    return _decoded(value, "Upload-Checksum")


def _decoded(value: str, header: str) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Invalid(f"{header}: base64") from wrong

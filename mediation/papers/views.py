"""The page where anybody checks a paper: who signed it, when, and whether it was changed. Nothing is stored, nobody is asked who they are."""

from typing import Any

from cryptography.hazmat.primitives import hashes
from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from rest_framework.throttling import SimpleRateThrottle

from mediation.papers.signing import authority
from mediation.papers.verify import LARGEST, examine
from mediation.refusals import Refusal, TooMany

LIST_KEPT = 3600  # seconds that others may keep the list of void certificates


class FromOneAddress(SimpleRateThrottle):
    """So many papers an hour from one connection: each takes a second of work."""

    scope = "verify"

    def get_cache_key(self, request: Any, view: Any) -> str:
        """Count by the address that the server sees; headers can be made up."""
        return f"verify:{request.META.get('REMOTE_ADDR', '')}"


class PaperForm(forms.Form):
    """One PDF."""

    paper = forms.FileField(
        label=_("The paper as a PDF file"),
        help_text=_("At most 30 MB. The file as you received it: a print or a photograph carries no signatures."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_paper(self) -> Any:
        """Refuse what is larger than a paper can be, before it is read."""
        paper = self.cleaned_data["paper"]
        if paper.size > LARGEST:
            raise forms.ValidationError(_("The file is too large; papers of ours have at most 30 MB."))
        return paper


@never_cache
def verify(request: HttpRequest) -> HttpResponse:
    """Take one paper and say what its signatures say."""
    sent = request.method == "POST"
    form = PaperForm(request.POST, request.FILES) if sent else PaperForm()
    facts: dict[str, Any] = {"form": form, "fingerprint": _fingerprint()}
    status = 200
    if sent and not form.is_valid():
        status = 422
    elif sent:
        if not FromOneAddress().allow_request(request, None):  # type: ignore[arg-type]
            raise TooMany(_("Many papers were checked from this connection. Please try again in an hour."))
        try:
            facts |= {"verdict": examine(form.cleaned_data["paper"].read()), "name": form.cleaned_data["paper"].name}
        except Refusal as refusal:
            facts["refused"], status = refusal.sentence, refusal.status
    return render(request, "verify.html", facts, status=status)


@require_safe
def root(request: HttpRequest) -> HttpResponse:
    """The root certificate, for whoever checks papers elsewhere."""
    return HttpResponse(authority.root_pem(), content_type="application/x-pem-file", headers={"Content-Disposition": 'attachment; filename="root.pem"'})


@require_safe
def crl(request: HttpRequest) -> HttpResponse:
    """The certificates that are void (RFC 5280), where our certificates say that the list is."""
    return HttpResponse(authority.crl(), content_type="application/pkix-crl", headers={"Cache-Control": f"public, max-age={LIST_KEPT}"})


def _fingerprint() -> str:
    """The SHA-256 of the root in pairs of digits, to be compared with what the centre says."""
    return authority.root().fingerprint(hashes.SHA256()).hex(":").upper()

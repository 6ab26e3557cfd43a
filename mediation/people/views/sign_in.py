"""Sign-in of citizens by phone and code, of staff by a one-time link; signing out; large print."""

import base64
import binascii

from cryptography.exceptions import InvalidTag
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from mediation.crypto import UnreadableError, decrypt, encrypt
from mediation.people.actions import citizen_for, read_invitation, use_invitation
from mediation.people.actions.codes import ask_code, check_code
from mediation.people.backends import let_in
from mediation.people.forms import CodeForm, PhoneForm
from mediation.people.models import Membership
from mediation.people.second_factor import came_by_invitation
from mediation.refusals import Refusal

WAITING = "session.sign_in"  # where the phone waits between the two pages; sessions lie in the database
YEAR = 365 * 24 * 3600


def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the phone and send a code."""
    form = PhoneForm(request.POST or None)
    refused: object = ""
    if request.method == "POST" and form.is_valid():
        try:
            ask_code(phone=form.cleaned_data["phone"], purpose="sign_in", ip=request.META.get("REMOTE_ADDR", ""))
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            request.session["sign_in"] = {"phone": _sealed(form.cleaned_data["phone"]), "next": _safe(request)}
            return redirect("people:code")
    return render(request, "people/sign_in.html", {"form": form, "refused": refused, "next": _safe(request)}, status=422 if refused or form.errors else 200)


def code(request: HttpRequest) -> HttpResponse:
    """Check the code and let the person in."""
    asked = request.session.get("sign_in")
    phone = _opened(asked["phone"]) if asked else ""
    if asked is None or not phone:
        return redirect("people:sign_in")
    form = CodeForm(request.POST or None)
    refused: object = ""
    if request.method == "POST" and form.is_valid():
        try:
            check_code(phone=phone, purpose="sign_in", code=form.cleaned_data["code"])
        except Refusal as refusal:
            refused = refusal.sentence
        else:
            let_in(request, citizen_for(phone=phone))
            request.session.pop("sign_in", None)
            return HttpResponseRedirect(asked["next"] or reverse("cases:desk"))
    return render(request, "people/code.html", {"form": form, "refused": refused}, status=422 if refused or form.errors else 200)


def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The one-time link of a member of staff; only the button uses it up, so that a link preview does not."""
    if request.method == "POST":
        person = use_invitation(token)
        let_in(request, person)
        came_by_invitation(request, person)
        return redirect("cases:desk")
    person = read_invitation(token).user
    return render(request, "people/enter.html", {"person": person, "posts": Membership.objects.current().filter(user=person).select_related("centre")})


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    logout(request)
    return redirect("home")


@require_POST
def elder(request: HttpRequest) -> HttpResponse:
    """Switch large print on or off, on this device."""
    response = HttpResponseRedirect(_safe(request) or "/")
    response.set_cookie("elder", "0" if request.COOKIES.get("elder") == "1" else "1", max_age=YEAR, samesite="Lax", secure=request.is_secure(), httponly=True)
    return response


def _safe(request: HttpRequest) -> str:
    """The wanted next page when it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()) else ""


def _sealed(phone: str) -> str:
    return base64.b64encode(encrypt(phone, WAITING)).decode()


def _opened(sealed: str) -> str:
    """The phone that waits for its code, or nothing when the keys changed meanwhile."""
    try:
        return decrypt(base64.b64decode(sealed), WAITING)
    except (binascii.Error, InvalidTag, UnreadableError):
        return ""

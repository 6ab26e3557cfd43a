"""Three steps from a poster to a code: who → what → check and send. No account before, one code at the end."""

import json
from datetime import date
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.actions import intake as deeds
from cases.forms import WhatForm, WhoForm
from cases.kinds import Channel
from cases.models import Case, DisputeType, Intake
from cases.reads.repeats import same_dispute
from mediation.masking import mask_phone
from mediation.people.actions import citizen_for
from mediation.people.actions.codes import ask_code, check_code
from mediation.people.backends import let_in
from mediation.people.forms import CodeForm
from mediation.people.models import Area, User
from mediation.refusals import Invalid, NotFound, Refusal
from mediation.tokens import normalised
from mediation.vault.actions import keep_picture, keep_sound
from mediation.vault.serve import preview_response
from mediation.vault.views import files_of

WHO = ("name", "phone", "child_name", "child_born_on")


def scan(request: HttpRequest, token: str) -> HttpResponse:
    """The poster's address: a draft with the place already known."""
    area = get_object_or_404(Area, intake_token=normalised(token), valid_to=None)
    return render(request, "cases/welcome.html", {"area": area, "token": area.intake_token})


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft, with or without a scanned place."""
    area = Area.objects.filter(intake_token=normalised(request.POST.get("place", "")), valid_to=None).first() if request.POST.get("place") else None
    draft = deeds.open_draft(area=area, channel=Channel.QR if area else Channel.WEB)
    if kind := DisputeType.objects.filter(code=request.POST.get("kind", "")[:24]).first():
        deeds.keep_draft(draft, words={"dispute_type": kind.code})
    request.session["intake"] = draft.key
    return redirect("cases:who", key=draft.key)


def who(request: HttpRequest, key: str) -> HttpResponse:
    """Step 1."""
    draft = _draft(request, key)
    words = _words(draft)
    form = WhoForm(request.POST or None, initial=words, place=draft.area)
    if request.method == "POST" and form.is_valid():
        if "area" in form.cleaned_data:
            deeds.keep_place(draft, area=form.cleaned_data["area"])
        deeds.keep_draft(draft, words=words | {name: str(form.cleaned_data[name] or "") for name in WHO})
        return redirect("cases:what", key=key)
    return _page(request, "cases/who.html", form, draft, step=1)


def what(request: HttpRequest, key: str) -> HttpResponse:
    """Step 2."""
    draft = _draft(request, key)
    words = _words(draft)
    if "phone" not in words:
        return redirect("cases:who", key=key)
    refused = _take_files(request, draft) if request.method == "POST" else ""
    form = WhatForm(request.POST or None, initial=words, spoken=_is_spoken(draft))
    if request.method == "POST" and form.is_valid() and not refused:
        data = form.cleaned_data
        kept = {name: str(data[name] or "") for name in ("summary", "wish", "amount", "respondent_kind", "respondent_name", "respondent_phone")}
        deeds.keep_draft(draft, words=words | kept | {"dispute_type": data["dispute_type"].code})
        return redirect("cases:check", key=key)
    return _page(request, "cases/what.html", form, draft, step=2, refused=refused, photos=draft.photos.all())


def check(request: HttpRequest, key: str) -> HttpResponse:
    """Step 3: read it once more, get a code, send."""
    draft = _draft(request, key)
    if draft.case is not None:
        return redirect("cases:case", number=draft.case.number)
    words = _words(draft)
    again = WhatForm({**words}, spoken=_is_spoken(draft))
    if not again.is_valid() or draft.area is None:
        return redirect("cases:what", key=key)
    form = CodeForm(request.POST if "code" in request.POST else None)
    refused: object = ""
    if request.method == "POST":
        try:
            if "code" not in request.POST:
                ask_code(phone=words["phone"], purpose="intake", subject=key, ip=request.META.get("REMOTE_ADDR", ""))
                return redirect(f"{request.path}?sent=1")
            if form.is_valid():
                return _send(request, draft, words, again, form.cleaned_data["code"])
        except Refusal as refusal:
            refused = refusal.sentence
    sent = "sent" in request.GET or "code" in request.POST
    return _page(request, "cases/check.html", form, draft, step=3, words=words, what=again.cleaned_data, sent=sent, refused=refused, photos=draft.photos.all())


@require_POST
def drop_photo(request: HttpRequest, key: str, file_id: int) -> HttpResponse:
    """Take a photo or a voice note off the draft."""
    deeds.drop_file(_draft(request, key), file_id=file_id)
    return redirect("cases:what", key=key)


def photo(request: HttpRequest, key: str, file_id: int) -> HttpResponse:
    """A photo or a voice note of the draft, for whoever holds the draft."""
    return preview_response(get_object_or_404(_draft(request, key).photos, pk=file_id), request=request)  # type: ignore[return-value]


def _send(request: HttpRequest, draft: Intake, words: dict[str, str], again: WhatForm, code: str) -> HttpResponse:
    """Check the code and make the case; a second tap meets the case that the first one made."""
    draft.refresh_from_db()
    if draft.case_id is None:
        check_code(phone=words["phone"], purpose="intake", code=code, subject=draft.key)
    person = citizen_for(phone=words["phone"], name=words["name"])
    if draft.case_id is None and _known(words):
        let_in(request, person)
        request.session["intake"] = draft.key
        return redirect("cases:repeat", key=draft.key)
    case = deeds.submit_draft(draft.key, _application(draft, words, again.cleaned_data), by=person)
    let_in(request, person)
    return redirect("cases:case", number=case.number)


def repeat(request: HttpRequest, key: str) -> HttpResponse:
    """The same people have an open case: open that one, or send this one as another matter. Only for whoever proved the phone."""
    draft = _draft(request, key)
    words = _words(draft)
    again = WhatForm({**words}, spoken=_is_spoken(draft))
    person = request.user
    if draft.case is not None:
        return redirect("cases:case", number=draft.case.number)
    if not isinstance(person, User) or person.phone != words.get("phone") or not again.is_valid():
        return redirect("cases:check", key=key)
    if request.method == "POST":
        case = deeds.submit_draft(draft.key, _application(draft, words, again.cleaned_data), by=person)
        return redirect("cases:case", number=case.number)
    return render(request, "cases/repeat.html", {"known": _known(words), "draft": draft})


@require_POST
def later(request: HttpRequest, key: str) -> HttpResponse:
    """Go on later: a link by text to the phone that was given."""
    draft = _draft(request, key)
    words = _words(draft)
    if "phone" not in words:
        return redirect("cases:who", key=key)
    deeds.send_draft(draft, phone=words["phone"])
    return render(request, "cases/later.html", {"phone": mask_phone(words["phone"])})


def resume(request: HttpRequest, key: str) -> HttpResponse:
    """Come back to a draft from any phone: one code to the number that was given."""
    draft = Intake.objects.filter(key=key, case=None).first()
    phone = _words(draft).get("phone", "") if draft else ""
    if draft is None or not phone:
        raise NotFound(_("This draft was sent already, or is too old. Please start again; it takes three minutes."))
    form = CodeForm(request.POST if "code" in request.POST else None)
    refused: object = ""
    if request.method == "POST":
        try:
            if "code" not in request.POST:
                ask_code(phone=phone, purpose="resume", subject=key, ip=request.META.get("REMOTE_ADDR", ""))
                return redirect(f"{request.path}?sent=1")
            if form.is_valid():
                check_code(phone=phone, purpose="resume", code=form.cleaned_data["code"], subject=key)
                request.session["intake"] = key
                return redirect("cases:what", key=key)
        except Refusal as refusal:
            refused = refusal.sentence
    facts = {"form": form, "sent": "sent" in request.GET or "code" in request.POST, "refused": refused, "phone": mask_phone(phone)}
    return render(request, "cases/resume.html", facts, status=422 if refused or form.errors else 200)


def _known(words: dict[str, str]) -> list[Case]:
    return same_dispute(applicant_phone=words["phone"], respondent_name=words.get("respondent_name", ""), respondent_phone=words.get("respondent_phone", ""))


def _application(draft: Intake, words: dict[str, str], data: dict[str, Any]) -> deeds.Application:
    if draft.area is None:
        raise Invalid(_("Please say where it happened."))
    return deeds.Application(
        area=draft.area,
        channel=draft.channel,
        dispute_type=data["dispute_type"],
        summary=data["summary"] or str(_("Told in a voice note")),
        wish=data["wish"],
        amount=data["amount"],
        **_applicant(words),
        respondent=deeds.Person(name=data["respondent_name"], phone=data["respondent_phone"], kind=data["respondent_kind"]),
        photos=tuple(draft.photos.all()),
    )


def _applicant(words: dict[str, str]) -> dict[str, deeds.Person]:
    """Who applies: the person at the phone, or a child through them."""
    person = deeds.Person(name=words["name"], phone=words["phone"])
    if not words.get("child_name"):
        return {"applicant": person}
    return {"applicant": deeds.Person(name=words["child_name"], born_on=date.fromisoformat(words["child_born_on"])), "guardian": person}


def _draft(request: HttpRequest, key: str) -> Intake:
    """The draft of this browser; a key from elsewhere opens nothing."""
    draft = Intake.objects.select_related("area", "case").filter(key=key).first()
    if draft is None or request.session.get("intake") != key:
        raise NotFound(_("This draft is not on this phone. Please start again; it takes three minutes."))
    return draft


def _words(draft: Intake) -> dict[str, str]:
    return json.loads(draft.words) if draft.words else {}


def _take_files(request: HttpRequest, draft: Intake) -> object:
    """Keep every photo and voice note that is good; return the sentence about the one that is not."""
    try:
        files = files_of(request)
        for upload in files.getlist("photos"):
            deeds.add_file(draft, keep=partial(keep_picture, upload=upload, by=None))
        for upload in files.getlist("voice"):
            deeds.add_file(draft, keep=partial(keep_sound, upload=upload, by=None))
    except Refusal as refusal:
        return refusal.sentence
    return ""


def _is_spoken(draft: Intake) -> bool:
    """Was the story told as a voice note?"""
    return any(file.is_sound for file in draft.photos.all())


def _page(request: HttpRequest, template: str, form: Any, draft: Intake, *, step: int, **more: Any) -> HttpResponse:
    status = 422 if form.errors or more.get("refused") else 200
    return render(request, template, {"form": form, "draft": draft, "step": step, **more}, status=status)

"""A person's own data: what is kept and until when, who looked, consents to take back, and all of it as a file (PIPL 15, 44–47)."""

import json

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cases.actions import consents
from cases.actions.forget import forget_account
from cases.models import Consent, Party
from cases.reads.looks import looks_of
from cases.reads.lookup import case_for
from cases.reads.own_data import kept_about, own_data
from cases.reads.retention import keeps_file, rules_in_force
from cases.reads.roles import seat_of
from mediation.ledger.actions import record
from mediation.parsing import key_in
from mediation.people.signed_in import SignedIn
from mediation.refusals import NotFound


@login_required
def privacy(request: SignedIn) -> HttpResponse:
    """What is kept about the reader, case by case; consents are taken back here."""
    if request.method == "POST":
        mine = Consent.objects.filter(party__in=Party.everybody.of(request.user))
        consents.withdraw_consent(get_object_or_404(mine, pk=key_in(request.POST, "consent")).pk, by=request.user)
        return redirect("cases:privacy")
    return render(request, "cases/privacy.html", {"rows": kept_about(request.user), "rules": rules_in_force()})


@login_required
@require_POST
def forget_me(request: SignedIn) -> HttpResponse:
    """Delete an account that no case needs any more."""
    forget_account(request.user)
    logout(request)
    return redirect("home")


@login_required
def looks(request: SignedIn, number: str) -> HttpResponse:
    """Who looked at a case: for its parties, and with names for those who answer for the staff."""
    found = case_for(request.user, number)
    named = keeps_file(request.user, found.centre)
    if not named and seat_of(request.user, found) is None:
        raise NotFound(_("There is nothing here for you."))
    return render(request, "cases/looks.html", {"case": found, "looks": looks_of(found, named=named), "named": named})


@login_required
def my_data(request: SignedIn) -> HttpResponse:
    """Everything that is kept about the reader, as a file; the look is on record."""
    record(verb="own_data", subject=f"user:{request.user.pk}", by=request.user)
    text = json.dumps(own_data(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "no-store"
    return response

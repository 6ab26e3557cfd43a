"""A person's own data, to read and to take along (PIPL 45)."""

import json

from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse

from cases.reads.own_data import own_data
from mediation.ledger.actions import record
from mediation.people.signed_in import SignedIn


@login_required
def my_data(request: SignedIn) -> HttpResponse:
    """Everything that is kept about the reader, as a file; the look is on record."""
    record(verb="own_data", subject=f"user:{request.user.pk}", by=request.user)
    text = json.dumps(own_data(request.user), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="my-data.json"'
    response["Cache-Control"] = "no-store"
    return response

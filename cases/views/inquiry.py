"""The mediator asks somebody about the dispute and writes it down."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from cases.actions.inquire import Asked, write_inquiry
from cases.forms import InquiryForm
from cases.reads.lookup import case_for
from cases.rules import is_its_mediator
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid


@login_required
def inquiry(request: SignedIn, number: str) -> HttpResponse:
    """A form of one page; the record is in the case file afterwards."""
    case = case_for(request.user, number)
    if not is_its_mediator.test(request.user, case):
        raise Http404
    form = InquiryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            write_inquiry(case.pk, by=request.user, said=Asked(**form.cleaned_data))
        except Invalid as refusal:
            form.add_error("at", str(refusal.sentence))
        else:
            return redirect("cases:casefile", number=number)
    return render(request, "cases/inquiry.html", {"case": case, "form": form}, status=422 if form.errors else 200)

"""What courts did not confirm, and why: for the mediators and their centre, who answer; for the court, which reads the answer."""

from django.contrib.auth.decorators import login_required
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from courtlink.actions.feedback import answer as answer_court
from courtlink.models import Feedback
from mediation.people.signed_in import SignedIn
from mediation.refusals import Refusal

SHOWN = 100


@login_required
def feedback(request: SignedIn) -> HttpResponse:
    """The newest first; those that wait for an answer before the others."""
    return _page(request, None, 0)


@login_required
@require_POST
def answer(request: SignedIn, pk: int) -> HttpResponse:
    """Say what follows from it."""
    row = get_object_or_404(Feedback.objects.visible_to(request.user), pk=pk)
    try:
        answer_court(row.pk, by=request.user, words=request.POST.get("answer", ""))
    except Refusal as refusal:
        return _page(request, refusal, pk)
    return redirect("courtlink:feedback")


def _page(request: SignedIn, refusal: Refusal | None, refused: int) -> HttpResponse:
    if not request.user.is_staff_person:
        raise Http404
    rows = Feedback.objects.visible_to(request.user).select_related("filing__case", "round__centre", "round__mediator", "answered_by")
    waiting_first = rows.order_by(F("answered_at").desc(nulls_first=True), "-pk")
    shown = [(row, row.answered_at is None and row.may_answer(request.user)) for row in waiting_first[:SHOWN]]
    facts = {"rows": shown, "refusal": refusal, "refused": refused, "typed": request.POST.get("answer", "")}
    return render(request, "courtlink/feedback.html", facts, status=refusal.status if refusal else 200)

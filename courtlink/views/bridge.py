"""The bridge to an intranet: filings out as files, answers in as a list, with a preview and a report."""

from collections.abc import Sequence

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases.reads.looks import note_look
from courtlink.actions import answers as deeds
from courtlink.bridge import columns
from courtlink.bridge.export import MOST, as_archive, as_csv, as_workbook, at_court, rows_of
from courtlink.bridge.forms import AnswersForm
from courtlink.kinds import Outcome
from courtlink.models import AnswerSheet, Filing
from mediation.ledger.actions import record
from mediation.people.models import Centre
from mediation.people.roles import Role
from mediation.people.signed_in import SignedIn
from mediation.refusals import Invalid, Refusal
from mediation.vault.tables import MOST_BYTES, numbered_rows
from mediation.vault.views import files_of

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LISTED = 20
LOOKED_AT = 40  # filings of one part of a preview: every row is tried


@login_required
def bridge(request: SignedIn) -> HttpResponse:
    """What can be taken along, and where a list is handed in."""
    court = _court(request)
    form = AnswersForm(request.POST, files_of(request)) if request.method == "POST" else AnswersForm()
    refusal: Refusal | None = None
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        content = upload.read(MOST_BYTES + 1)
        try:
            kept = deeds.keep_answers(court, content=content, lines=numbered_rows(content), name=upload.name, by=request.user)
        except Refusal as fault:
            refusal = fault
        else:
            return redirect("courtlink:answers", pk=kept.pk)
    facts = {"court": court, "filings": at_court(request.user)[:MOST], "form": form, "refusal": refusal, "sheets": AnswerSheet.objects.filter(court=court)[:LISTED]}
    return render(request, "courtlink/bridge.html", facts, status=422 if refusal or form.errors else 200)


@login_required
@require_POST
def export(request: SignedIn) -> HttpResponseBase:
    """The chosen filings, or all that wait: a zip with everything, the workbook alone, or the CSV alone."""
    _court(request)
    chosen = request.POST.getlist("filing")
    found = at_court(request.user)
    filings = list((found.filter(ref__in=chosen) if chosen else found)[: MOST + 1])
    if not filings:
        raise Invalid(_("Nothing waits for your court."))
    if len(filings) > MOST:
        raise Invalid(_("At most %(most)d filings go into one file. Please choose some.") % {"most": MOST})
    return _file(request, filings, masked="masked" in request.POST, form=request.POST.get("form", ""))


@login_required
def answers(request: SignedIn, pk: int) -> HttpResponse:
    """The preview, row by row and a part at a time; how far it is while it is carried out; what is left."""
    sheet = get_object_or_404(AnswerSheet.objects.select_related("court"), pk=pk, court=_court(request))
    if request.method == "POST":
        deeds.ask_to_carry_out(sheet.pk, by=request.user)
        return redirect("courtlink:answers", pk=pk)
    groups = deeds.by_filing(sheet)
    facts: dict[str, object] = {"sheet": sheet, "total": sum(map(len, groups))}
    if sheet.is_under_way:
        facts["so_far"] = sheet.done.filter(at__gte=sheet.asked_at).count()
    else:
        part = Paginator(groups, LOOKED_AT).get_page(request.GET.get("page"))
        lines = deeds.look_through(sheet, by=request.user, groups=part)
        facts |= {"part": part, "lines": lines, "counts": {outcome.value: sum(line.outcome == outcome for line in lines) for outcome in Outcome}}
    return render(request, "courtlink/bridge_answers.html", facts)


@login_required
@require_GET
def report(request: SignedIn, pk: int) -> HttpResponse:
    """What became of each row, to take along."""
    sheet = get_object_or_404(AnswerSheet, pk=pk, court=_court(request))
    rows = [{"row": row.number, "filing": row.ref, "action": row.action, "outcome": row.get_outcome_display(), "words": row.words} for row in sheet.done.all()]
    return _download(as_csv(columns.REPORT, rows), "text/csv; charset=utf-8", f"report-{sheet.pk}.csv")


def _file(request: SignedIn, filings: Sequence[Filing], *, masked: bool, form: str) -> HttpResponseBase:
    """Everybody whose papers are taken along can see that they were."""
    for filing in filings:
        note_look(filing.case, request.user)
    record(verb="court_export", subject=f"court:{filings[0].case.court_id}", by=request.user, filings=len(filings), masked=masked)
    name = f"filings-{timezone.localtime():%Y%m%d-%H%M}"
    match form:
        case "xlsx":
            return _download(as_workbook(filings, masked=masked), WORKBOOK, f"{name}.xlsx")
        case "csv":
            return _download(as_csv(columns.KNOWN, rows_of(filings, masked=masked)), "text/csv; charset=utf-8", f"{name}.csv")
        case _:
            return FileResponse(as_archive(filings, masked=masked), as_attachment=True, filename=f"{name}.zip", content_type="application/zip")


def _download(content: bytes, media: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _court(request: SignedIn) -> Centre:
    """The court at which this person works."""
    mine = [post.centre_id for post in request.user.posts if post.role in (Role.CLERK, Role.JUDGE)]
    if not mine:
        raise Http404
    return Centre.objects.get(pk=mine[0])

"""The paper of a sitting in the case file: the mediation record (调解记录, form 3.5), once its words are fixed."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.casefile.catalogue import COMMITTEE, SIDES
from cases.casefile.people import matter, signature
from cases.casefile.sheet import Form, Sheet
from cases.models import Case
from cases.papers import day, verify_code
from mediation.papers.seals import centre_seal_svg
from rooms.kinds import Mode, Outcome, SeatRole
from rooms.models import Minutes, Sitting
from rooms.reads.minutes import MODE_ZH, ROLE_ZH, SIDE_ZH

RESULT_ZH = {Outcome.AGREED: "成功", Outcome.FAILED: "不成", Outcome.ADJOURNED: "有待继续调解"}


def mediation_records(case: Case) -> list[Sheet]:
    """One for each sitting whose minutes are fixed: what was fixed is what everybody reads."""
    fixed = Minutes.objects.filter(sitting__case=case, fixed_at__isnull=False).select_related("sitting__round__centre").prefetch_related("confirmations__seat")
    return [_record(case, minutes.sitting, minutes) for minutes in fixed.order_by("sitting_id", "-version").distinct("sitting_id")]


def _record(case: Case, sitting: Sitting, minutes: Minutes) -> Sheet:
    at = minutes.fixed_at or minutes.written_at
    opened, ended = timezone.localtime(sitting.opened_at), sitting.ended_at
    seats = sitting.seats.filter(admitted_at__lte=at).order_by("pk")
    facts = {
        "number": case.number,
        "matter": matter(case),
        "when": f"{opened:%Y年%-m月%-d日%H:%M}" + (f"至{timezone.localtime(ended):%H:%M}" if ended else ""),
        "where": f"{sitting.round.centre.name}（{MODE_ZH[Mode(sitting.mode)]}）",
        "parties": [seat.name for seat in seats if seat.side],
        "present": [seat.name for seat in seats if not seat.side and seat.role != SeatRole.MEDIATOR],
        "text": minutes.text,
        "result": RESULT_ZH[Outcome(sitting.outcome)] if sitting.outcome else "",
        "results": " ".join(RESULT_ZH.values()),
        "signatures": [
            signature(
                SIDE_ZH[said.seat.side] if said.seat.side else ROLE_ZH.get(SeatRole(said.seat.role), "参加人"), said.seat.name, said.at, "在线确认" if said.agrees else "有不同意见"
            )
            for said in minutes.confirmations.all()
        ],
        "centre": sitting.round.centre.name,
        "seal_svg": centre_seal_svg(sitting.round.centre.name, "调解专用章"),
        "on": day(at),
        "sha256": minutes.sha256,
        "version": minutes.version,
        "verify_svg": verify_code(),
    }
    return Sheet(facts, at, key=f"{sitting.pk}-{minutes.version}", about=f"{opened:%Y-%m-%d %H:%M}", seal=sitting.round.centre.name)


MEDIATION_RECORD = Form("mediation_record", "人民调解记录", _("Mediation record"), 7, COMMITTEE | SIDES, mediation_records)

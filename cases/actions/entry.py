"""Enter an application for somebody: at the window, on the phone, on the round. The citizen's consent is on record; nobody signs for them."""

from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions.intake import FIRST_ROUND, Application, new_case, new_party, open_case
from cases.actions.rounds import CONSENT_TEXT_VERSION
from cases.kinds import Answer, Channel, Purpose, Side, Stage, Turn, Way
from cases.models import Case, Consent, Reply
from cases.stages import SERVICE_CLOCKS
from mediation.people.models import Area, Centre, User
from mediation.people.roles import CentreKind, Role
from mediation.refusals import Invalid, WrongPerson
from mediation.vault.actions import keep_document

ENTERS = (Role.DISPATCHER, Role.MANAGER, Role.GRID)
CHANNELS = (Channel.WINDOW, Channel.HOTLINE, Channel.POLICE, Channel.GRID, Channel.DEPARTMENT, Channel.FILE)
# Whoever enters it has answered already.
CLOCKS = ("T-ADM", *(code for code in SERVICE_CLOCKS if code != "T-RESP"))


def enters_for(user: Any, area: Area) -> bool:
    """May this person enter applications for this place: somebody of a mediation centre that covers it?"""
    centres = {post.centre_id for post in user.posts if post.role in ENTERS and post.centre_kind == CentreKind.MEDIATION}
    return any(centre.area.covers(area) for centre in Centre.objects.filter(pk__in=centres).select_related("area"))


@transaction.atomic
def enter(application: Application, *, by: User, way: str, scan: "UploadedFile[Any] | None" = None) -> Case:
    """Open a case for a citizen who asked for it; limitation is interrupted today (时效规定 12). The citizen is told by text and can answer for themselves."""
    if not enters_for(by, application.area):
        raise WrongPerson(_("Only the centre that is responsible for this place can enter it."))
    if application.channel not in CHANNELS:
        raise Invalid(_("Please choose how it came in."), fields={"channel": [_("Please choose one.")]})
    if way not in (Way.SPOKEN, Way.WRITTEN) or (way == Way.WRITTEN and scan is None):
        raise Invalid(_("Please say how the citizen agreed; a written consent needs its picture."), fields={"way": [_("Please choose one.")]})
    return open_for_citizen(application, by=by, way=way, scan=scan)


def open_for_citizen(application: Application, *, by: User, way: str, scan: "UploadedFile[Any] | None" = None) -> Case:
    """Open the case with the consent on record; the caller has checked who enters it, and holds the transaction."""
    case = new_case(application, Stage.INTAKE, at=clock.now())
    case.entered_by = by
    applicant, respondent = new_party(case, Side.APPLICANT, application.applicant), new_party(case, Side.RESPONDENT, application.respondent)
    applicant.answered, applicant.answered_round = Answer.TALK, FIRST_ROUND
    open_case(case, [applicant, respondent], by=by, role="entry", law="PML 17; 在线诉讼 2", clocks_of=dict.fromkeys(CLOCKS, Turn.DISPATCHER))
    kept = keep_document(upload=scan, by=by) if scan else None
    Reply.objects.create(party=applicant, round_number=FIRST_ROUND, answer=Answer.TALK, text_version=CONSENT_TEXT_VERSION, way=way, entered_by=by, at=case.created_at)
    Consent.objects.create(party=applicant, purpose=Purpose.ASSISTED, way=way, text_version=CONSENT_TEXT_VERSION, scan=kept, entered_by=by, at=case.created_at)
    return case

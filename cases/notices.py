"""Which happening tells whom, and with which text. One table; how it reaches people is outreach's."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from cases import clock
from cases.kinds import RoundKind, Side, Turn
from cases.models import Case, Deadline, Party, Step
from cases.reads.places import centre_above
from mediation.people.models import User
from mediation.people.reads import on_call
from mediation.people.roles import Role

APPLICANT, RESPONDENT, MEDIATOR, CENTRE, COURT = "applicant", "respondent", "mediator", "centre", "court"
PARTY = "party"  # the one whom the step is about
FILER = "filer"  # whoever sent papers to the court: the party that the step names, else the applicant
NAMER = "namer"  # whoever names the mediator: the centre, or the court for what it directed
DIRECTED = (RoundKind.DELEGATED, RoundKind.ENTRUSTED)


@dataclass(frozen=True, slots=True)
class Notice:
    """One text to one kind of reader."""

    to: str
    template: str


MOVED = (Notice(APPLICANT, "moved"), Notice(RESPONDENT, "moved"))
NOTICES: dict[str, tuple[Notice, ...]] = {
    "submit": (Notice(APPLICANT, "received"), Notice(CENTRE, "work")),
    "register_by_court": (Notice(APPLICANT, "proposed"), Notice(RESPONDENT, "invited")),
    "mediation_proposed": (Notice(APPLICANT, "proposed"), Notice(RESPONDENT, "proposed")),
    "accept": (Notice(APPLICANT, "moved"), Notice(RESPONDENT, "invited"), Notice(MEDIATOR, "assigned")),
    "refer": (Notice(APPLICANT, "moved"), Notice(RESPONDENT, "invited"), Notice(CENTRE, "work")),
    "place": (*MOVED, Notice(MEDIATOR, "assigned")),
    "ask_court": (Notice(APPLICANT, "moved"), Notice(RESPONDENT, "invited"), Notice(COURT, "work")),
    "direct_to_court": (Notice(APPLICANT, "moved"), Notice(RESPONDENT, "invited"), Notice(COURT, "work")),
    "retry_referral": (*MOVED, Notice(CENTRE, "work")),
    "retry_court": (*MOVED, Notice(COURT, "work")),
    "register_and_direct": (*MOVED, Notice(MEDIATOR, "assigned")),
    "entrust": (*MOVED, Notice(MEDIATOR, "assigned")),
    "round_closed": (Notice(APPLICANT, "choose_next"),),
    "round_expired": (Notice(APPLICANT, "choose_next"), Notice(MEDIATOR, "overdue")),
    "mediator_declined": (Notice(NAMER, "work"),),
    "mediator_silent": (Notice(NAMER, "work"),),
    "mediator_not_chosen": (Notice(NAMER, "work"),),
    "mediator_replaced": (*MOVED, Notice(NAMER, "work")),
    "mediator_objected": (Notice(NAMER, "objection"),),
    "objection_overruled": (Notice(APPLICANT, "round_news"), Notice(RESPONDENT, "round_news")),
    "mediator_appointed": (Notice(MEDIATOR, "assigned"),),
    "mediator_chosen": (Notice(MEDIATOR, "assigned"),),
    "mediator_accepted": (Notice(APPLICANT, "round_news"), Notice(RESPONDENT, "round_news")),
    "extension_asked": (Notice(APPLICANT, "round_news"), Notice(RESPONDENT, "round_news")),
    "round_extended": (Notice(APPLICANT, "round_news"), Notice(RESPONDENT, "round_news"), Notice(MEDIATOR, "round_news")),
    "round_paused": (Notice(APPLICANT, "round_news"), Notice(RESPONDENT, "round_news")),
    "round_resumed": (Notice(APPLICANT, "round_news"), Notice(RESPONDENT, "round_news")),
    "split": (Notice(APPLICANT, "round_news"), Notice(RESPONDENT, "round_news")),
    "held": (Notice(CENTRE, "work"),),
    "obligation_claimed_applicant": (Notice(RESPONDENT, "confirm_done"),),
    "obligation_claimed_respondent": (Notice(APPLICANT, "confirm_done"),),
    "amendment_proposed": (Notice(APPLICANT, "round_news"), Notice(RESPONDENT, "round_news")),
    "agreement_amended": (Notice(APPLICANT, "settled"), Notice(RESPONDENT, "settled")),
    "reschedule": (Notice(APPLICANT, "settled"), Notice(RESPONDENT, "settled")),
    "perform": (Notice(APPLICANT, "look_back"), Notice(RESPONDENT, "look_back")),
    "cure": (Notice(APPLICANT, "look_back"), Notice(RESPONDENT, "look_back")),
    "party_joined": (Notice(PARTY, "invited"),),
    "joined": (Notice(APPLICANT, "round_news"),),
    "party_left": (Notice(APPLICANT, "round_news"), Notice(RESPONDENT, "round_news"), Notice(MEDIATOR, "round_news")),
    "attendant_proposed": (Notice(APPLICANT, "round_news"), Notice(RESPONDENT, "round_news")),
    "agree": (Notice(APPLICANT, "settled"), Notice(RESPONDENT, "settled")),
    "settle_now": (Notice(APPLICANT, "settled"), Notice(RESPONDENT, "settled")),
    "court_is_late": (Notice(APPLICANT, "court_late"),),
    "filing_submitted": (Notice(COURT, "work"),),
    "filing_under_review": (),
    "filing_resent": (),
    "fee_paid": (),
    "filing_prolonged": (Notice(APPLICANT, "filing"), Notice(RESPONDENT, "filing")),
    "filing_failed": (Notice(FILER, "filing"), Notice(COURT, "work"), Notice(CENTRE, "work")),
    "filing_drift": (Notice(COURT, "work"), Notice(CENTRE, "work")),
    "filing_returned": (Notice(FILER, "filing_returned"),),
    "court_feedback": (Notice(MEDIATOR, "court_feedback"), Notice(CENTRE, "court_feedback")),
    "feedback_answered": (Notice(COURT, "feedback_answered"),),
}


def notices_of(step: Step) -> tuple[Notice, ...]:
    """The notices of a happening; a move without a row of its own tells both parties."""
    if step.name in NOTICES:
        return NOTICES[step.name]
    if step.name.startswith("filing_"):
        return (Notice(FILER, "filing"),)
    return MOVED if step.from_stage != step.to_stage else ()


def holders(deadline: Deadline, case: Case) -> list[dict[str, Any]]:
    """Whom to remind that a clock ran out: whoever holds it, the people at the post, or the parties."""
    if deadline.holder is not None:
        return [{"user": deadline.holder, "facts": facts(case, case.page_url)}]
    to = {Turn.DISPATCHER: (CENTRE,), Turn.CLERK: (COURT,), Turn.PARTIES: (APPLICANT, RESPONDENT)}.get(Turn(deadline.turn), (deadline.turn,))
    return [reader for kind in to for reader in readers(Notice(kind, "overdue"), case)]


def superiors(deadline: Deadline, case: Case, level: int) -> list[dict[str, Any]]:
    """Who is told when nobody acted: the mediator about the parties; the centre's managers about the centre, then those of the centre above; the judges about the court."""
    if deadline.turn in (Turn.APPLICANT, Turn.RESPONDENT, Turn.PARTIES):
        return readers(Notice(MEDIATOR, "escalated"), case)
    role, centre_id = (Role.JUDGE, case.court_id) if deadline.turn == Turn.CLERK else (Role.MANAGER, case.centre_id)
    above = centre_above(case.centre) if role == Role.MANAGER and (level > 1 or not User.objects.at_post(role=role, centre_id=centre_id).exists()) else None
    people = User.objects.at_post(role=role, centre_id=above.pk if above else centre_id)
    return [{"user": person, "facts": facts(case, case.page_url)} for person in people]


def about_clock(deadline: Deadline) -> dict[str, Any]:
    """What a text about a clock says besides: its name and until when."""
    return {"clock": deadline.period, "until": deadline.due_text}


def readers(notice: Notice, case: Case, about: Mapping[str, Any] = MappingProxyType({})) -> list[dict[str, Any]]:
    """Whom to tell, as arguments of `outreach.tell`, with the link each of them should open."""
    if notice.to in Side.values:
        return [reader for p in case.parties.all() if p.side == notice.to for reader in _people_of(p, case, notice)]
    if notice.to == FILER:
        mine = [p for p in case.parties.all() if (p.pk == about["party"] if "party" in about else p.side == Side.APPLICANT)]
        return [reader for p in mine for reader in _people_of(p, case, notice)]
    if notice.to == PARTY:
        return [reader for p in case.parties.all() if p.pk == about.get("party") for reader in _people_of(p, case, notice)]
    if notice.to == MEDIATOR:
        latest = case.latest_round
        people = [latest.mediator] if latest and latest.mediator else []
    else:
        court = notice.to == COURT or (notice.to == NAMER and case.latest_round is not None and case.latest_round.kind in DIRECTED)
        role, centre_id = (Role.CLERK, case.court_id) if court else (Role.DISPATCHER, case.centre_id)
        people = list(User.objects.at_post(role=role, centre_id=centre_id))
        if not court:  # whoever is on call, else everybody at the post
            people = list(on_call(centre_id, clock.now())) or people
    return [{"user": person, "facts": facts(case, case.page_url)} for person in people]


def _people_of(party: Party, case: Case, notice: Notice) -> Iterator[dict[str, Any]]:
    """The party, and whoever acts for it."""
    if party.phone:
        yield _party(party, case, notice)
    for person in User.objects.filter(pk__in=party.agents) if party.agents else ():
        yield {"user": person, "facts": facts(case, case.page_url)}


def _party(party: Party, case: Case, notice: Notice) -> dict[str, Any]:
    known = party.user_id is not None and notice.template != "invited"
    link = case.page_url if known else party.invite_url
    return {"phone": party.phone, "user": party.user, "facts": facts(case, link)}


def facts(case: Case, link: str) -> dict[str, Any]:
    """What a text may say: number, colour word, stage, next step, link. Never names or the story."""
    return {
        "number": case.number,
        "colour": case.get_colour_display(),
        "stage": case.get_stage_display(),
        "next": case.next_step,
        "centre": case.centre.name,
        "centre_phone": case.centre.phone,
        "link": link,
    }

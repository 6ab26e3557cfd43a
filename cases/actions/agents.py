"""Who acts for a party, and who attends with everybody's consent."""

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import AgentKind, AttendantKind, Audience
from cases.models import Agent, Attendant, Case, Party, legal_limit
from cases.reads.roles import seats_of
from cases.rules import is_dispatcher, is_its_mediator
from mediation.outreach.actions import tell
from mediation.people.actions import citizen_for
from mediation.people.models import User
from mediation.refusals import Invalid, Refusal, WrongMoment, WrongPerson
from mediation.vault.actions import erase, keep_document
from mediation.vault.models import StoredFile

STAFF = is_its_mediator | is_dispatcher


def name_agent(party_id: int, *, by: User, kind: str, name: str, phone: str, may_settle: bool = False, document: "UploadedFile[Any] | None" = None) -> Agent:
    """A party says who acts for it; staff may enter it from a paper, which is then obligatory. A child's guardian is entered the same way."""
    with transaction.atomic():
        _may_name(*_locked(party_id), by=by, kind=kind, has_paper=document is not None)
    # Opening a file takes its time, so the case is not locked meanwhile.
    file = keep_document(upload=document, by=by) if document else None
    try:
        return _name(party_id, by=by, kind=kind, name=name, phone=phone, may_settle=may_settle, file=file)
    except Refusal:
        erase([file.pk] if file else [])
        raise


def _may_name(case: Case, party: Party, *, by: User, kind: str, has_paper: bool) -> None:
    himself = party.acted_by(by.pk)
    if not himself and not STAFF.test(by, case):
        raise WrongPerson(_("Only the party, or the centre with the signed paper, can say who acts for it."))
    if kind not in AgentKind.values:
        raise Invalid(_("Please choose one."), fields={"kind": [_("Please choose one.")]})
    if not himself and not has_paper:
        raise Invalid(_("The signed paper is needed: the power of attorney, or the proof of guardianship."), fields={"document": [_("Please add the signed paper.")]})


@transaction.atomic
def _name(party_id: int, *, by: User, kind: str, name: str, phone: str, may_settle: bool, file: StoredFile | None) -> Agent:
    case, party = _locked(party_id)
    _may_name(case, party, by=by, kind=kind, has_paper=file is not None)
    person, at = citizen_for(phone=phone, name=name), clock.now()
    _fits(case, party, person, kind)
    agent = Agent.objects.create(party=party, kind=kind, user=person, name=name, phone=phone, may_settle=may_settle, document=file, entered_by=by, since=at)
    party.agents = sorted({*party.agents, person.pk})
    if person.pk == party.user_id:  # a parent had come in by the child's link: the seat is the child's, the parent acts for it
        party.user = None
    party.save(update_fields=["agents", "user"])
    record.record(case, "agent_named", by=by, at=at, law="CPL 61, 62; 民法典 23", facts={"party": party.pk, "agent": agent.pk, "kind": kind, "may_settle": may_settle})
    tell(user=person, template="agent", key=f"agent:{agent.pk}", facts={"number": case.number, "link": case.page_url})
    return agent


def _fits(case: Case, party: Party, person: User, kind: str) -> None:
    """Nobody acts for both sides or after having mediated here (特邀 16); only so many people act for one party (CPL 61)."""
    if any(other.side != party.side for other in seats_of(person, case)):
        raise Invalid(_("This person belongs to the other side."), fields={"phone": [_("Please name somebody else.")]})
    if any(attempt.mediator_id == person.pk for attempt in case.rounds.all()):
        raise Invalid(_("Whoever mediated this case can take no other part in it."), fields={"phone": [_("Please name somebody else.")]})
    if person.pk in party.agents or (person.pk == party.user_id and not party.is_minor):
        raise Invalid(_("This person acts for the party already."), fields={"phone": [_("Please name somebody else.")]})
    most = legal_limit("agents", timezone.localdate())
    if kind != AgentKind.GUARDIAN and Agent.objects.filter(party=party, until=None).exclude(kind=AgentKind.GUARDIAN).count() >= most:
        raise Invalid(_("At most %(limit)d people can act for one party.") % {"limit": most})


@transaction.atomic
def end_agent(agent_id: int, *, by: User) -> Agent:
    """The power ends: seat and access go at once."""
    row = Agent.objects.get(pk=agent_id)
    case, party = _locked(row.party_id)
    agent = Agent.objects.get(pk=agent_id)
    if not (party.acted_by(by.pk) or STAFF.test(by, case)):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    if agent.until is not None:
        raise WrongMoment(_("This power has ended already."))
    at = clock.now()
    agent.until = at
    agent.save(update_fields=["until"])
    party.agents = sorted(Agent.objects.filter(party=party, until=None).values_list("user_id", flat=True))
    party.save(update_fields=["agents"])
    record.record(case, "agent_ended", by=by, at=at, law="CPL 61", facts={"party": party.pk, "agent": agent.pk})
    return agent


@transaction.atomic
def propose_attendant(case_id: int, *, by: User, kind: str, name: str, phone: str = "") -> Attendant:
    """Ask that somebody may take part; every party has to say yes (PML 20)."""
    case = lock(case_id)
    seats = seats_of(by, case)
    if not seats and not is_its_mediator.test(by, case):
        raise WrongPerson(_("Only the parties and their mediator can invite somebody."))
    if kind not in AttendantKind.values or not name.strip():
        raise Invalid(_("Please say who it is."), fields={"name": [_("Please say who it is.")]})
    at = clock.now()
    guest = Attendant.objects.create(case=case, kind=kind, side=seats[0].side if seats else "", name=name.strip()[:80], phone=phone, proposed_by=by, proposed_at=at)
    step = record.record(case, "attendant_proposed", by=by, at=at, law="PML 20", facts={"attendant": guest.pk, "kind": kind})
    record.tell_about(case, step)
    guest.agreed.add(*seats)
    return guest


@transaction.atomic
def answer_attendant(attendant_id: int, *, by: User, yes: bool) -> Attendant:
    """A party says yes or no; one no is enough."""
    case = lock(Attendant.objects.values_list("case_id", flat=True).get(pk=attendant_id))
    guest, seats = Attendant.objects.get(pk=attendant_id), seats_of(by, case)
    if not seats:
        raise WrongPerson(_("Everybody decides for themselves."))
    if guest.admitted_at or guest.refused_at:
        raise WrongMoment(_("This is decided already."))
    at = clock.now()
    if not yes:
        guest.refused_at = at
        record.record(case, "attendant_refused", by=by, at=at, role=seats[0].side, law="PML 20", facts={"attendant": guest.pk})
    else:
        guest.agreed.add(*seats)
        agreed = set(guest.agreed.values_list("pk", flat=True))
        if all(p.pk in agreed or p.speaker.pk in agreed for p in case.parties.all()):
            _admit(case, guest)
            record.record(case, "attendant_admitted", by=by, at=at, role=seats[0].side, law="PML 20", facts={"attendant": guest.pk}, audience=Audience.ALL)
    guest.save(update_fields=["admitted_at", "refused_at", "user"])
    return guest


def _admit(case: Case, guest: Attendant) -> None:
    """Everybody agrees: with a phone the guest can enter the room from anywhere."""
    guest.admitted_at = clock.now()
    if guest.phone:
        guest.user = citizen_for(phone=guest.phone, name=guest.name)
        tell(user=guest.user, template="guest", key=f"guest:{guest.pk}", facts={"number": case.number, "link": f"{settings.PUBLIC_URL}/room/{case.number}"})


def _locked(party_id: int) -> tuple[Case, Party]:
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    return case, next(p for p in case.parties.all() if p.pk == party_id)

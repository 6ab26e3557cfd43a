"""How a dispute comes in: drafts, submission, one case a draft."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import clocks, record
from cases.actions.move import send_news
from cases.actions.rounds import CONSENT_TEXT_VERSION
from cases.flow import STARTS
from cases.kinds import AgentKind, Answer, PartyKind, Side, Stage, Turn
from cases.models import Agent, Case, Deadline, DisputeType, Evidence, Intake, Party, Reply
from cases.reads.places import responsible_for
from cases.rules import is_clerk
from cases.stages import SERVICE_CLOCKS
from mediation.crypto import blind_index
from mediation.outreach.actions import tell
from mediation.people.identity import born_on
from mediation.people.models import Area, User
from mediation.refusals import Invalid, WrongPerson
from mediation.tokens import random_token, token_hash
from mediation.vault.actions import erase
from mediation.vault.models import StoredFile

MAX_FILES = 9
FIRST_ROUND = 1


@dataclass(frozen=True, slots=True)
class Person:
    """A party as it was named in an application."""

    name: str
    phone: str = ""
    kind: str = PartyKind.PERSON
    id_number: str = ""
    address: str = ""
    born_on: date | None = None
    legal_head: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """What somebody applies for, checked by the form or the serializer before it comes here."""

    area: Area
    channel: str
    dispute_type: DisputeType
    summary: str
    applicant: Person
    respondent: Person
    wish: str = ""
    amount: Decimal | None = None
    photos: tuple[StoredFile, ...] = field(default=())
    guardian: Person | None = None  # who applies for a child

    @classmethod
    def entered(cls, said: Mapping[str, Any], *, channel: str) -> Self:
        """What somebody entered for a citizen, from checked fields: the window's form, a row of a list, a sending system."""
        applicant = Person(
            name=said["applicant_name"],
            phone=said["applicant_phone"],
            kind=said["applicant_kind"] or PartyKind.PERSON,
            born_on=said.get("applicant_born_on") or None,
            **{name: said.get(f"applicant_{name}", "") for name in ("address", "id_number", "legal_head")},
        )
        return cls(
            area=said["area"],
            channel=channel,
            dispute_type=said["dispute_type"],
            summary=said["summary"],
            wish=said["wish"],
            amount=said["amount"] or None,
            applicant=applicant,
            respondent=Person(name=said["respondent_name"], phone=said["respondent_phone"], kind=said["respondent_kind"] or PartyKind.PERSON),
        )


def open_draft(*, area: Area | None, channel: str) -> Intake:
    """Begin a draft; its key travels with the form and makes retries harmless."""
    return Intake.objects.create(key=random_token(20), area=area, channel=channel, created_at=clock.now())


def keep_draft(intake: Intake, *, words: dict[str, str]) -> None:
    """Keep what was typed so far, encrypted."""
    intake.words = json.dumps(words, ensure_ascii=False)
    intake.save(update_fields=["words"])


def send_draft(intake: Intake, *, phone: str) -> None:
    """Text the way back to a draft; whoever opens it proves the phone with a code."""
    link = f"{settings.PUBLIC_URL}/apply/{intake.key}/resume"
    tell(template="draft", phone=phone, key=f"draft:{intake.pk}:{timezone.localdate():%Y%m%d}", facts={"link": link}, language=get_language() or "")


def keep_place(intake: Intake, *, area: Area) -> None:
    """Keep the community the person named, when the code did not say it."""
    intake.area = area
    intake.save(update_fields=["area"])


def add_file(intake: Intake, *, keep: Callable[[], StoredFile]) -> None:
    """Attach a photo or a voice note to a draft; it is kept only when there is room for it."""
    if intake.photos.count() >= MAX_FILES:
        raise Invalid(_("Nine photos or recordings are enough for now. You can add more later."))
    intake.photos.add(keep())


def drop_file(intake: Intake, *, file_id: int) -> None:
    """Take a photo or a voice note off a draft; nobody else has it, so it is deleted."""
    if intake.photos.filter(pk=file_id).exists():
        intake.photos.remove(file_id)
        erase([file_id])


@transaction.atomic
def submit_draft(key: str, application: Application, *, by: User) -> Case:
    """Make one case of a draft; a second call with the same draft returns the same case (move 1)."""
    intake = Intake.objects.select_for_update(of=("self",)).select_related("case").get(key=key)
    if intake.case is not None:
        return intake.case
    case = submit(application, by=by)
    intake.case, intake.words = case, ""
    intake.save(update_fields=["case", "words"])
    return case


@transaction.atomic
def submit(application: Application, *, by: User) -> Case:
    """Open a case: stage intake, code, limitation stamp, clocks, first link of the chain (时效规定 12; 民法典 195)."""
    case = new_case(application, Stage.INTAKE, at=clock.now())
    himself = by if application.guardian is None else None
    applicant, respondent = new_party(case, Side.APPLICANT, application.applicant, user=himself), new_party(case, Side.RESPONDENT, application.respondent)
    applicant.answered, applicant.answered_round = Answer.TALK, FIRST_ROUND
    applicant.agents = [by.pk] if application.guardian else []
    open_case(case, [applicant, respondent], by=by, role=Side.APPLICANT, law="PML 17", clocks_of=dict.fromkeys(("T-ADM", *SERVICE_CLOCKS), Turn.DISPATCHER))
    Reply.objects.create(party=applicant, round_number=FIRST_ROUND, answer=Answer.TALK, text_version=CONSENT_TEXT_VERSION, at=case.created_at)
    if application.guardian:
        _guardian(applicant, application.guardian, by=by)
    _photos_as_evidence(case, applicant, application.photos, at=case.created_at)
    return case


def _guardian(child: Party, guardian: Person, *, by: User) -> None:
    """Whoever applies for a child acts for it, by law and not by a paper (民法典 23, 27); the centre may ask for the proof."""
    Agent.objects.create(party=child, kind=AgentKind.GUARDIAN, user=by, name=guardian.name, phone=guardian.phone, may_settle=True, entered_by=by, since=child.case.created_at)


@transaction.atomic
def register_by_court(application: Application, *, by: User) -> Case:
    """Enter a dispute that came straight to the court: blue from the start; both sides are asked for their consent (move 6; CPL 125)."""
    case = new_case(application, Stage.COURT_REGISTRATION, at=clock.now())
    if not is_clerk.test(by, case):
        raise WrongPerson(_("Only the court that is responsible for this place can register here."))
    case.reached_court_at = case.created_at
    sides = [new_party(case, Side.APPLICANT, application.applicant), new_party(case, Side.RESPONDENT, application.respondent)]
    open_case(case, sides, by=by, role="clerk", law="CPL 125", clocks_of={"T-APPT": Turn.CLERK})
    return case


def open_case(case: Case, parties: list[Party], *, by: User, role: str, law: str, clocks_of: dict[str, Turn]) -> None:
    """Write the case with its parties, its first happening and its clocks, and have people told."""
    at, name = case.created_at, STARTS[Stage(case.stage)]
    step = record.next_step(case, name, by=by, at=at, role=role, law=law, facts={"channel": case.channel, "area": case.area_id})
    case.save(force_insert=True)
    Party.objects.bulk_create(parties)
    step.save(force_insert=True)
    Deadline.objects.bulk_create(clocks.new_clock(case, code, turn=turn, at=at) for code, turn in clocks_of.items())
    record.tell_about(case, step)
    send_news(case, name)


def new_case(application: Application, stage: Stage, *, at: datetime) -> Case:
    """An unsaved case with number, code, centre and court."""
    area = application.area
    centre, court = responsible_for(area)
    return Case(
        **new_code(at),
        stage=stage,
        channel=application.channel,
        area=area,
        centre=centre,
        court=court,
        dispute_type=application.dispute_type,
        title=_headline(application),
        summary=application.summary,
        wish=application.wish,
        amount=application.amount,
        created_at=at,
        limitation_interrupted_on=timezone.localdate(at),
    )


def new_code(at: datetime) -> dict[str, Any]:
    """A number and a code that no other case has."""
    pk, token = _next_number(), random_token(20)
    return {"pk": pk, "number": case_number(pk, timezone.localdate(at).year), "token": token, "token_hash": token_hash(token)}


def _headline(application: Application) -> str:
    """The first sentence of the story, as the case is called in lists."""
    first = application.summary.strip().splitlines()[0]
    for mark in "。！？!?；;":
        first = first.split(mark)[0]
    return first[:40]


def new_party(case: Case, side: Side, person: Person, *, user: User | None = None) -> Party:
    """An unsaved party with a link of its own."""
    invite = random_token(20)
    return Party(
        case=case,
        side=side,
        kind=person.kind,
        name=person.name,
        phone=person.phone,
        phone_index=blind_index(person.phone, "phone") if person.phone else None,
        id_number=person.id_number,
        id_index=blind_index(person.id_number, "id") if person.id_number else None,
        address=person.address,
        born_on=person.born_on or (born_on(person.id_number) if person.id_number and person.kind == PartyKind.PERSON else None),
        legal_head=person.legal_head,
        user=user,
        invite=invite,
        invite_hash=token_hash(invite),
    )


def _photos_as_evidence(case: Case, party: Party, photos: tuple[StoredFile, ...], *, at: datetime) -> None:
    Evidence.objects.bulk_create(Evidence(case=case, party=party, number=number, file=photo, added_at=at) for number, photo in enumerate(photos, start=1))


def _next_number() -> int:
    """Take the key of the next case first: its number is printed on everything that is written with it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('cases_case', 'id'))")
        return int(cursor.fetchone()[0])


def case_number(serial: int, year: int) -> str:
    """Return our own number with a Luhn check digit, e.g. BJ-2026-000123-6; a misread digit never finds another case."""
    digits = [int(c) for c in f"{year}{serial:06d}"]
    total = sum(sum(divmod(d * 2, 10)) if i % 2 == 0 else d for i, d in enumerate(reversed(digits)))
    return f"{settings.CASE_PREFIX}-{year}-{serial:06d}-{(10 - total % 10) % 10}"

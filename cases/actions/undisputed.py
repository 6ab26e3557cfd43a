"""Facts that nobody disputes: written by the mediator, confirmed by every party in writing (规则 18, 22; 特邀 22)."""

from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.kinds import Side
from cases.models import Case, FactAnswer, Party, UndisputedFact
from cases.reads.roles import seats_of
from cases.rules import is_its_mediator
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson

LONGEST = 500
LAW = "规则 18, 22; 特邀 22"


@transaction.atomic
def write_fact(case_id: int, *, by: User, text: str) -> UndisputedFact:
    """Put one sentence to every party. Its words never change; another wording is another fact."""
    case = lock(case_id)
    attempt = case.open_round
    _led(case, by)
    if attempt is None:
        raise WrongMoment(_("This mediation has ended. What lies on the table can still be read."), code="ended")
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise Invalid(_("Please write one fact (at most %(most)s characters).") % {"most": LONGEST})
    number = UndisputedFact.objects.filter(case=case).count() + 1
    return UndisputedFact.objects.create(case=case, round=attempt, number=number, text=text, sha256=sha256(text.encode()).hexdigest(), by=by, at=clock.now())


@transaction.atomic
def answer_fact(case_id: int, *, by: User, number: int, yes: bool) -> UndisputedFact:
    """A party confirms a fact, or does not. With the last yes it is agreed, and nobody changes it any more."""
    case = lock(case_id)
    seats = _speaks_for(case, by)
    if not seats:
        raise WrongPerson(_("Only the two sides can do this."))
    fact, at = _standing(case, number), clock.now()
    for party in seats:
        FactAnswer.objects.update_or_create(fact=fact, party=party, defaults={"yes": yes, "by": by, "at": at})
    if yes and _all_said_yes(case, fact):
        fact.agreed_at = at
        fact.save(update_fields=["agreed_at"])
        record.record(case, "fact_agreed", by=by, at=at, law=LAW, facts={"fact": fact.number, "text_sha256": fact.sha256, "confirmed": len(case.parties.all())})
    return fact


@transaction.atomic
def drop_fact(case_id: int, *, by: User, number: int) -> UndisputedFact:
    """Take a fact off the table that not everybody confirms."""
    case = lock(case_id)
    _led(case, by)
    fact = _standing(case, number)
    fact.dropped_at = clock.now()
    fact.save(update_fields=["dropped_at"])
    return fact


def _led(case: Case, by: User) -> None:
    if not is_its_mediator.test(by, case):
        raise WrongPerson(_("Only the mediator writes down undisputed facts."))


def _speaks_for(case: Case, by: User) -> list[Party]:
    """The parties this person answers for: the own, those acted for, and the group that elected one of them (CPL 56)."""
    mine = {party.pk for party in seats_of(by, case)}
    return [party for party in case.parties.all() if party.pk in mine or party.represented_by_id in mine]


def _standing(case: Case, number: int) -> UndisputedFact:
    fact = UndisputedFact.objects.standing().filter(case=case, number=number).first()
    if fact is None:
        raise WrongMoment(_("This fact is not on the table any more."))
    if fact.is_agreed:
        raise WrongMoment(_("Everybody has confirmed this fact. It stays as it is."))
    return fact


def _all_said_yes(case: Case, fact: UndisputedFact) -> bool:
    """Has every party of the case confirmed it, and is somebody there on both sides? The database asks the same once more."""
    said = set(fact.answers.filter(yes=True).values_list("party_id", flat=True))
    parties = list(case.parties.all())
    return {party.pk for party in parties} <= said and {party.side for party in parties} == set(Side.values)

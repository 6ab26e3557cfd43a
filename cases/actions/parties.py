"""Who the parties are: seen, bound to a person, joining, leaving, electing somebody who speaks for a group."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases import clock
from cases.actions import record
from cases.actions.intake import Person, new_party
from cases.actions.move import lock
from cases.kinds import PartyKind, Side
from cases.models import Case, Party, legal_limit
from cases.reads.roles import seats_of
from cases.rules import is_clerk, is_dispatcher, is_its_mediator
from mediation.crypto import blind_index
from mediation.people.actions import citizen_for
from mediation.people.identity import born_on
from mediation.people.models import User
from mediation.refusals import Invalid, WrongMoment, WrongPerson

MOST_PARTIES = 200  # of one case; larger groups come with their list to the centre
FIELDS_OF_IDENTITY = ("id_number", "id_index", "born_on", "address", "legal_head")
STAFF = is_its_mediator | is_dispatcher | is_clerk


def note_seen(party: Party) -> None:
    """Remember the first time the link was opened."""
    Party.objects.filter(pk=party.pk, seen_at=None).update(seen_at=clock.now())


@transaction.atomic
def bind(party_id: int) -> User:
    """Bind a party to the person with the (just checked) phone; return the person."""
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    party = Party.objects.get(pk=party_id)
    person = citizen_for(phone=party.phone, name="" if party.is_minor else party.name)
    if party.user_id != person.pk and person.pk not in party.agents:
        if any(p.user_id == person.pk for p in case.parties.all()):
            raise WrongMoment(_("This phone belongs to another party of the case. Please call the centre."))
        party.user = person
        party.save(update_fields=["user"])
        record.record(case, "party_identified", by=person, at=clock.now(), role=party.side, law="在线诉讼 7")
    return person


def bind_all(person: User) -> int:
    """Whoever has just proved a phone takes the seats that wait for it: somebody who was helped at the window finds the case after signing in. Return how many."""
    if not person.phone_index:
        return 0
    waiting = Party.objects.filter(phone_index=person.phone_index, user=None).exclude(case__parties__user=person)
    # The phone given for a child is mostly a parent's, who acts for it and is not it.
    seats = [party.pk for party in waiting.order_by("case", "pk").distinct("case") if not party.is_minor]
    for pk in seats:
        bind(pk)
    return len(seats)


@transaction.atomic
def identify(party_id: int, *, by: User, id_number: str = "", address: str = "", legal_head: str = "") -> Party:
    """A party, or the centre for it, says who it is. What is left empty stays as it was; a person's number also tells whether it is a child."""
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    party = next(p for p in case.parties.all() if p.pk == party_id)
    if not (party.acted_by(by.pk) or STAFF.test(by, case)):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    said = {name: value for name, value in (("id_number", id_number), ("address", address), ("legal_head", legal_head)) if value}
    for name, value in said.items():
        setattr(party, name, value)
    if id_number:
        party.id_index = blind_index(id_number, "id")
        party.born_on = born_on(id_number) if party.kind == PartyKind.PERSON else None
    party.save(update_fields=[*FIELDS_OF_IDENTITY])
    record.record(case, "party_described", by=by, at=clock.now(), law="CPL 124", facts={"party": party.pk, "what": sorted(said)})
    return party


@transaction.atomic
def join(case_id: int, *, by: User, side: str, people: list[Person]) -> list[Party]:
    """Add people to a side; each gets a link of their own and is asked like everybody else."""
    case = lock(case_id)
    if not STAFF.test(by, case):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    if side not in Side.values or not people:
        raise Invalid(_("Please say who joins, and on which side."))
    if not case.is_mediable:
        raise WrongMoment(_("Nobody can join this case any more. It is at: %(stage)s.") % {"stage": case.get_stage_display()})
    if len(case.parties.all()) + len(people) > MOST_PARTIES:
        raise Invalid(_("A case has at most %(limit)d people. Please open another one for the rest.") % {"limit": MOST_PARTIES})
    known = {bytes(p.phone_index) for p in case.parties.all() if p.phone_index}
    added = [new_party(case, Side(side), person) for person in people]
    phones = [bytes(p.phone_index) for p in added if p.phone_index]
    if len(set(phones)) < len(phones) or known & set(phones):
        raise Invalid(_("One of these phones belongs to somebody in this case already."), fields={"people": [_("Please check the phones.")]})
    Party.objects.bulk_create(added)
    for party in added:
        step = record.record(case, "party_joined", by=by, at=clock.now(), law="CPL 55, 56", facts={"party": party.pk, "side": side})
        record.tell_about(case, step)
    case.forget()
    return added


@transaction.atomic
def leave(party_id: int, *, by: User) -> Case:
    """A party leaves the case, by its own word or entered by staff; the last one of a side cannot, the case would have to end."""
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    party = next(p for p in case.parties.all() if p.pk == party_id)
    if not (party.acted_by(by.pk) or STAFF.test(by, case)):
        raise WrongPerson(_("Only the people responsible for this step can take it."))
    step = record.next_step(case, "party_left", by=by, at=clock.now(), from_stage=case.stage, law="PML 17", facts={"party": party.pk, "side": party.side})
    see_off(case, [party])
    step.save(force_insert=True)
    case.save(update_fields=["last_seq", "last_hash"])
    record.tell_about(case, step)
    return case


def see_off(case: Case, leaving: list[Party]) -> None:
    """Take people off a case, unless a side would be empty; who spoke for others leaves them their own voice."""
    gone = {p.pk for p in leaving}
    if {p.side for p in case.parties.all() if p.pk not in gone} != set(Side.values):
        raise WrongMoment(_("The last person of a side cannot leave. Refuse the mediation or take the application back instead."))
    Party.objects.filter(pk__in=gone).update(left_at=clock.now())
    Party.objects.filter(case=case, represented_by__in=gone).update(represented_by=None, settles_through=False)
    case.forget()


@transaction.atomic
def elect(party_id: int, *, by: User, speaker_id: int | None, settles: bool = False) -> Party:
    """A member of a group says who speaks for it, and whether that person may also settle (CPL 56); without a speaker it speaks for itself again."""
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    party = next(p for p in case.parties.all() if p.pk == party_id)
    if not party.acted_by(by.pk):
        raise WrongPerson(_("Everybody decides for themselves."))
    speaker = next((p for p in case.parties.all() if p.pk == speaker_id), None)
    if speaker_id is not None and (speaker is None or speaker.side != party.side or speaker.pk == party.pk or speaker.represented_by_id or speaker.is_minor):
        raise Invalid(_("Somebody of your own side who speaks for themselves can speak for you."), fields={"speaker": [_("Please choose somebody else.")]})
    if any(p.represented_by_id == party.pk for p in case.parties.all()):
        raise WrongMoment(_("Others have chosen you to speak for them. They have to choose somebody else first."))
    speakers = {p.represented_by_id for p in case.parties.all() if p.side == party.side and p.represented_by_id and p.pk != party.pk}
    most = legal_limit("speakers", timezone.localdate())
    if speaker is not None and len(speakers | {speaker.pk}) > most:
        raise Invalid(_("A group has at most %(limit)d people who speak for it.") % {"limit": most})
    party.represented_by, party.settles_through = speaker, bool(speaker and settles)
    party.save(update_fields=["represented_by", "settles_through"])
    facts = {"party": party.pk, "speaker": speaker.pk if speaker else None, "settles": party.settles_through}
    record.record(case, "speaker_elected", by=by, at=clock.now(), role=seats_of(by, case)[0].side, law="CPL 56, 57", facts=facts)
    return party

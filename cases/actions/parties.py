"""Who the parties are: seen, bound to a person."""

from django.db import transaction

from cases import clock
from cases.actions import record
from cases.actions.move import lock
from cases.models import Party
from mediation.people.actions import citizen_for
from mediation.people.models import User


def note_seen(party: Party) -> None:
    """Remember the first time the link was opened."""
    Party.objects.filter(pk=party.pk, seen_at=None).update(seen_at=clock.now())


@transaction.atomic
def bind(party_id: int) -> User:
    """Bind a party to the person with the (just checked) phone; return the person."""
    case = lock(Party.objects.values_list("case_id", flat=True).get(pk=party_id))
    party = Party.objects.get(pk=party_id)
    person = citizen_for(phone=party.phone, name=party.name)
    if party.user_id != person.pk:
        party.user = person
        party.save(update_fields=["user"])
        record.record(case, "party_identified", by=person, at=clock.now(), role=party.side, law="在线诉讼 7")
    return person

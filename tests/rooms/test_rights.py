"""Who may sit in a room now: what each of the people around a case has a right to, and which of two rights counts."""

from datetime import date

import pytest
from django.utils import timezone

from cases.models import Attendant, Party
from mediation.people.models import User
from rooms.reads.rights import rights_in
from tests.people import qian, staff
from tests.rooms.test_room import opened

pytestmark = pytest.mark.usefixtures("district")


@pytest.fixture
def room():
    return opened()


def seen(sitting):
    return {User.objects.get(pk=pk).name: (right.role, right.side) for pk, right in rights_in(sitting).items()}


def guest(story, person, kind="companion", side="applicant"):
    return Attendant.objects.create(
        case=story.case, kind=kind, side=side, name="陪同", user=person, proposed_by=staff("shen"), proposed_at=timezone.now(), admitted_at=timezone.now()
    )


def test_the_two_sides_and_their_mediator_and_nobody_else(room):
    _story, sitting = room
    assert seen(sitting) == {"林晓": ("party", "applicant"), "王强": ("party", "respondent"), "沈丽华": ("mediator", "")}


def test_a_child_is_spoken_for_by_whoever_acts_for_it(room):
    story, sitting = room
    today = timezone.localdate()
    Party.objects.filter(user=story.lin).update(born_on=date(today.year - 10, 1, 1), agents=[qian().pk])
    assert seen(sitting) == {qian().name: ("agent", "applicant"), "王强": ("party", "respondent"), "沈丽华": ("mediator", "")}


def test_who_has_left_or_was_closed_has_none(room):
    story, sitting = room
    Party.objects.filter(user=story.lin).update(left_at=timezone.now())
    User.objects.filter(pk=story.wang.pk).update(is_active=False)
    assert seen(sitting) == {"沈丽华": ("mediator", "")}


@pytest.mark.parametrize(("kind", "role"), [("interpreter", "interpreter"), ("companion", "companion"), ("neighbour", "companion"), ("expert", "observer")])
def test_a_guest_comes_when_admitted_and_not_before(room, kind, role):
    story, sitting = room
    row = guest(story, qian(), kind)
    assert seen(sitting)[qian().name] == (role, "applicant")
    Attendant.objects.filter(pk=row.pk).update(admitted_at=None)
    assert qian().name not in seen(sitting)


def test_a_party_is_a_party_first_and_the_mediator_nothing_else(room):
    story, sitting = room
    Party.objects.filter(user=story.wang).update(agents=[story.wang.pk, staff("shen").pk])
    for person in (story.lin, staff("shen")):
        guest(story, person, side="respondent")
    assert seen(sitting) == {"林晓": ("party", "applicant"), "王强": ("party", "respondent"), "沈丽华": ("mediator", "")}

"""A new installation: areas, a centre, the first administrator, each with one command."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from mediation.people.models import Centre, User

HANGZHOU = Path(__file__).resolve().parents[2] / "mediation" / "people" / "data" / "areas-hangzhou.csv"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing")]


@pytest.fixture
def founded():
    call_command("load_areas", HANGZHOU, stdout=StringIO())
    call_command("open_centre", "滨江区矛调中心", "区中心", "--area", "330108", stdout=StringIO())
    call_command("open_centre", "滨江区人民法院", "滨江法院", "--area", "330108", "--court-code", "浙0108", stdout=StringIO())


def said(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue().strip()


def test_the_first_administrator_comes_in_by_a_printed_link(client, founded):
    link = said("engage", "root", "首任管理员", "--centre", "区中心")
    client.post(link.removeprefix("http://localhost:8000"))
    person = User.objects.get(username="root")
    assert (client.session["_auth_user_id"], person.role_codes, person.name) == (str(person.pk), {"administrator"}, "首任管理员")


def test_whoever_lost_everything_gets_a_new_link(client, founded):
    said("engage", "root", "--centre", "区中心")
    client.post(said("engage", "root", "--again").removeprefix("http://localhost:8000"))
    assert client.session["_auth_user_id"] == str(User.objects.get(username="root").pk)


def test_a_court_has_its_code_and_a_centre_has_none(founded):
    assert dict(Centre.objects.values_list("kind", "court_code")) == {"mediation": "", "court_service": "浙0108"}


@pytest.mark.parametrize(
    "command",
    [
        ("open_centre", "滨江区矛调中心", "区中心", "--area", "330108"),
        ("open_centre", "某中心", "某", "--area", "999999"),
        ("engage", "root", "某", "--centre", "没有"),
        ("engage", "root", "--again"),
        ("engage", "root", "某", "--centre", "滨江法院", "--role", "mediator"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_half_done(founded, command):
    with pytest.raises(CommandError):
        said(*command)
    assert (Centre.objects.count(), User.objects.count()) == (2, 0)

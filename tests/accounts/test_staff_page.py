"""The staff page: administrators for everybody, managers for their own centre, nobody else."""

import pytest
from django.test import Client
from django.urls import reverse

from mediation.people.models import Centre, Invitation, Membership, User
from tests.people import qian, staff

pytestmark = pytest.mark.usefixtures("district")
PAGE = "/people"


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="mediation.people.backends.Citizens")
    return client


def fields(short: str = "区矛调中心", **more: str) -> dict[str, str]:
    return {"name": "杜鹃", "username": "du", "phone": "", "centre": str(Centre.objects.get(short_name=short).pk), "role": "mediator"} | more


@pytest.mark.parametrize("who", ["shen", "fang", "zhou", "lu", "meng"])
def test_other_staff_are_the_wrong_people(who):
    post = Membership.objects.get(user=staff("wu"))
    assert [as_(staff(who)).get(PAGE).status_code, as_(staff(who)).post(f"/people/post/{post.pk}/end").status_code] == [403, 403]
    assert as_(staff(who)).post(f"/people/post/{post.pk}/link").status_code == 403
    assert Invitation.objects.count() == 0


def test_citizens_are_the_wrong_people_and_strangers_sign_in_first():
    assert as_(qian()).get(PAGE).status_code == 403
    assert Client().get(PAGE).url.startswith(reverse("people:sign_in"))


def test_the_administrator_sees_everybody_and_a_manager_the_own_centre():
    everybody = {row["post"].user.username for row in as_(staff("admin")).get(PAGE).context["rows"]}
    mine = {row["post"].centre.short_name for row in as_(staff("tang")).get(PAGE).context["rows"]}
    assert {"shen", "zhou", "tang"} <= everybody
    assert mine == {"区矛调中心"}


def test_a_new_mediator_gets_a_link_that_lets_in():
    page = as_(staff("tang")).post(PAGE, fields())
    link = page.context["link"]
    assert link.startswith("http://localhost:8000/enter/")
    newcomer = Client()
    newcomer.post(link.removeprefix("http://localhost:8000"))
    assert newcomer.session["_auth_user_id"] == str(staff("du").pk)
    assert staff("du").role_codes == {"mediator"}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"username": "D u"}, "username"), ({"name": ""}, "name"), ({"role": "administrator"}, "role"), ({"phone": "0571-86700001"}, "phone"), ({"centre": "0"}, "centre")],
)
def test_what_is_wrong_is_said_at_the_field_and_nobody_is_added(wrong, field):
    page = as_(staff("tang")).post(PAGE, fields(**wrong))
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert not User.objects.filter(name="杜鹃").exists()


def test_a_manager_cannot_add_somebody_elsewhere():
    page = as_(staff("tang")).post(PAGE, fields("长河矛调中心"))
    assert list(page.context["form"].errors) == ["centre"]


@pytest.mark.parametrize(("role", "where"), [("mediator", "滨江法院"), ("dispatcher", "滨江法院"), ("clerk", "区矛调中心"), ("judge", "区矛调中心")])
def test_a_post_stands_only_where_it_exists(role, where):
    page = as_(staff("admin")).post(PAGE, fields(where, role=role))
    assert page.status_code == 422
    assert not User.objects.filter(username="du").exists()


def test_a_name_that_is_taken_is_said_and_the_words_are_kept():
    page = as_(staff("admin")).post(PAGE, fields(username="shen", phone="13800000077"))
    assert page.status_code == 422
    assert "13800000077" in page.content.decode()
    assert User.objects.filter(username="shen").count() == 1


def test_a_dismissed_mediator_is_signed_out_and_gone_from_the_list():
    wu = as_(staff("wu"))
    assert wu.get("/desk").status_code == 200
    as_(staff("tang")).post(f"/people/post/{Membership.objects.get(user=staff('wu')).pk}/end")
    assert wu.get("/desk").url.startswith("/sign-in")
    assert staff("wu").posts == ()


def test_a_manager_ends_no_post_above_or_elsewhere():
    tang = as_(staff("tang"))
    statuses = [tang.post(f"/people/post/{Membership.objects.get(user=staff(who)).pk}/end").status_code for who in ("lu", "tang", "shen")]
    assert statuses == [403, 403, 404]
    assert as_(staff("admin")).post(f"/people/post/{Membership.objects.get(user=staff('admin')).pk}/end").status_code == 403
    assert all(staff(who).posts for who in ("lu", "tang", "shen"))


def test_a_link_is_made_by_a_button_only():
    assert as_(staff("tang")).get(f"/people/post/{Membership.objects.get(user=staff('wu')).pk}/link").status_code == 405


def test_the_page_costs_the_same_for_many(django_assert_max_num_queries):
    admin = as_(staff("admin"))
    for number in range(30):
        User.objects.create(username=f"m{number}", name="某")
    centre = Centre.objects.get(short_name="区矛调中心")
    Membership.objects.bulk_create(Membership(user=u, centre=centre, role="mediator", since="2026-01-01") for u in User.objects.filter(name="某"))
    with django_assert_max_num_queries(7):
        assert len(admin.get(PAGE).context["rows"]) > 30

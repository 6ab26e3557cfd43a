"""Citizens sign in with phone and code."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from mediation.people.actions import citizen_for
from mediation.people.actions.codes import PER_DAY
from mediation.people.models import User
from tests.accounts.test_codes import older, sent_to

LIN = "13800000001"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing")]


def ask(client: Client, phone: str = LIN, **more: str):
    return client.post(reverse("people:sign_in"), {"phone": phone, **more})


def enter(client: Client, phone: str = LIN):
    return client.post(reverse("people:code"), {"code": sent_to(phone)[-1]})


def test_a_phone_and_its_code_let_a_person_in(client):
    assert ask(client).url == reverse("people:code")
    assert enter(client).url == "/desk"
    person = User.objects.get()
    assert (person.phone, client.session["_auth_user_id"]) == (LIN, str(person.pk))


def test_the_same_person_comes_back_as_the_same_person(client):
    lin = citizen_for(phone=LIN, name="林晓")
    ask(client, "+86 138-0000-0001")
    enter(client)
    assert (User.objects.count(), client.session["_auth_user_id"]) == (1, str(lin.pk))


def test_known_and_unknown_numbers_get_the_same_answer(client):
    citizen_for(phone=LIN)
    known, unknown = ask(client), ask(Client(), "13900000009")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


@pytest.mark.parametrize("phone", ["", "12345", "hello", "1380000000", "138000000011", "+1 202 555 0100"])
def test_a_number_that_is_none_is_said_at_the_field(client, phone):
    page = ask(client, phone)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["phone"]
    assert User.objects.count() == 0


def test_a_wrong_code_is_said_and_nobody_is_let_in(client):
    ask(client)
    right = sent_to(LIN)[-1]
    page = client.post(reverse("people:code"), {"code": f"{(int(right) + 1) % 1_000_000:06d}"})
    assert page.status_code == 422
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == 0


def test_too_many_codes_are_refused_on_the_page_with_the_number_kept(client, settings):
    settings.DEMO = False
    for _ in range(PER_DAY):
        ask(client)
        older(2)
    page = ask(client)
    assert page.status_code == 422
    assert LIN in page.content.decode()


def test_the_code_page_without_a_number_leads_back(client):
    assert client.get(reverse("people:code")).url == reverse("people:sign_in")


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [("/case/BJ-1", "/case/BJ-1"), ("//evil.example/", "/desk"), ("https://evil.example/", "/desk"), ("javascript:alert(1)", "/desk"), ("", "/desk")],
)
def test_after_sign_in_only_our_own_pages_open(client, wanted, reached):
    ask(client, next=wanted)
    assert enter(client).url == reached


def test_the_session_is_a_new_one_after_sign_in(client):
    client.get(reverse("people:sign_in"))
    ask(client)
    before = client.session.session_key
    enter(client)
    assert client.session.session_key != before


def test_the_waiting_phone_lies_sealed_in_the_session(client):
    ask(client)
    assert LIN not in str(dict(client.session))


def test_a_spoiled_session_leads_back_to_the_start(client):
    ask(client)
    session = client.session
    session["sign_in"] = {"phone": "AAAA", "next": ""}
    session.save()
    assert client.get(reverse("people:code")).url == reverse("people:sign_in")


def test_signing_out_needs_a_button_and_ends_the_session(client):
    ask(client)
    enter(client)
    assert client.get(reverse("people:sign_out")).status_code == 405
    client.post(reverse("people:sign_out"))
    assert "_auth_user_id" not in client.session


def test_a_form_from_elsewhere_is_refused():
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(reverse("people:sign_in"), {"phone": LIN}).status_code == 403
    assert strict.post(reverse("people:sign_out")).status_code == 403


def test_texts_follow_the_language_of_the_last_sign_in(client):
    client.cookies["django_language"] = "en"
    ask(client)
    enter(client)
    assert User.objects.get().language == "en"


def test_large_print_is_switched_by_a_button(client):
    assert client.get(reverse("people:sign_in")).content.decode().count("data-elder") == 0
    client.post(reverse("people:elder"), {"next": "/sign-in"})
    assert client.get(reverse("people:sign_in")).content.decode().count("data-elder") == 1


def test_pages_for_strangers_ask_the_database_nothing(client, django_assert_num_queries):
    with translation.override("zh-hans"), django_assert_num_queries(0):
        assert client.get(reverse("people:sign_in")).status_code == 200


def test_a_person_met_twice_at_once_is_one_person():
    lin = citizen_for(phone=LIN, name="")
    assert citizen_for(phone=LIN, name="林晓") == lin
    assert User.objects.get().name == "林晓"
    assert not lin.has_usable_password()

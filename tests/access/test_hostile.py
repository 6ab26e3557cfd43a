"""Hostile words at every address, from everybody: a clear answer, never a failure of ours."""

import re
from functools import lru_cache
from urllib.parse import urlencode

import pytest
from django import forms
from django.conf import settings
from django.db import transaction
from django.urls import reverse

from tests.access.test_matrix import Scene, routes

FIELDS = """
name phone area place code dispute_type summary wish amount respondent_kind respondent_name respondent_phone applicant_kind applicant_name applicant_phone
reason answer words mediator number court_number docket_number remark deed ask id_number address claims facts amount willing electronic evidence drawing
text to zone side client_id stock facts_text username centre role language next text_sha256 purpose private disclosure ground instead objection verdict party channel outcome note agent speaker settles guest document may_settle people way scan again applicant_address applicant_born_on circumstances witness right other key contract_on own stock debtor debtor_party creditor_party what how account due_on instalments grace_days if_late override giver row leaving ref user begins_at ends_at skills languages capacity kept satisfaction smoulders proof duty-TOTAL_FORMS duty-INITIAL_FORMS duty-0-what duty-0-amount duty-0-DELETE kind first last source year opens_0 closes_0 form-TOTAL_FORMS form-INITIAL_FORMS form-0-what form-0-due_on form-0-amount file__pieces photos__pieces voice upload child_name child_born_on legal_head applicant_id_number applicant_legal_head sender reference slot week days needs booking weekday begins ends seats accessible mode
begins_on read_at payer days terms offer line-TOTAL_FORMS line-INITIAL_FORMS line-0-what line-0-sign line-0-amount line-0-why asked bidding commitment nonce body about in_caucus note agrees fact clause relation at present place form_kind house deposit lent_on rate defendant_address defendant_lead preserved_on fee_bearer rows
""".split()
VALUES = {
    "nul": "a\x00b",
    "superscript": "²",
    "endless number": "9" * 400,
    "negative": "-1",
    "long": "长" * 900,  # in all fields together as much as one request may bring
    "half a pair": "\ud83d",
    "turned text": "\u202e<script>alert(1)</script>",
    "braces": "{{ settings.SECRET_KEY }}{% load x %}%(name)s",
}
WHO = ("applicant", "mediator", "clerk")
LEFT_OUT = {"people:sign_out"}  # nothing is sent to it


def send(browser, path, value):
    """A form when it can be one, JSON for programs."""
    if path.startswith("/api/"):
        return browser.post(
            path, dict.fromkeys(FIELDS, value), content_type="application/json", headers={"Idempotency-Key": value.encode("ascii", "ignore").decode()[:99].strip("\x00") or "k"}
        )
    return browser.post(path, written(value), content_type="application/x-www-form-urlencoded")


@lru_cache(maxsize=1)
def written(value):
    """A form with this in every field; larger ones would be refused before any field is looked at."""
    body = urlencode(dict.fromkeys(FIELDS, value.encode("utf-8", "surrogatepass")))
    assert len(body) < settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    return body


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_nobody_breaks_an_address_with_words(value):
    scene, failed = Scene(), []
    for route, names in routes():
        for who in () if route in LEFT_OUT else WHO:
            with transaction.atomic():
                point = transaction.savepoint()
                status = send(scene.browser(who), scene.path(route, names), value).status_code
                transaction.savepoint_rollback(point)
            if status >= 500:
                failed.append((who, route, status))
    assert failed == []


PATHS = ("%00", "²", "9" * 400, "-1", "%F0%9F%98%80", "a" * 3000)
QUERIES = ("?next=%00&phone=%00&sent=²&done=%00&lang=²&cursor=%00", "?next=//evil.example&cursor=abc", "?size=²", "?format=html")


def asked(browser, path):
    """The answer, without what it may have changed."""
    with transaction.atomic():
        point = transaction.savepoint()
        answer = browser.get(path)
        transaction.savepoint_rollback(point)
    return answer


@pytest.mark.usefixtures("district")
def test_nobody_breaks_an_address_with_its_own_path():
    scene = Scene()
    browser = scene.browser("mediator")
    marked = [scene.path(route, names).replace(str(scene.path_value(route, name)), value, 1) for route, names in routes() for name in names for value in PATHS]
    assert len(marked) > 100 * len(PATHS)
    assert [path[:120] for path in marked if asked(browser, path).status_code >= 500] == []


@pytest.mark.usefixtures("district")
def test_nobody_breaks_an_address_with_a_query():
    scene, failed = Scene(), []
    browser = scene.browser("applicant")
    for route, names in routes():
        for query in QUERIES:
            answer = asked(browser, scene.path(route, names) + query)
            if answer.status_code >= 500 or re.match(r"(https?:)?//evil", answer.headers.get("Location", "")):
                failed.append((route, query, answer.status_code))
    assert failed == []


def test_the_list_of_fields_is_not_out_of_date():
    """Every field of our forms is among the attacked ones."""
    from cases import agreement_forms, people_forms, roll_forms
    from cases import forms as of_cases
    from mediation.people.forms import CodeForm, PhoneForm, StaffForm

    assert reverse("cases:begin")
    ours = [
        form
        for form in (*vars(of_cases).values(), *vars(agreement_forms).values(), *vars(roll_forms).values(), *vars(people_forms).values())
        if isinstance(form, type) and issubclass(form, forms.Form)
    ]
    names = {name for form in (*ours, CodeForm, PhoneForm, StaffForm) for name in form.base_fields}
    assert names - set(FIELDS) <= {"file", "paper"}

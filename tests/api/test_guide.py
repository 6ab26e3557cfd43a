"""The description of the API and the page drawn from it."""

import pytest
from django.test import Client
from drf_spectacular.validation import validate_schema

pytestmark = pytest.mark.django_db


def test_the_description_is_valid_openapi_31():
    schema = Client().get("/api/v1/openapi.json").json()
    validate_schema(schema)
    assert schema["openapi"] == "3.1.0"
    assert {"/api/v1/cases", "/api/v1/cases/{number}/moves", "/api/v1/cases/{number}/filings", "/api/v1/filings/{ref}/decisions"} <= set(schema["paths"])


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "申请调解"), ("en", "Apply for mediation")])
def test_the_guide_shows_every_operation_in_both_languages(language, words):
    schema = Client().get("/api/v1/openapi.json").json()
    page = Client().get("/api/v1/", headers={"Accept-Language": language}).content.decode()
    for deeds in schema["paths"].values():
        for deed in deeds.values():
            assert f'id="{deed["operationId"]}"' in page
    assert words in page


def test_an_address_that_leads_nowhere_is_said_as_a_problem():
    answer = Client().get("/api/v1/nowhere")
    assert (answer.status_code, answer.headers["Content-Type"], answer.json()["status"]) == (404, "application/problem+json", 404)

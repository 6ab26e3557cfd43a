"""Tables of law and trade: the vectors of the fee, every type with its cause, nothing without a source."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.apps import apps
from django.utils import timezone

from cases.actions.reference import load_reference
from cases.errors import ReasonMissing
from cases.kinds import CourtReason, DeclineReason, EndReason, Ground, HoldReason, SettledReason, TransferReason
from cases.models import Cause, DisputeType, LegalLimit, Party, Reason, StatisticsType, legal_limit
from cases.models.reference import Dated
from cases.reads.causes import usual_causes
from cases.reads.fee import court_fee
from cases.reads.offers import offers_for
from courtlink.kinds import DeemedReason, RefusalGround
from tests.people import Story, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
FEES = [(3_400, 50), (10_000, 50), (100_000, 2_300), (200_000, 4_300), (500_000, 8_800), (1_000_000, 13_800), (2_000_000, 22_800)]


@pytest.mark.parametrize(("amount", "fee"), FEES)
def test_the_fee_of_a_lawsuit_is_counted_by_its_brackets(amount, fee):
    assert court_fee(Decimal(amount), date(2026, 11, 21)) == fee


@pytest.mark.parametrize(("amount", "fee"), [(0, 50), (10_000, 50), (100_000, 1_400), (500_000, 7_400), (5_000_000, 52_400), (20_000_000, 87_400)])
def test_the_fee_of_an_enforcement_has_brackets_of_its_own(amount, fee):
    assert court_fee(Decimal(amount), date(2026, 11, 21), "enforcement") == fee


def test_before_the_table_there_is_no_fee():
    with pytest.raises(LookupError):
        court_fee(Decimal(1), date(2000, 1, 1))


def test_every_row_has_a_source_and_a_first_day_and_loading_again_changes_nothing():
    tables = [model for model in apps.get_app_config("cases").get_models() if issubclass(model, Dated)]
    before = {model: model.objects.count() for model in tables}
    assert all(before.values())
    for model in tables:
        assert not model.objects.filter(source="").exists(), model
    load_reference()
    assert {model: model.objects.count() for model in tables} == before


def test_types_lead_to_causes_of_the_present_edition_in_their_order():
    day = date(2026, 11, 21)
    assert Cause.objects.filter(edition="2026").count() >= 75
    usual = {kind.code: usual_causes(kind, on=day) for kind in DisputeType.objects.all()}
    assert len(usual) == 11
    assert all(usual.values())
    assert {cause.edition for causes in usual.values() for cause in causes} == {"2026"}
    assert [cause.code for cause in usual["tenancy"]] == ["116.2", "44"]
    assert usual_causes(DisputeType.objects.get(code="tenancy"), on=date(2020, 1, 1)) == []


def test_every_type_is_counted_under_a_type_of_the_official_form_and_each_has_two_names():
    assert not DisputeType.objects.filter(statistics=None).exists()
    assert DisputeType.objects.get(code="loan").statistics.code == "contract"
    form = StatisticsType.objects.all()
    assert [len(form.filter(verified=checked)) for checked in (True, False)] == [15, 4]
    for name in ("name_zh", "name_en"):
        assert "" not in set(form.values_list(name, flat=True))
        assert len(set(form.values_list(name, flat=True))) == 19
    assert not form.filter(name_en__regex="[\u4e00-\u9fff]").exists()


def test_a_limit_of_the_law_holds_from_its_first_day_to_its_last():
    LegalLimit.objects.filter(code="agents").update(valid_to=date(2026, 12, 31))
    LegalLimit.objects.create(code="agents", value=3, name_zh="代理人", name_en="Agents", source="test", valid_from=date(2027, 1, 1))
    assert [legal_limit("agents", date(2026, 12, 31)), legal_limit("agents", date(2027, 1, 1))] == [2, 3]
    with pytest.raises(LegalLimit.DoesNotExist):
        legal_limit("agents", date(2000, 1, 1))


def test_the_table_decides_who_is_of_age(django_assert_num_queries):
    party = Party(born_on=timezone.localdate() - timedelta(days=365 * 19))
    assert not party.is_minor
    with django_assert_num_queries(0):  # the number is kept for the day
        assert not party.is_minor
    LegalLimit.objects.filter(code="adult_age").update(value=21)
    legal_limit.cache_clear()
    assert party.is_minor


@pytest.mark.parametrize("kind", [CourtReason, DeclineReason, DeemedReason, EndReason, Ground, HoldReason, RefusalGround, SettledReason, TransferReason])
def test_every_reason_has_its_article_and_its_days(kind):
    rows = Reason.objects.filter(kind=kind.__name__)
    assert set(rows.values_list("code", flat=True)) == set(kind.values)
    assert all(row.source for row in rows)


def test_a_reason_that_the_law_gave_up_is_neither_offered_nor_taken():
    Reason.objects.filter(kind="DeclineReason", code="stale").update(valid_to=date(2024, 12, 31))
    story = Story.begin()
    offered = next(offer for offer in offers_for(staff("fang"), story.now()).dangers if offer.move.name == "decline")
    assert "stale" not in dict(offered.reasons)
    with pytest.raises(ReasonMissing):
        story.move("decline", staff("fang"), "stale")
    story.move("decline", staff("fang"), "barred")

"""Which court is competent: addresses, points by kind and dispute, exclusiveness, what is not known, what the pages say."""

from datetime import date

import pytest
from django.test import Client
from django.utils.translation import override

from cases.models import Agreement, Court, DisputeType, Jurisdiction, Party, Proceeding
from cases.reads.jurisdiction import competent_courts, district_of
from courtlink.kinds import FilingKind
from mediation.people.models import Area
from mediation.people.roles import Level
from tests.courtlink.test_court import green, red
from tests.people import Story

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
DAY = date(2026, 11, 21)
BINJIANG, XIAOSHAN, YUHANG = "浙0108", "浙0109", "浙0110"
LIVES = {BINJIANG: "杭州市滨江区江南大道100号", XIAOSHAN: "浙江省杭州市萧山区市心路1号", YUHANG: "余杭区文一西路2号"}


def homes(story: Story, **codes: str) -> Story:
    """Write an address in a district for each side."""
    for side, code in codes.items():
        party = story.party(side)
        party.address = LIVES[code]
        party.save(update_fields=["address"])
    story.now()
    return story


def found(story: Story, kind: str = "lawsuit", on: date = DAY) -> list[tuple[str, str]]:
    return [(venue.rule, venue.code) for venue in competent_courts(story.now(), kind, on=on)]


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("杭州市滨江区江南大道100号", "330108"),
        ("浙江省 杭州市 西湖区文三路", "330106"),
        ("杭州萧山区市心路", "330109"),
        ("余杭区文一西路", "330110"),
        ("浙江省建德市新安江街道", "330182"),
        ("杭州市江南大道100号", None),
        ("江西省南昌市西湖区", None),
        ("上海市，后迁滨江区", None),
        ("", None),
    ],
)
def test_the_district_is_read_at_the_beginning_of_an_address_and_nowhere_else(address, code):
    area = district_of(address, Area.objects.filter(level=Level.DISTRICT).select_related("parent"))
    assert (area.code if area else None) == code


def test_every_district_has_its_court_and_the_code_follows_the_division_code():
    districts = dict(Area.objects.filter(level=Level.DISTRICT).values_list("code", "name"))
    courts = {court.area_code: court for court in Court.objects.on(DAY)}
    assert len(districts) == 13
    assert set(courts) == set(districts)
    for code, name in districts.items():
        assert (courts[code].code, f"{name}人民法院" in courts[code].name_zh) == (f"浙{code[2:]}", True)


def test_rules_name_only_types_and_kinds_that_exist_and_none_claims_to_be_checked():
    rows = Jurisdiction.objects.on(DAY)
    assert set(rows.values_list("dispute_type", flat=True)) - {""} <= set(DisputeType.objects.values_list("code", flat=True))
    assert set(rows.values_list("proceeding", flat=True)) == set(Proceeding.values)
    assert set(FilingKind.values) <= set(Proceeding.values)
    assert not rows.filter(verified=True).exists()
    assert not rows.filter(article_zh="").exists()
    assert not rows.filter(article_en__regex="^$|[\u4e00-\u9fff]").exists()


def test_a_lawsuit_goes_where_a_defendant_lives():
    story = homes(Story.begin("other"), applicant=XIAOSHAN, respondent=YUHANG)
    assert found(story) == [("defendant", YUHANG)]


def test_a_loan_can_be_sued_for_where_the_money_is_to_be_received_too():
    story = homes(Story.begin("loan"), applicant=XIAOSHAN, respondent=YUHANG)
    assert found(story) == [("defendant", YUHANG), ("receiver", XIAOSHAN)]
    Party.objects.filter(pk=story.party("respondent").pk).update(address="")
    assert found(story) == [("receiver", XIAOSHAN), ("defendant", "")]


def test_one_court_is_named_once():
    story = homes(Story.begin("loan"), applicant=XIAOSHAN, respondent=XIAOSHAN)
    assert found(story) == [("defendant", XIAOSHAN)]


@pytest.mark.parametrize("dispute", ["tenancy", "neighbour"])
def test_real_property_has_one_court_wherever_people_live(dispute):
    story = homes(Story.begin(dispute), applicant=XIAOSHAN, respondent=YUHANG)
    assert found(story) == [("property", BINJIANG)]


def test_where_no_place_is_known_the_court_of_the_case_stands_first_and_says_why():
    story = Story.begin("other")
    with override("zh-hans"):
        (venue,) = competent_courts(story.now(), "lawsuit", on=DAY)
    assert (venue.code, venue.rule, venue.article) == (BINJIANG, "defendant", "民事诉讼法第22条")
    assert "被告住所地" in venue.why


def test_a_confirmation_goes_to_the_place_of_the_centre_or_of_a_party():
    story = homes(green(), applicant=XIAOSHAN, respondent=BINJIANG)
    assert found(story, "confirmation") == [("organisation", BINJIANG), ("party", XIAOSHAN)]


def test_the_court_that_asked_for_the_mediation_is_the_only_one_that_confirms():
    story = homes(Story.begin().directed().settle("he"), applicant=XIAOSHAN)
    assert found(story, "confirmation") == [("inviting_court", BINJIANG)]


def test_what_a_court_ruled_is_enforced_there():
    story = green()
    assert found(story, "enforcement")[0] == ("ruling_court", BINJIANG)  # nothing is ruled yet: the court of the case
    Agreement.objects.update(effect_basis="ruling", effect_number="(2026)浙0109民特7号")
    assert found(story, "enforcement") == [("ruling_court", XIAOSHAN), ("assets", "")]


def test_before_the_table_there_is_no_court():
    assert found(Story.begin("other"), on=date(2000, 1, 1)) == []


def page(story: Story, name: str, language: str = "zh-hans") -> str:
    browser = Client(headers={"accept-language": language})
    browser.force_login(story.lin, backend="mediation.people.backends.Citizens")
    return browser.get(f"/case/{story.case.number}/{name}").content.decode()


def test_the_pages_name_the_court_and_the_reason():
    for text in (page(red(), "lawsuit"), page(green(), "confirmation")):
        assert "杭州市滨江区人民法院</strong>" in text
        assert "notice--warn" not in text
    assert "People&#x27;s Court of Binjiang District" in page(red(), "lawsuit", "en")
    assert "房屋租赁合同纠纷 · 财产损害赔偿纠纷" in page(red(), "lawsuit")


def test_another_court_than_that_of_the_case_is_said_plainly_and_the_page_still_works():
    story = homes(red("other"), respondent=XIAOSHAN)
    text = page(story, "lawsuit")
    assert "杭州市萧山区人民法院</strong>" in text
    assert "notice--warn" in text
    assert "12368" in text
    assert 'name="claims"' in text

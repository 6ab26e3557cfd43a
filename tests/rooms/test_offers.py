"""Offers in rounds: who may put what on the table, who answers, what a sheet must add up to, and who learns what."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from cases import clock
from cases.actions import rounds
from cases.models import LegalLimit, legal_limit
from mediation.people.actions import appoint
from mediation.people.roles import SYSTEM, Role
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.actions import offers, seats, sittings
from rooms.actions.offers import Line, Words
from rooms.models import Offer, ProposalAnswer, Sitting
from rooms.reads.seats import seat_in
from rooms.reads.table import offers_for
from tests.people import qian, staff
from tests.rooms.test_room import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
EVERYBODY = ("mediator", "applicant", "respondent", "joint")


def pay(amount, terms="", **more):
    return Words(amount=Decimal(amount), payer="respondent", terms=terms, **more)


def seen(sitting, person):
    """What a person's page shows: number, state, amount."""
    row = Sitting.objects.select_related("round", "mediator").get(pk=sitting)
    return [(s.number, str(s.state), s.offer.amount and int(s.offer.amount)) for s in offers_for(row, seat_in(person, row), clock.now())]


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def later(monkeypatch, **time):
    now = timezone.now() + timedelta(**time)
    monkeypatch.setattr(clock, "now", lambda: now)


def test_either_side_begins_and_a_counter_offer_answers_the_open_one():
    story, sitting = opened()
    assert offers.make_offer(sitting, by=story.wang, words=pay(2000)) == EVERYBODY
    offers.make_offer(sitting, by=story.lin, words=pay(3000))
    expected = [(2, "open", 3000), (1, "countered", 2000)]
    assert [seen(sitting, person) for person in (story.lin, story.wang, staff("shen"))] == [expected] * 3
    assert offers.answer_offer(sitting, by=story.wang, number=2, yes=True) == EVERYBODY
    assert seen(sitting, story.lin) == [(2, "accepted", 3000), (1, "countered", 2000)]
    assert Offer.objects.get(amount=3000).counters.amount == 2000


def test_nobody_answers_the_own_offer_and_guests_and_strangers_nothing_at_all():
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2000))
    with pytest.raises(WrongPerson):
        offers.answer_offer(sitting, by=story.wang, number=1, yes=True)
    with pytest.raises(WrongPerson):
        offers.answer_offer(sitting, by=staff("shen"), number=1, yes=True)
    with pytest.raises(WrongMoment):
        offers.answer_offer(sitting, by=qian(), number=1, yes=True)
    assert seen(sitting, story.lin) == [(1, "open", 2000)]


@pytest.mark.parametrize("number", [0, 2, -1, 99])
def test_a_number_that_is_not_on_the_table_is_refused(number):
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2000))
    with pytest.raises(WrongMoment):
        offers.answer_offer(sitting, by=story.lin, number=number, yes=True)


def test_what_is_answered_or_taken_back_cannot_be_accepted_any_more():
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2000))
    offers.take_back(sitting, by=story.wang, number=1)
    offers.make_offer(sitting, by=story.wang, words=pay(2100))
    offers.answer_offer(sitting, by=story.lin, number=2, yes=False)
    for number in (1, 2):
        with pytest.raises(WrongMoment):
            offers.answer_offer(sitting, by=story.lin, number=number, yes=True)
    assert seen(sitting, story.wang) == [(2, "declined", 2100), (1, "withdrawn", 2000)]


def test_one_takes_back_only_what_is_ones_own():
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2000))
    for person in (story.lin, staff("shen")):
        with pytest.raises(WrongPerson):
            offers.take_back(sitting, by=person, number=1)


def test_a_side_waits_for_the_answer_before_it_offers_again():
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2000))
    with pytest.raises(WrongMoment):
        offers.make_offer(sitting, by=story.wang, words=pay(2500))
    assert seen(sitting, story.lin) == [(1, "open", 2000)]


def test_each_side_lays_only_as_many_offers_on_the_table_as_the_data_say():
    story, sitting = opened()
    most = legal_limit("offer_rounds", timezone.localdate())
    assert most == 5
    for number in range(1, most + 1):
        offers.make_offer(sitting, by=story.wang, words=pay(1000 + number))
        offers.answer_offer(sitting, by=story.lin, number=number, yes=False)
    with pytest.raises(WrongMoment, match="5"):
        offers.make_offer(sitting, by=story.wang, words=pay(9000))
    offers.make_offer(sitting, by=story.wang, words=pay(9000), private=True)  # to confide one is always possible
    with pytest.raises(WrongMoment, match="5"):
        offers.show_offer(sitting, by=story.wang)
    offers.make_offer(sitting, by=story.lin, words=pay(8000))
    assert seen(sitting, story.lin)[0] == (6, "open", 8000)


def test_an_offer_that_ran_out_is_not_open_and_its_acceptance_is_refused_with_a_sentence(monkeypatch):
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2000, days=2))
    later(monkeypatch, days=2, seconds=1)
    assert seen(sitting, story.lin) == [(1, "expired", 2000)]
    page = at(story.lin).get(f"/room/{story.case.number}/offers").content.decode()
    assert 'value="accept"' not in page
    with pytest.raises(WrongMoment, match="时间已过|time of this offer"):
        offers.answer_offer(sitting, by=story.lin, number=1, yes=True)
    offers.make_offer(sitting, by=story.wang, words=pay(2500))  # it made room
    assert seen(sitting, story.lin) == [(2, "open", 2500), (1, "expired", 2000)]


def test_the_days_of_an_offer_come_from_the_data():
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2000))
    row = Offer.objects.get()
    assert row.expires_at - row.made_at == timedelta(days=3)
    with pytest.raises(Invalid, match="14"):
        offers.make_offer(sitting, by=story.lin, words=pay(2000, days=15))
    LegalLimit.objects.filter(code="offer_days_most").update(value=20)
    legal_limit.cache_clear()
    offers.make_offer(sitting, by=story.lin, words=pay(2000, days=15))


@pytest.mark.parametrize(
    "words",
    [Words(), Words(terms="  "), Words(amount=Decimal(5)), Words(amount=Decimal(5), payer="mediator"), Words(terms="道歉", payer="respondent"), Words(terms="道歉", days=0)],
    ids=["nothing", "blanks", "no payer", "wrong payer", "payer of nothing", "no days"],
)
def test_an_offer_that_says_nothing_is_refused(words):
    story, sitting = opened()
    with pytest.raises(Invalid):
        offers.make_offer(sitting, by=story.wang, words=words)
    assert Offer.objects.count() == 0


def test_the_lines_of_a_sheet_add_up_to_the_figure_exactly():
    story, sitting = opened()
    good = (Line("押金", Decimal("3400.00"), "合同第三条"), Line("墙面清洁", Decimal("-400.01"), "两面墙"))
    with pytest.raises(Invalid, match="2999.99"):
        offers.make_offer(sitting, by=story.wang, words=pay("3000", lines=good))
    with pytest.raises(Invalid):
        offers.make_offer(sitting, by=story.wang, words=Words(terms="修墙", lines=good))
    assert Offer.objects.count() == 0
    offers.make_offer(sitting, by=story.wang, words=pay("2999.99", lines=good))
    sheet = at(story.lin).get(f"/room/{story.case.number}/offers/sheets").content.decode()
    assert [word in sheet for word in ("墙面清洁", "两面墙", "+3400.00", "−400.01", "2999.99")] == [True] * 5


def test_what_is_confided_to_the_mediator_is_unknown_to_the_other_side_until_it_is_shown(monkeypatch):
    story, sitting = opened()
    assert offers.make_offer(sitting, by=story.wang, words=pay(2800, "底线", lines=(Line("押金", Decimal(2800)),)), private=True) == ("respondent", "mediator")
    assert [seen(sitting, p) for p in (story.wang, staff("shen"), story.lin)] == [[(None, "open", 2800)], [(None, "open", 2800)], []]
    offers.make_offer(sitting, by=story.wang, words=pay(2000))
    offers.answer_offer(sitting, by=story.lin, number=1, yes=False)
    pages = [at(story.lin).get(f"/room/{story.case.number}/offers{more}").content.decode() for more in ("", "/sheets")]
    assert [word for page in pages for word in ("2800", "底线") if word in page] == []
    confided = Offer.objects.get(amount=2800)
    later(monkeypatch, days=2)
    assert offers.show_offer(sitting, by=story.wang) == EVERYBODY
    assert seen(sitting, story.lin) == [(2, "open", 2800), (1, "declined", 2000)]
    shown = Offer.objects.get(amount=2800)
    assert (shown.pk, shown.shown_at - confided.made_at >= timedelta(days=2), shown.expires_at - shown.shown_at) == (confided.pk, True, timedelta(days=3))


def test_a_confided_offer_cannot_be_answered_only_taken_back():
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2800), private=True)
    with pytest.raises(WrongMoment):
        offers.answer_offer(sitting, by=story.lin, number=1, yes=True)
    with pytest.raises(WrongMoment):
        offers.make_offer(sitting, by=story.wang, words=pay(2900), private=True)
    assert offers.take_back(sitting, by=story.wang, number=None) == ("respondent", "mediator")
    with pytest.raises(WrongMoment):
        offers.show_offer(sitting, by=story.wang)
    assert seen(sitting, story.wang) == [(None, "withdrawn", 2800)]


def test_both_sides_may_confide_at_the_same_time_without_noticing():
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2800), private=True)
    offers.make_offer(sitting, by=story.lin, words=pay(2700), private=True)
    assert [seen(sitting, p) for p in (story.wang, story.lin)] == [[(None, "open", 2800)], [(None, "open", 2700)]]
    assert len(seen(sitting, staff("shen"))) == 2


def replaced(story, sitting):
    """Another mediator takes over and opens a sitting of her own."""
    rounds.close_round  # noqa: B018 - the round goes on
    centre = story.now().latest_round.centre
    bei = staff("wu")
    appoint(user=bei, centre=centre, role=Role.MEDIATOR, by=SYSTEM)
    type(story.case.latest_round).objects.filter(pk=story.now().latest_round.pk).update(mediator=bei)
    bei = staff("wu")
    new = sittings.open_sitting(story.case.pk, by=bei).pk
    for person in (story.lin, story.wang):
        seats.take_seat(new, by=person, agreed=True)
    return new, bei


def test_what_was_confided_to_one_mediator_is_unknown_to_the_next():
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2800), private=True)
    offers.make_offer(sitting, by=staff("shen"), words=pay(2500))
    offers.answer_offer(sitting, by=story.lin, number=1, yes=True)
    new, wu = replaced(story, sitting)
    assert seen(new, wu) == [(1, "open", 2500)]
    row = Sitting.objects.get(pk=new)
    assert list(ProposalAnswer.objects.visible_to("mediator", row)) == []
    assert seen(new, story.wang) == [(None, "open", 2800), (1, "open", 2500)]


ANSWERS = [(True, True, "accepted"), (True, False, "declined"), (False, True, "declined"), (False, False, "declined")]


@pytest.mark.parametrize(("first", "second", "end"), ANSWERS)
def test_a_proposal_tells_its_result_only_when_both_have_answered(first, second, end):
    story, sitting = opened()
    offers.make_offer(sitting, by=staff("shen"), words=pay(2500))
    before = at(story.wang).get(f"/room/{story.case.number}/offers", headers={"X-Panel": "1"}).content.decode()
    assert offers.answer_offer(sitting, by=story.lin, number=1, yes=first) == ("applicant", "mediator")
    after = at(story.wang).get(f"/room/{story.case.number}/offers", headers={"X-Panel": "1"}).content.decode()
    assert same(before) == same(after)
    with pytest.raises(WrongMoment):
        offers.answer_offer(sitting, by=story.lin, number=1, yes=not first)
    assert offers.answer_offer(sitting, by=story.wang, number=1, yes=second) == EVERYBODY
    assert [seen(sitting, p) for p in (story.lin, story.wang)] == [[(1, end, 2500)]] * 2


def test_a_side_that_said_no_never_learns_whether_the_other_said_yes():
    pages = []
    for other in (True, False):
        with transaction.atomic():
            point = transaction.savepoint()
            story, sitting = opened()
            offers.make_offer(sitting, by=staff("shen"), words=pay(2500))
            offers.answer_offer(sitting, by=story.lin, number=1, yes=other)
            offers.answer_offer(sitting, by=story.wang, number=1, yes=False)
            pages.append(same(at(story.wang).get(f"/room/{story.case.number}/offers", headers={"X-Panel": "1"}).content.decode(), story))
            transaction.savepoint_rollback(point)
    assert pages[0] == pages[1]


def same(page, story=None):
    """A page without what differs each time."""
    import re

    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)
    page = re.sub(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?(\+\d\d:\d\d)?", "TIME", page)
    return page.replace(story.case.number, "NUMBER") if story else page


def test_a_proposal_is_not_made_over_an_open_offer_and_not_in_confidence():
    story, sitting = opened()
    with pytest.raises(Invalid):
        offers.make_offer(sitting, by=staff("shen"), words=pay(2500), private=True)
    offers.make_offer(sitting, by=story.wang, words=pay(2000))
    with pytest.raises(WrongMoment):
        offers.make_offer(sitting, by=staff("shen"), words=pay(2500))
    offers.take_back(sitting, by=story.wang, number=1)
    offers.make_offer(sitting, by=staff("shen"), words=pay(2500))
    with pytest.raises(WrongMoment):
        offers.make_offer(sitting, by=story.wang, words=pay(2600))
    assert offers.take_back(sitting, by=staff("shen"), number=2) == EVERYBODY


def test_talks_go_on_between_two_sittings_and_end_with_the_round():
    story, sitting = opened()
    sittings.end_sitting(sitting, by=staff("shen"), outcome="adjourned")
    offers.make_offer(sitting, by=story.wang, words=pay(2000))
    story.close()
    with pytest.raises(WrongMoment):
        offers.answer_offer(sitting, by=story.lin, number=1, yes=True)
    page = at(story.lin).get(f"/room/{story.case.number}/offers")
    assert (page.status_code, "2000.00" in page.content.decode(), 'value="accept"' in page.content.decode()) == (200, True, False)


BREAKS = [
    (
        "one_open_offer_at_a_time",
        "INSERT INTO rooms_offer SELECT nextval('rooms_offer_id_seq'), side, payer, amount, terms, audience, state, made_at, shown_at, expires_at, closed_at, by_id, counters_id, mediator_id, round_id FROM rooms_offer",
    ),
    ("offer_state_moves", "UPDATE rooms_offer SET state = 'accepted', closed_at = now(); UPDATE rooms_offer SET state = 'open', closed_at = NULL"),
    ("an_open_offer_is_not_closed", "UPDATE rooms_offer SET state = 'accepted'"),
    ("an_offer_is_for_all_or_for_its_own_side_and_the_mediator", "UPDATE rooms_offer SET audience = 'applicant', shown_at = NULL"),
    ("what_is_on_the_table_came_there_once", "UPDATE rooms_offer SET shown_at = NULL"),
    ("money_has_a_payer", "UPDATE rooms_offer SET payer = ''"),
    ("a_confided_offer_is_not_answered", "UPDATE rooms_offer SET audience = side, shown_at = NULL, state = 'accepted', closed_at = now()"),
]


@pytest.mark.parametrize(("name", "sql"), BREAKS, ids=[name for name, _sql in BREAKS])
def test_the_database_keeps_the_rules_of_offers(name, sql):
    story, sitting = opened()
    offers.make_offer(sitting, by=story.wang, words=pay(2000))
    with pytest.raises(IntegrityError, match=name), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_page_takes_an_offer_with_its_sheet_and_keeps_what_was_typed_when_it_is_refused():
    story, sitting = opened()
    browser, path = at(story.wang), f"/room/{story.case.number}/offers"
    typed = {"deed": "make", "amount": "2000", "payer": "respondent", "terms": "月底前", "days": "3", "line-TOTAL_FORMS": "6", "line-INITIAL_FORMS": "0"}
    lines = {"line-0-what": "押金", "line-0-sign": "+", "line-0-amount": "2400", "line-1-what": "清洁", "line-1-sign": "-", "line-1-amount": "300"}
    answer = browser.post(path, typed | lines)
    page = answer.content.decode()
    assert (answer.status_code, 'role="alert"' in page, "2100.00" in page, "月底前" in page, Offer.objects.count()) == (422, True, True, True, 0)
    answer = browser.post(path, typed | lines | {"line-1-amount": "400"})
    assert (answer.status_code, answer.headers["Location"], Offer.objects.get().lines.count()) == (302, path, 2)
    assert at(story.lin).post(path, {"deed": "accept", "offer": "1"}).status_code == 302
    assert seen(sitting, story.wang) == [(1, "accepted", 2000)]
    for wrong in ({"deed": "accept", "offer": "x"}, {"deed": "nothing"}, {}, typed | {"amount": "x"}, typed | {"line-TOTAL_FORMS": "x"}):
        assert browser.post(path, wrong).status_code == 422


def test_a_panel_is_a_part_and_a_page_and_strangers_and_people_at_the_door_see_neither():
    story, sitting = opened()
    for name in ("offers", "bids", "minutes", "facts"):
        path = f"/room/{story.case.number}/{name}"
        page, part = at(story.lin).get(path).content.decode(), at(story.lin).get(path, headers={"X-Panel": "1"}).content.decode()
        assert ("<html" in page, "<html" in part, part.lstrip().startswith("<section")) == (True, False, True)
        assert at(qian()).get(path).status_code == 404
    assert [at(p).get(f"/room/{story.case.number}/notes").status_code for p in (staff("shen"), story.lin, qian())] == [200, 404, 404]
    seats.remove(sitting, by=staff("shen"), number=2)
    answer = at(story.lin).get(f"/room/{story.case.number}/offers")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/room/{story.case.number}")


def test_no_page_of_offers_asks_more_of_the_database_with_more_offers(django_assert_max_num_queries):
    story, sitting = opened()
    browser, path = at(staff("shen")), f"/room/{story.case.number}/offers"
    offers.make_offer(sitting, by=story.wang, words=pay(2000, lines=(Line("押金", Decimal(2000)),)))
    browser.get(path)
    with django_assert_max_num_queries(100) as few:
        browser.get(path)
    for number in (1, 2, 3):
        offers.answer_offer(sitting, by=story.lin, number=number, yes=False)
        offers.make_offer(sitting, by=story.wang, words=pay(2000, lines=(Line("押金", Decimal(2000)),)))
    with django_assert_max_num_queries(len(few.captured_queries)):
        browser.get(path)

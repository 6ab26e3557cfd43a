"""Sealed bids: nobody knows a figure before both are bound, nobody but its owner afterwards, and everybody can compute it again."""

import json
import re
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.conf import settings as conf
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from cases import clock
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.actions import bids
from rooms.models import Bidding, Figure, Sitting
from rooms.reads.seats import seat_in
from rooms.reads.table import biddings_for
from rooms.sealing import bid_bytes, commitment_of, midpoint
from tests.people import qian, staff
from tests.rooms.test_offers import at, later
from tests.rooms.test_room import opened

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
NONCE = {"applicant": "a1" * 32, "respondent": "b2" * 32}
EVERYBODY = ("applicant", "respondent", "mediator")


def people(story):
    return {"applicant": story.lin, "respondent": story.wang, "mediator": staff("shen")}


def asked():
    story, sitting = opened()
    bids.ask(sitting, by=staff("shen"), asked="押金和清洁费", payer="respondent")
    return story, sitting


def commitment(story, side, amount, bidding=1):
    said = bid_bytes(case=story.case.number, attempt=1, bidding=bidding, side=side, amount=Decimal(amount))
    return commitment_of(bytes.fromhex(NONCE[side]), said)


def seal(story, sitting, side, amount, bidding=1):
    return bids.seal(sitting, by=people(story)[side], number=bidding, commitment=commitment(story, side, amount, bidding))


def open_it(story, sitting, side, amount, bidding=1):
    return bids.open_bid(sitting, by=people(story)[side], number=bidding, amount=Decimal(amount), nonce=NONCE[side])


def played(least, most):
    """Both seal and open."""
    story, sitting = asked()
    seal(story, sitting, "applicant", least)
    seal(story, sitting, "respondent", most)
    open_it(story, sitting, "applicant", least)
    open_it(story, sitting, "respondent", most)
    return story, sitting


def page(story, reader, more=""):
    return at(people(story)[reader]).get(f"/room/{story.case.number}/bids{more}").content.decode()


@pytest.mark.parametrize(("least", "most", "middle"), [("2500", "3000", "2750.00"), ("2999.99", "3000", "3000.00"), ("2999.98", "3000", "2999.99"), ("3000", "3000", "3000.00")])
def test_figures_that_meet_give_both_and_the_mediator_the_plain_midpoint(least, most, middle):
    story, sitting = played(least, most)
    row = Bidding.objects.get()
    assert (row.state, row.midpoint) == ("met", middle)
    assert [middle in page(story, reader) for reader in EVERYBODY] == [True] * 3


def test_figures_that_do_not_meet_tell_everybody_only_not_yet():
    story, sitting = played("3000.01", "2345.67")
    assert (Bidding.objects.get().state, Bidding.objects.get().midpoint) == ("apart", "")
    shown = {reader: [word for word in ("3000.01", "2345.67", "2672.84") if word in page(story, reader) + page(story, reader, "/1")] for reader in EVERYBODY}
    assert shown == {"applicant": ["3000.01"], "respondent": ["2345.67"], "mediator": []}


def test_the_server_has_no_figure_before_both_are_sealed():
    story, sitting = asked()
    seal(story, sitting, "applicant", "2500")
    with pytest.raises(WrongMoment):
        open_it(story, sitting, "applicant", "2500")
    assert Figure.objects.count() == 0


def test_a_figure_that_is_not_what_was_sealed_is_refused_and_can_be_entered_again():
    story, sitting = asked()
    seal(story, sitting, "applicant", "2500")
    seal(story, sitting, "respondent", "3000")
    for amount, nonce in ((Decimal(2501), NONCE["applicant"]), (Decimal(2500), NONCE["respondent"]), (Decimal(2500), "x")):
        with pytest.raises(Invalid):
            bids.open_bid(sitting, by=story.lin, number=1, amount=amount, nonce=nonce)
    assert Figure.objects.count() == 0
    open_it(story, sitting, "applicant", "2500.0")
    open_it(story, sitting, "applicant", "2500")  # the device says the same again: nothing changes
    assert Figure.objects.count() == 1
    with pytest.raises(WrongMoment):
        bids.open_bid(sitting, by=story.lin, number=1, amount=Decimal(2501), nonce=NONCE["applicant"])


def test_a_copied_commitment_is_worth_nothing():
    story, sitting = asked()
    copied = seal(story, sitting, "applicant", "2500").commitment
    bids.seal(sitting, by=story.wang, number=1, commitment=copied)
    open_it(story, sitting, "applicant", "2500")
    with pytest.raises(Invalid):
        bids.open_bid(sitting, by=story.wang, number=1, amount=Decimal(2500), nonce=NONCE["applicant"])


def test_a_sealed_figure_is_final_also_for_the_database():
    story, sitting = asked()
    seal(story, sitting, "applicant", "2500")
    with pytest.raises(WrongMoment):
        seal(story, sitting, "applicant", "2600")
    for sql in ("UPDATE rooms_bid SET commitment = repeat('0', 64)", "DELETE FROM rooms_bid"):
        with pytest.raises(IntegrityError, match="only ever added"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize("wrong", ["", "A1" * 32, "a1" * 31, "g" * 64, "a" * 65])
def test_a_commitment_is_sixty_four_hexadecimal_digits(wrong):
    story, sitting = asked()
    with pytest.raises(Invalid):
        bids.seal(sitting, by=story.lin, number=1, commitment=wrong)


def test_before_both_are_bound_a_side_sees_only_that_the_other_has_sealed():
    story, sitting = asked()
    other = seal(story, sitting, "applicant", "2500")
    shown = page(story, "respondent") + page(story, "respondent", "/1")
    assert (other.commitment in shown, other.link in shown) == (False, False)
    seal(story, sitting, "respondent", "2000")
    shown = page(story, "respondent", "/1")
    assert (other.commitment in shown, other.link in shown) == (True, True)


@pytest.mark.parametrize("until", ["sealed", "opened"])
def test_a_side_that_does_nothing_leaves_no_comparison(monkeypatch, until):
    story, sitting = asked()
    seal(story, sitting, "applicant", "2222")
    if until == "opened":
        seal(story, sitting, "respondent", "3333")
        open_it(story, sitting, "applicant", "2222")
    later(monkeypatch, hours=24, seconds=1)
    for reader in EVERYBODY:
        shown = page(story, reader)
        assert ('value="seal"' in shown, 'value="open"' in shown, "3333" in shown, "2222" in shown and reader != "applicant") == (False, False, False, False)
    with pytest.raises(WrongMoment):
        open_it(story, sitting, "respondent", "3333")
    bids.ask(sitting, by=staff("shen"), asked="再试一次", payer="respondent")
    assert list(Bidding.objects.values_list("number", "state")) == [(1, "void"), (2, "sealing")]


def test_only_the_mediator_asks_and_ends_and_only_a_few_times():
    story, sitting = opened()
    for person in (story.lin, story.wang):
        with pytest.raises(WrongPerson):
            bids.ask(sitting, by=person, asked="x", payer="respondent")
    with pytest.raises(WrongMoment):
        bids.ask(sitting, by=qian(), asked="x", payer="respondent")
    for asked_, payer in (("", "respondent"), ("x", ""), ("x", "mediator")):
        with pytest.raises(Invalid):
            bids.ask(sitting, by=staff("shen"), asked=asked_, payer=payer)
    for number in (1, 2, 3):
        bids.ask(sitting, by=staff("shen"), asked="押金", payer="respondent")
        with pytest.raises(WrongMoment):
            bids.ask(sitting, by=staff("shen"), asked="又一个", payer="respondent")
        with pytest.raises(WrongPerson):
            bids.call_off(sitting, by=story.lin, number=number)
        bids.call_off(sitting, by=staff("shen"), number=number)
    with pytest.raises(WrongMoment, match="3"):
        bids.ask(sitting, by=staff("shen"), asked="押金", payer="respondent")
    with pytest.raises(WrongPerson):
        bids.seal(sitting, by=staff("shen"), number=3, commitment="a" * 64)


def test_a_guest_of_both_sides_learns_nothing_of_sealed_figures():
    story, sitting = played("2500", "3000")
    row = Sitting.objects.select_related("round", "mediator").get(pk=sitting)
    seat = seat_in(story.lin, row)
    seat.role, seat.side = "interpreter", ""
    assert biddings_for(row, seat, clock.now()) == []


MONEY = st.decimals(min_value=0, max_value=10**8, places=2)


@given(MONEY, MONEY)
def test_the_midpoint_lies_between_and_exists_only_when_the_figures_meet(least, most):
    middle = midpoint(least=least, most=most)
    assert (middle is not None) == (least <= most)
    if middle is not None:
        assert least <= middle <= most
        assert abs(2 * middle - least - most) <= Decimal("0.01")


def blurred(text, story):
    """A page without what differs from one run to another whatever people do."""
    text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)
    text = re.sub(r"[0-9a-f]{64}", "HASH", text)
    text = re.sub(r"\d{4}-\d\d-\d\d[ T][\d:.]+(\+\d\d:\d\d)?", "TIME", text)
    return text.replace(story.case.number, "NUMBER")


@pytest.mark.parametrize(("one", "two", "most"), [("3000.01", "99999999.99", "2345.67"), ("0.00", "2000.00", None)], ids=["not yet", "not opened"])
def test_the_other_side_and_the_mediator_see_the_same_pages_whatever_figure_it_was(one, two, most):
    """With the same result, nothing that others read depends on a figure."""
    pages = []
    for amount in (one, two):
        point = transaction.savepoint()
        if most is None:
            story, sitting = asked()
            seal(story, sitting, "applicant", amount)
            seal(story, sitting, "respondent", "2500")
            open_it(story, sitting, "applicant", amount)
        else:
            story, sitting = played(amount, most)
        pages.append([blurred(page(story, reader, more), story) for reader in ("respondent", "mediator") for more in ("", "/1")])
        transaction.savepoint_rollback(point)
    assert pages[0] == pages[1]


def test_the_document_gives_the_exact_bytes():
    """The example of docs/sealed-bids.md is computed here, with nothing of ours but the text."""
    text = (conf.BASE_DIR / "docs" / "sealed-bids.md").read_text(encoding="utf-8")
    example = dict(re.findall(r"^(\w[\w ]*?): +`(.+)`$", text, re.MULTILINE))
    commitment_ = sha256(bytes.fromhex(example["random number"]) + example["bid"].encode()).hexdigest()
    assert commitment_ == example["commitment"]
    first = sha256(bytes(32) + example["question"].encode()).hexdigest()
    assert first == example["first link"]
    assert sha256(bytes.fromhex(first) + example["entry"].encode()).hexdigest() == example["second link"]
    assert json.loads(example["entry"])["commitment"] == commitment_
    said = json.loads(example["bid"])
    ours = bid_bytes(case=said["case"], attempt=said["round"], bidding=said["bidding"], side=said["side"], amount=Decimal(said["amount"]))
    assert ours == example["bid"].encode()


def test_the_check_page_gives_each_side_all_it_needs_to_compute_again():
    story, sitting = played("2500", "3000")
    found = re.search(r'<script type="application/json">(.+?)</script>', page(story, "applicant", "/1"))
    facts = json.loads(found.group(1))
    last = sha256(bytes(32) + facts["question"].encode()).hexdigest()
    assert last == facts["first"]
    for entry in facts["chain"]:
        last = sha256(bytes.fromhex(last) + entry["text"].encode()).hexdigest()
        assert last == entry["link"]
    said = f'{{"amount":"{facts["amount"]}","bidding":1,"case":"{story.case.number}","round":1,"side":"applicant"}}'
    assert sha256(bytes.fromhex(facts["nonce"]) + said.encode()).hexdigest() == facts["commitment"]
    assert [json.loads(entry["text"])["commitment"] for entry in facts["chain"]][0] == facts["commitment"]
    hidden = json.loads(re.search(r'<script type="application/json">(.+?)</script>', page(story, "mediator", "/1")).group(1))
    assert (hidden["amount"], hidden["nonce"], hidden["commitment"], len(hidden["chain"])) == ("", "", "", 2)


def test_a_time_to_seal_is_counted_from_the_question():
    _story, _sitting = asked()
    row = Bidding.objects.get()
    assert row.seal_until - row.opened_at == timedelta(hours=24)

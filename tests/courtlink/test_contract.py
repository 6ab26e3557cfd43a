"""The same promises from every court: the clerks' pages, a system behind HTTP, and one with a bad line."""

import dataclasses

import pytest

from courtlink.actions import deliver
from courtlink.actions.take_back import take_back
from courtlink.adapters.port import CourtTrouble
from courtlink.kinds import Trouble
from courtlink.models import Filing, Hearing
from mediation.refusals import WrongMoment
from tests.courtlink.line import DOCKETS, fresh, parcel, patiently, port, run_jobs, waiting
from tests.courtlink.test_court import WORDS, green, red, sue
from tests.courtlink.test_enforcement import ask, not_kept
from tests.courtlink.test_hearings import morning
from tests.people import DRAWING


def steps(filing: Filing) -> list[str]:
    return list(filing.case.steps.filter(name__startswith="filing_").order_by("seq").values_list("name", flat=True))


def test_a_filing_is_carried_to_the_court_and_gets_one_receipt(court):
    filing = sue(red())
    assert (filing.state, waiting()) == ("submitted", [("courtlink.deliver", {"filing": filing.pk, "attempt": 0})])
    run_jobs()
    arrived = fresh(filing)
    assert (arrived.state, arrived.trouble, arrived.next_at, arrived.court_ref != "", arrived.received_at is None) == ("received", "", None, True, False)
    assert (steps(filing), court.effects(filing), waiting()) == (["filing_submitted", "filing_received"], 1, [])


def test_however_often_it_is_carried_it_has_one_effect_and_one_receipt(court):
    filing = sue(red())
    first = patiently(lambda: port(filing).submit(parcel(filing)))
    again = patiently(lambda: port(filing).submit(parcel(filing)))
    assert (first.court_ref, first.sha256) == (again.court_ref, filing.package_sha256)
    for _time in range(3):
        deliver.deliver(filing.pk, fresh(filing).attempts)
    run_jobs()
    deliver.deliver(filing.pk, 0)
    assert (fresh(filing).state, fresh(filing).court_ref, court.effects(filing), steps(filing)) == ("received", first.court_ref, 1, ["filing_submitted", "filing_received"])


def test_another_package_under_the_same_number_is_refused(court):
    filing = sue(red())
    run_jobs()
    other = dataclasses.replace(parcel(filing), sha256="0" * 64, content=parcel(filing).content + b"x")
    with pytest.raises(CourtTrouble) as refused:
        patiently(lambda: port(filing).submit(other))
    assert (refused.value.trouble, court.effects(filing)) == (Trouble.CONFLICT, 1)


def test_a_dry_run_says_what_the_court_would_object_to_and_keeps_nothing(court):
    filing = sue(red())
    sound = parcel(filing)
    assert patiently(lambda: port(filing).check(sound)) == []
    broken = dataclasses.replace(sound, content=sound.content.replace(b"%PDF-1.7", b"%PDF-1.8", 1))
    assert {(p.path, p.code) for p in patiently(lambda: port(filing).check(broken))} == {("documents/01-complaint.pdf", "changed")}
    nothing = dataclasses.replace(sound, content=b"nothing")
    assert [(p.path, p.code) for p in patiently(lambda: port(filing).check(nothing))] == [("", "unreadable")]
    with pytest.raises(CourtTrouble) as unknown:
        patiently(lambda: port(filing).status(filing.ref))
    assert (unknown.value.trouble, court.effects(filing)) == (Trouble.UNKNOWN, 0)


def test_it_says_where_a_filing_stands_and_what_happened_since(court):
    filing = sue(red())
    run_jobs()
    court.decide(filing, "accepted")
    standing = patiently(lambda: port(filing).status(filing.ref))
    assert (standing.state, standing.sha256, standing.court_ref, standing.last_event) == ("accepted", filing.package_sha256, fresh(filing).court_ref, 3)
    events = patiently(lambda: port(filing).events(filing.ref, after=0))
    assert [(event.number, event.state) for event in events] == [(1, "received"), (2, "under_review"), (3, "accepted")]
    assert patiently(lambda: port(filing).events(filing.ref, after=2)) == events[2:]
    assert events[2].docket_number == fresh(filing).docket_number != ""


def test_what_the_court_accepts_makes_the_case_filed(court):
    story = red()
    filing = sue(story)
    run_jobs()
    court.decide(filing, "accepted")
    assert (fresh(filing).state, story.now().stage, story.case.docket_number) == ("accepted", "filed", fresh(filing).docket_number)
    assert steps(filing) == ["filing_submitted", "filing_received", "filing_under_review", "filing_accepted"]
    with pytest.raises(CourtTrouble) as refused:
        patiently(lambda: port(filing).withdraw(filing.ref))
    assert refused.value.trouble == Trouble.CONFLICT


def test_what_the_court_returns_is_corrected_and_accepted(court):
    story = red()
    filing = sue(story)
    run_jobs()
    court.decide(filing, "returned")
    returned = fresh(filing)
    assert (returned.state, returned.reason, [d.kind for d in returned.documents.exclude(review_reason="")]) == ("returned", "unclear_facts", ["complaint"])
    second = sue(story)
    run_jobs()
    assert (second.revises_id, second.seq, fresh(second).state, court.effects(second)) == (filing.pk, 2, "received", 1)
    court.decide(second, "accepted")
    assert story.now().stage == "filed"


def test_what_the_court_rejects_leaves_the_case_at_red(court):
    story = red()
    filing = sue(story)
    run_jobs()
    court.decide(filing, "rejected")
    assert (fresh(filing).state, fresh(filing).reason, fresh(filing).remark, story.now().stage) == ("rejected", "not_this_court", "不属于本院管辖", "failed")


def test_a_confirmed_agreement_can_be_enforced(court):
    from courtlink.actions.file import join_confirmation

    story = green()
    join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING)
    filing = join_confirmation(story.case.pk, by=story.wang, words=WORDS | {"id_number": "330109199003070013"}, drawing=DRAWING)
    run_jobs()
    court.decide(filing, "accepted")
    court.decide(filing, "decided")
    assert (fresh(filing).state, story.now().stage, story.case.present_agreement.is_enforceable) == ("decided", "confirmed", True)
    assert DOCKETS["confirmation"].split("民特")[0] in fresh(filing).docket_number


def test_a_court_of_any_kind_enforces_what_was_confirmed(court):
    story = not_kept()
    filing = ask(story)
    run_jobs()
    court.decide(filing, "accepted")
    court.decide(filing, "decided")
    assert (fresh(filing).state, fresh(filing).result, story.now().stage) == ("decided", "enforced", "performed")
    assert DOCKETS["enforcement"].split("执")[0] in fresh(filing).docket_number


def test_what_is_taken_back_is_taken_back_at_the_court_too(court):
    story = red()
    filing = sue(story)
    run_jobs()
    take_back(filing.pk, by=story.lin)
    run_jobs()
    assert (fresh(filing).state, patiently(lambda: port(filing).status(filing.ref)).state, fresh(filing).drift) == ("withdrawn", "withdrawn", "")
    patiently(lambda: port(filing).withdraw(filing.ref))
    if court.kind == "inbox":
        with pytest.raises(WrongMoment):
            court.decide(filing, "accepted")


def test_a_date_that_the_court_sets_moves_and_cancels_stands_here(court):
    filing = sue(red())
    run_jobs()
    court.decide(filing, "accepted")
    seen = []
    court.summon(filing, morning(10), room="第三法庭")
    hearing = Hearing.objects.get()
    seen.append((hearing.begins, hearing.sequence, hearing.cancelled))
    court.summon(filing, morning(12), room="第五法庭", hearing=hearing)
    hearing.refresh_from_db()
    seen.append((hearing.begins, hearing.sequence, hearing.cancelled))
    court.call_off(filing, hearing)
    hearing.refresh_from_db()
    assert [*seen, (hearing.begins, hearing.sequence, hearing.cancelled)] == [(morning(10), 0, False), (morning(12), 1, False), (morning(12), 2, True)]
    assert (hearing.where, fresh(filing).drift, fresh(filing).state) == ("第五法庭", "", "accepted")
    told = [name for name in fresh(filing).case.steps.order_by("seq").values_list("name", flat=True) if name.startswith("hearing_")]
    assert told == ["hearing_set", "hearing_moved", "hearing_cancelled"]
    events = patiently(lambda: port(filing).events(filing.ref, after=3))
    assert [(e.number, e.state, e.appointment.uid, e.appointment.sequence, e.appointment.news) for e in events] == [
        (number, "", hearing.uid, sequence, name) for number, sequence, name in zip((4, 5, 6), (0, 1, 2), told, strict=True)
    ]

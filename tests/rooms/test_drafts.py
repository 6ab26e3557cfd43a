"""Texts written together: who may write, what is kept, who never reads a byte of it, and how it becomes the agreement."""

import os
from datetime import timedelta
from hashlib import sha256

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cases.actions import agree
from cases.agreement_forms import STOCK_CLAUSES
from cases.models import Agreement, Case
from cases.reads.agreement import canonical_text
from mediation.ledger.chain import GENESIS, link
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from rooms.actions import draft_text, drafts, remarks
from rooms.actions.wipe import wipe_talk
from rooms.models import Draft, DraftComment, DraftUpdate
from rooms.reads.drafts import loaded, text_in
from tests.people import qian, staff
from tests.rooms.drafting import clause, clauses, duty, guest_of, laid, said, write
from tests.rooms.test_room import opened

DAY = (timezone.localdate() + timedelta(days=30)).isoformat()
PAYS = {"id": "d1", "kind": "pay", "debtor": "respondent", "what": "退还押金", "amount": "3400", "how": "银行转账", "due_on": DAY, "if_late": "每日加付10元"}


def at(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


@pytest.mark.usefixtures("district")
def test_a_draft_begins_with_what_the_plain_form_says():
    story, _sitting, draft = laid()
    assert (text_in(draft).facts, clauses(draft), draft.last_seq) == (story.case.summary, [], 1)


@pytest.mark.usefixtures("district")
def test_only_who_has_the_pen_writes_and_observers_never_do():
    story, sitting, draft = laid(pen="")
    for person in (story.lin, story.wang):
        with pytest.raises(WrongPerson):
            write(draft, sitting, person, said(draft, "我写的"))
    drafts.hand_pen(draft.pk, sitting, by=staff("shen"), to="applicant")
    assert write(draft, sitting, story.lin, said(draft, "林的条款")).author == story.lin
    with pytest.raises(WrongPerson):
        write(draft, sitting, story.wang, said(draft, "王的条款"))
    write(draft, sitting, staff("shen"), said(draft, "调解员的条款"))
    assert clauses(draft) == ["林的条款", "调解员的条款"]
    with pytest.raises(WrongPerson):
        drafts.hand_pen(draft.pk, sitting, by=story.lin, to="all")
    with pytest.raises(Invalid):
        drafts.hand_pen(draft.pk, sitting, by=staff("shen"), to="mediator")
    with pytest.raises(WrongMoment):
        write(draft, sitting, qian(), said(draft, "陌生人"))
    guest = guest_of(story, sitting)
    drafts.hand_pen(draft.pk, sitting, by=staff("shen"), to="all")
    with pytest.raises(WrongPerson):
        write(draft, sitting, guest, said(draft, "旁听者"))


@pytest.mark.usefixtures("district")
@pytest.mark.parametrize("junk", [b"", b"\x00", os.urandom(60), b"\xff" * 200, b"\x01" * 900, b"\x00" * (65 * 1024)], ids=["empty", "half", "noise", "ones", "tiny", "huge"])
def test_what_is_no_change_is_refused_before_it_is_kept(junk):
    story, sitting, draft = laid()
    try:
        assert write(draft, sitting, story.lin, junk) is None
    except Invalid:
        pass
    assert Draft.objects.get(pk=draft.pk).last_seq == DraftUpdate.objects.filter(draft=draft).count() == 1


@pytest.mark.usefixtures("district")
def test_a_text_has_a_largest_size_and_the_same_change_is_kept_once():
    story, sitting, draft = laid()
    change = said(draft, "一条")
    assert write(draft, sitting, story.lin, change).seq == 2
    assert write(draft, sitting, story.lin, change) is None
    with pytest.raises(Invalid):
        write(draft, sitting, story.lin, said(draft, "长" * 20_000))
        write(draft, sitting, story.lin, said(draft, "长" * 20_001))
    assert len(clauses(draft)) <= 2


@pytest.mark.usefixtures("district")
def test_the_log_is_only_added_to_is_chained_and_keeps_its_authors():
    story, sitting, draft = laid()
    write(draft, sitting, story.lin, said(draft, "甲"))
    write(draft, sitting, story.wang, said(draft, "乙"))
    before = GENESIS
    for row in DraftUpdate.objects.filter(draft=draft):
        assert (bytes(row.prev_hash), bytes(row.hash)) == (before, link(before, row.payload(sha256(bytes(row.data)).hexdigest())))
        before = bytes(row.hash)
    assert list(DraftUpdate.objects.values_list("seq", "author__name")) == [(1, staff("shen").name), (2, "林晓"), (3, "王强")]
    for deed in (lambda: DraftUpdate.objects.update(data=b""), lambda: DraftUpdate.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            deed()
    assert "甲".encode() not in b"".join(bytes(row.data) for row in DraftUpdate.objects.all())


@pytest.mark.usefixtures("district")
def test_a_snapshot_says_the_same_and_the_log_stays(monkeypatch):
    monkeypatch.setattr(drafts, "EVERY", 5)
    story, sitting, draft = laid()
    words = [f"第{n}条" for n in range(12)]
    for text in words:
        write(draft, sitting, story.lin, said(draft, text))
    kept = Draft.objects.get(pk=draft.pk)
    assert (kept.snapshot_seq, kept.last_seq, clauses(draft), DraftUpdate.objects.count()) == (10, 13, words, 13)


@pytest.mark.usefixtures("district")
def test_when_a_case_is_deleted_nobody_reads_the_log_again_and_its_chain_stays():
    story, sitting, draft = laid()
    write(draft, sitting, story.lin, said(draft, "绝密"))
    remarks.remark(draft.pk, sitting, by=story.lin, clause=text_in(draft).clauses[0].id, words="绝密")
    assert wipe_talk(story.case) == []
    gone = Draft.objects.get(pk=draft.pk)
    assert (gone.key, bytes(gone.snapshot), DraftComment.objects.get().words, DraftUpdate.objects.count()) == ("", b"", "", 2)
    assert at(story.lin).get(f"/room/{story.case.number}/draft").status_code == 200


@pytest.mark.usefixtures("district")
def test_the_text_read_from_the_log_is_what_the_plain_form_would_have_written():
    story, sitting, draft = laid()
    doc = loaded(draft)
    write(draft, sitting, story.lin, clause(doc, STOCK_CLAUSES[0]))
    write(draft, sitting, story.wang, clause(doc, "  双方  握手言和。 "))
    write(draft, sitting, story.wang, duty(doc, **PAYS | {"instalments": "2"}))
    together = draft_text.take_over(draft.pk, sitting, by=staff("shen"))
    joint = canonical_text(Agreement.objects.get(pk=together.pk))
    form = {"facts_text": story.case.summary, "stock": ["0"], "own": "双方 握手言和。", "duty-TOTAL_FORMS": "1", "duty-INITIAL_FORMS": "0", "save": ""}
    form |= {f"duty-0-{name}": value for name, value in PAYS.items()} | {"duty-0-instalments": "2"}
    assert at(staff("shen")).post(f"/case/{story.case.number}/write", form).status_code == 302
    assert canonical_text(Case.objects.get(pk=story.case.pk).present_agreement) == joint
    assert [row["what"] for row in text_in(Draft.objects.get(pk=draft.pk)).duties] == ["退还押金（第1期/共2期）", "退还押金（第2期/共2期）"]


@pytest.mark.django_db(transaction=True)
def test_what_the_plain_form_saved_stands_in_the_draft_and_clauses_that_stay_keep_their_remarks():
    story, sitting, draft = laid()
    write(draft, sitting, story.lin, said(draft, "留下的条款"))
    kept = text_in(draft).clauses[0].id
    draft_text.take_over(draft.pk, sitting, by=staff("shen"))
    assert "留下的条款" in at(staff("shen")).get(f"/case/{story.case.number}/write").content.decode()
    form = {"facts_text": "新的事实", "own": "留下的条款\n新条款", "duty-TOTAL_FORMS": "0", "duty-INITIAL_FORMS": "0", "save": ""}
    at(staff("shen")).post(f"/case/{story.case.number}/write", form)
    text = text_in(Draft.objects.get(pk=draft.pk))
    assert (text.facts, [c.text for c in text.clauses], text.clauses[0].id) == ("新的事实", ["留下的条款", "新条款"], kept)
    write(draft, sitting, story.lin, said(draft, "又一条"))
    assert draft_text.follow_the_form(story.case.pk) is None  # only a saved form is followed: what people typed since then stays
    assert clauses(draft) == ["留下的条款", "新条款", "又一条"]


@pytest.mark.usefixtures("district")
def test_unfinished_rows_are_refused_with_the_sentence_of_the_form_and_nothing_is_written():
    story, sitting, draft = laid()
    write(draft, sitting, story.lin, duty(loaded(draft), **PAYS | {"due_on": "下周"}))
    with pytest.raises(Invalid) as refused:
        draft_text.fix(draft.pk, sitting, by=staff("shen"))
    assert ("1" in str(refused.value.sentence), Agreement.objects.count(), story.now().open_round.state) == (True, 0, "in_progress")


@pytest.mark.usefixtures("district")
def test_a_fixed_text_is_the_one_in_the_log_and_nobody_writes_until_it_is_taken_back():
    story, sitting, draft = laid()
    doc = loaded(draft)
    write(draft, sitting, story.lin, clause(doc, "双方再无其他争议。"))
    write(draft, sitting, story.wang, duty(doc, **PAYS))
    for nobody in (story.lin, story.wang):
        with pytest.raises(WrongPerson):
            draft_text.fix(draft.pk, sitting, by=nobody)
    fixed = draft_text.fix(draft.pk, sitting, by=staff("shen"))
    assert fixed.text_sha256 == sha256(canonical_text(fixed).encode()).hexdigest()
    for person in (story.lin, story.wang, staff("shen")):
        with pytest.raises(WrongMoment):
            write(draft, sitting, person, said(draft, "加一句"))
    agree.unfreeze(story.case.pk, by=staff("shen"))
    write(draft, sitting, story.lin, said(draft, "加一句"))
    again = draft_text.fix(draft.pk, sitting, by=staff("shen"))
    assert (again.version, again.text_sha256 != fixed.text_sha256, again.clauses) == (2, True, ["双方再无其他争议。", "加一句"])


@pytest.mark.usefixtures("district")
def test_only_chosen_terms_of_a_caucus_come_to_the_table_and_nothing_else_of_it():
    story, sitting, joint = laid()
    side = drafts.open_draft(sitting, by=staff("shen"), audience="applicant")
    drafts.hand_pen(side.pk, sitting, by=staff("shen"), to="applicant")
    doc = loaded(side)
    write(side, sitting, story.lin, clause(doc, "底线三千", "secret"))
    write(side, sitting, story.lin, clause(doc, "可以分期", "open"))
    write(side, sitting, story.lin, duty(doc, **PAYS | {"note": "底线", "id": "row"}))
    for nobody in (story.lin, story.wang):
        with pytest.raises(WrongPerson):
            draft_text.bring(side.pk, sitting, by=nobody, terms=["open"])
    with pytest.raises(Invalid):
        draft_text.bring(side.pk, sitting, by=staff("shen"), terms=[])
    change = draft_text.bring(side.pk, sitting, by=staff("shen"), terms=["open", "row"])
    text = text_in(Draft.objects.get(pk=joint.pk))
    assert ([c.text for c in text.clauses], [row["what"] for row in text.duties]) == (["可以分期"], ["退还押金"])
    whole = loaded(Draft.objects.get(pk=joint.pk)).get_update()
    assert [word for word in ("底线", "secret", "note") if word.encode() in whole] == []
    assert change.draft_id == joint.pk


@pytest.mark.usefixtures("district")
def test_another_mediator_reads_nothing_that_was_written_with_a_side_before():
    story, sitting, draft = laid("applicant", "applicant")
    write(draft, sitting, story.lin, said(draft, "底线三千"))
    story.close().move("refer", story.lin)
    assert Draft.objects.get(pk=draft.pk).mediator == staff("shen")
    assert "底线三千" not in at(staff("wu")).get(f"/room/{story.case.number}/draft?zone=applicant").content.decode()
    assert at(staff("wu")).get(f"/room/{story.case.number}/draft?zone=applicant").status_code == 404


MARKS = st.lists(st.tuples(st.sampled_from(["all", "applicant", "respondent"]), st.sampled_from(["clause", "duty", "remark", "facts"])), min_size=1, max_size=8)


@pytest.mark.usefixtures("district")
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MARKS)
def test_no_byte_of_a_sides_draft_is_on_any_page_of_the_other(script):
    with transaction.atomic():
        point = transaction.savepoint()
        story, sitting, joint = laid()
        rows = {"all": joint} | {side: drafts.open_draft(sitting, by=staff("shen"), audience=side) for side in ("applicant", "respondent")}
        mine = {"applicant": story.lin, "respondent": story.wang}
        marks = {audience: [] for audience in rows}
        for n, (audience, what) in enumerate(script):
            word = f"记号{audience}{n}号"
            marks[audience].append(word)
            doc = loaded(Draft.objects.get(pk=rows[audience].pk))
            if what == "duty":
                change = duty(doc, **PAYS | {"what": word, "id": f"d{n}"})
            else:
                change = clause(doc, word, f"c{n}")
            write(rows[audience], sitting, staff("shen"), change)
            if what == "remark":
                remarks.remark(rows[audience].pk, sitting, by=staff("shen"), clause=f"c{n}", words=f"{word}批注")
        for side, person in mine.items():
            other = {"applicant": "respondent", "respondent": "applicant"}[side]
            paths = [f"/room/{story.case.number}", f"/case/{story.case.number}", f"/api/v1/cases/{story.case.number}", "/my-data?format=json"]
            for zone in ("joint", side, other):
                paths += [f"/room/{story.case.number}/draft?zone={zone}", f"/room/{story.case.number}/draft/aside?zone={zone}"]
            pages = "".join(at(person).get(path).content.decode() for path in paths)
            assert [word for word in marks[other] if word in pages] == []
            assert [word for word in marks["all"] + marks[side] if word not in pages] == []
            assert [at(person).get(f"/room/{story.case.number}/draft{more}?zone={other}").status_code for more in ("", "/aside")] == [404, 404]
            assert at(person).post(f"/room/{story.case.number}/draft", {"zone": other, "deed": "remark", "clause": "c0", "words": "x"}).status_code == 404
        transaction.savepoint_rollback(point)


@pytest.mark.usefixtures("district")
def test_strangers_and_other_centres_meet_404():
    story, _sitting, _draft = laid()
    assert [at(who).get(f"/room/{story.case.number}/draft").status_code for who in (qian(), staff("wu"), staff("fang"), staff("zhou"))] == [404] * 4


@pytest.mark.usefixtures("district")
def test_remarks_hang_on_a_clause_and_are_dealt_with_once():
    story, sitting, draft = laid(pen="")
    write(draft, sitting, staff("shen"), clause(loaded(draft), "一条", "c1"))
    page = f"/room/{story.case.number}/draft"
    assert at(story.wang).post(page, {"deed": "remark", "clause": "c1", "words": "这里要写日期"}).status_code == 302
    assert "这里要写日期" in at(story.lin).get(page).content.decode()
    assert [at(story.lin).post(page, {"deed": "remark", "clause": c, "words": w}).status_code for c, w in (("nope", "x"), ("c1", ""), ("c1", "长" * 501))] == [422, 422, 422]
    assert at(story.lin).post(page, {"deed": "resolve", "row": "1"}).status_code == 302
    assert (DraftComment.objects.get().resolved_by, at(story.lin).post(page, {"deed": "resolve", "row": "7"}).status_code) == (story.lin, 422)


@pytest.mark.usefixtures("district")
def test_without_scripts_the_text_is_laid_read_taken_over_and_fixed():
    story, sitting = opened()
    page, shen = f"/room/{story.case.number}/draft", at(staff("shen"))
    assert at(story.lin).post(page, {"deed": "open"}).status_code == 403
    assert shen.post(page, {"deed": "open"}).status_code == 302
    draft = Draft.objects.get()
    write(draft, sitting, staff("shen"), duty(loaded(draft), **PAYS))
    for person in (story.lin, story.wang):
        seen = at(person).get(page).content.decode()
        assert ("退还押金人民币3,400.00元" in seen, "<html" in seen) == (True, True)
    part = at(story.lin).get(page, headers={"X-Panel": "1"}).content.decode()
    assert ("退还押金人民币3,400.00元" in part, "<html" in part) == (True, False)
    assert shen.post(page, {"deed": "plain"}).headers["Location"] == f"/case/{story.case.number}/write"
    assert shen.post(page, {"deed": "fix"}).headers["Location"] == f"/case/{story.case.number}/agreement"
    assert "正在签字" in at(story.lin).get(page).content.decode() or "signing" in at(story.lin).get(page).content.decode().lower()
    assert shen.post(page, {"deed": "fix"}).status_code == 409

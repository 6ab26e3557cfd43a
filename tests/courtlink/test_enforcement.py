"""Enforcement of what a court confirmed: who may ask, for what, at which court, and what becomes of the case."""

from datetime import timedelta

import pypdfium2
import pytest
from django.test import Client
from django.utils import timezone, translation

from cases.actions import court as case_court
from cases.models import Agreement, Deadline, Obligation, Step
from cases.reads.jurisdiction import competent_courts
from courtlink.actions.file import file_enforcement
from courtlink.actions.review import accept, decide, send_back, take
from courtlink.enforcement import first_words
from courtlink.models import Filing
from mediation.refusals import Invalid, WrongMoment
from mediation.vault.reads import open_original
from tests.courtlink.test_court import green
from tests.people import DRAWING, LIN, WANG, Story, staff

pytestmark = pytest.mark.usefixtures("district")
RULING = "(2026)浙0108民特1号"
DOCKET = "(2026)浙0108执7号"
PERSON = {"id_number": "330108199003070017", "address": "杭州市滨江区江南大道100号"}


def not_kept(*, confirmed: bool = True) -> Story:
    """A confirmed agreement whose only obligation (Wang owes Lin 3400 yuan) is overdue."""
    story = green()
    if confirmed:
        case_court.confirmed(story.case.pk, docket_number=RULING, filing="x")
    Obligation.objects.update(due_on=timezone.localdate() - timedelta(days=3), if_late="每日万分之五")
    return story.move("breach", staff("shen"))


def words_of(story: Story, **changes: str) -> dict[str, str]:
    return first_words(story.now(), story.party("applicant")) | PERSON | changes


def ask(story: Story, **changes: str) -> Filing:
    return file_enforcement(story.case.pk, by=story.lin, words=words_of(story, **changes), drawing=DRAWING)


def at_court(story: Story, **changes: str) -> Filing:
    filing = take(ask(story, **changes).pk, by=staff("zhou"))
    return accept(filing.pk, by=staff("zhou"), docket_number=DOCKET)


def web(person):
    browser = Client()
    browser.force_login(person, backend="mediation.people.backends.Citizens")
    return browser


def paper_of(filing: Filing) -> str:
    row = filing.documents.get(role="lead")
    return "".join(page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(open_original(row.file).read())).replace("\r", "").replace("\n", "")


def test_what_is_enforced_is_closed_and_the_case_is_performed():
    story = not_kept()
    duty = Obligation.objects.get()
    filing = ask(
        story, **{f"left_{duty.pk}": "3000", f"late_{duty.pk}": "15.50", "performed": "11月2日付400元", "clues": "工商银行账户尾号1234\n浙A12345", "double_interest": "yes"}
    )
    assert [(d.kind, d.role) for d in filing.documents.all()] == [("enforcement_application", "lead"), ("agreement", "connected"), ("service_address", "connected")]
    paper = paper_of(filing)
    for words in (RULING, "3,000.00", "400.00", "15.50", "每日万分之五", "浙A12345", "11月2日付400元", "第二百六十四条", "叁仟零壹拾伍元伍角"):
        assert words in paper
    take(filing.pk, by=staff("zhou"))
    assert [(c.deadline.period.code, c.deadline.turn) for c in filing.clocks.all()] == [("T-ENF7", "clerk")]
    with pytest.raises(Invalid):
        accept(filing.pk, by=staff("zhou"), docket_number="(2026)浙0108民初7号")
    accept(filing.pk, by=staff("zhou"), docket_number=DOCKET)
    with pytest.raises(Invalid):
        decide(filing.pk, by=staff("zhou"), result="judgment")
    decided = decide(filing.pk, by=staff("zhou"), result="enforced")
    duty.refresh_from_db()
    assert (decided.state, decided.result, duty.closed_as, story.now().stage, story.case.colour) == ("decided", "enforced", "enforced", "performed", "green")
    assert not Deadline.objects.filter(case=story.case, closed_at=None).exclude(period__code="T-VISIT").exists()
    assert [s.name for s in story.case.steps.order_by("-seq")[:2]] == ["cure", "obligations_enforced"]


def test_what_could_not_be_enforced_stays_open_and_so_does_the_case():
    story = not_kept()
    filing = at_court(story)
    decide(filing.pk, by=staff("zhou"), result="not_enforced")
    assert (Obligation.objects.get().closed_at, story.now().stage) == (None, "breached")
    assert ask(story).state == "submitted"  # something is found later: once more


def test_what_was_not_asked_for_stays_open():
    story = not_kept()
    first = Obligation.objects.get()
    Obligation.objects.create(agreement=first.agreement, position=2, debtor="respondent", what="归还钥匙", how="当面", due_on=first.due_on)
    filing = at_court(story, **{f"left_{first.pk}": "3400.00"})
    words = {name: value for name, value in words_of(story).items() if not name.startswith("claim_")}
    assert len(first_words(story.now(), story.party("applicant"))) > len(words)
    filing = Filing.objects.get(pk=filing.pk)
    Filing.objects.filter(pk=filing.pk).update(words=f'{{"claim_{first.pk}": "yes"}}')
    decide(filing.pk, by=staff("zhou"), result="enforced")
    assert list(Obligation.objects.order_by("position").values_list("closed_as", flat=True)) == ["enforced", ""]
    assert story.now().stage == "breached"


def test_only_a_confirmed_agreement_that_is_not_kept_is_enforced():
    contract = not_kept(confirmed=False)
    with pytest.raises(WrongMoment):
        ask(contract)
    assert not web(contract.lin).get(f"/case/{contract.case.number}").context["page"].offers.enforcement
    assert set(Deadline.objects.filter(case=contract.case, closed_at=None).values_list("period__code", flat=True)) & {"T-ENF", "T-LIM"} == {"T-LIM"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"left": "3400.01"}, "left"),
        ({"left": "0"}, "left"),
        ({"left": "viel"}, "left"),
        ({"late": "viel"}, "late"),
        ({"claim": None}, "claims"),
        ({"id_number": "110101199003070017"}, "id_number"),
    ],
)
def test_what_a_clerk_would_return_is_refused_at_its_field(changes, field):
    story = not_kept()
    duty = Obligation.objects.get()
    words = words_of(story)
    for name, value in changes.items():
        key = name if name == "id_number" else f"{name}_{duty.pk}"
        words = words | {key: value} if value is not None else {k: v for k, v in words.items() if k != key}
    with pytest.raises(Invalid) as refused:
        file_enforcement(story.case.pk, by=story.lin, words=words, drawing=DRAWING)
    assert set(refused.value.facts["fields"]) == {field if field in ("claims", "id_number") else f"{field}_{duty.pk}"}
    assert not Filing.objects.exists()


def test_after_two_years_and_without_a_word_on_delay():
    story = not_kept()
    duty = Obligation.objects.get()
    Obligation.objects.update(if_late="", due_on=timezone.localdate() - timedelta(days=3 * 366))
    with pytest.raises(Invalid) as refused:
        ask(story, **{f"late_{duty.pk}": "10"})
    assert set(refused.value.facts["fields"]) == {"window", f"late_{duty.pk}"}


def test_the_court_that_ruled_is_competent_and_for_a_deed_that_where_the_debtor_lives():
    story = not_kept()
    first, *others = competent_courts(story.now(), "enforcement", on=timezone.localdate())
    assert (first.code, first.rule, first.article, [v.rule for v in others]) == ("浙0108", "ruling_court", "民诉法解释第460条", ["assets"])
    Agreement.objects.update(effect_basis="notarised_deed", effect_number="(2026)浙杭证1号")
    story.now().parties.filter(side="respondent").update(address="杭州市萧山区市心路1号")
    with translation.override("zh-hans"):
        first = competent_courts(story.now(), "enforcement", on=timezone.localdate())[0]
    assert (first.code, first.rule) == ("浙0109", "debtor")


def test_the_other_side_hears_nothing_of_it_here():
    story = not_kept()
    filing = at_court(story)
    assert Filing.objects.visible_to(story.lin).count() == 1
    assert not Filing.objects.visible_to(story.wang).exists()
    assert web(story.wang).get(f"/filing/{filing.ref}").status_code == 404
    page = web(story.wang).get(f"/case/{story.case.number}").content.decode()
    ledger = web(story.wang).get(f"/case/{story.case.number}/clocks").content.decode()
    for text in (page, ledger):
        assert "执行立案" not in text
        assert "enforcement for" not in text
    assert {step.audience for step in Step.objects.filter(case=story.case, facts__filing=filing.ref)} == {"applicant"}
    assert web(story.wang).get(f"/case/{story.case.number}/enforcement").status_code == 403


def test_the_page_shows_what_is_owed_keeps_what_was_typed_and_sends_it():
    story = not_kept()
    duty = Obligation.objects.get()
    path = f"/case/{story.case.number}/enforcement"
    assert path in web(story.lin).get(f"/case/{story.case.number}").content.decode()
    browser = web(story.lin)
    first = browser.get(path)
    assert (first.status_code, first.context["claims"][0][0].left, first.context["fee"]) == (200, "3400.00", 50)
    typed = words_of(story, clues="车牌浙A12345", **{f"left_{duty.pk}": "9999"})
    refused = browser.post(path, typed | {"drawing": DRAWING})
    assert (refused.status_code, refused.context["words"]["clues"]) == (422, "车牌浙A12345")
    assert 'id="claims"' in refused.content.decode()
    sent = browser.post(path, typed | {f"left_{duty.pk}": "3400", "drawing": DRAWING})
    filing = Filing.objects.get()
    assert (sent.status_code, sent["Location"], filing.kind) == (302, f"/filing/{filing.ref}", "enforcement")
    assert browser.get(path)["Location"] == f"/filing/{filing.ref}"
    clerk = web(staff("zhou"))
    clerk.post(f"/court/filing/{filing.ref}", {"deed": "take"})
    send_back(filing.pk, by=staff("zhou"), reasons={filing.documents.get(role="lead").pk: ("unclear_claim", "请写明利息")})
    again = browser.get(path)
    assert (again.context["words"]["clues"], again.context["faults"]["claims"][0].endswith("请写明利息")) == ("车牌浙A12345", True)
    browser.post(path, typed | {f"left_{duty.pk}": "3400", "drawing": DRAWING})
    second = Filing.objects.latest("pk")
    assert (second.revises_id, second.seq) == (filing.pk, 2)
    clerk.post(f"/court/filing/{second.ref}", {"deed": "take"})
    clerk.post(f"/court/filing/{second.ref}", {"deed": "accept", "docket_number": DOCKET})
    assert "not_enforced" in clerk.get(f"/court/filing/{second.ref}").content.decode()
    clerk.post(f"/court/filing/{second.ref}", {"deed": "decide", "result": "enforced"})
    assert story.now().stage == "performed"


def test_a_respondent_who_is_owed_something_gets_no_phone_of_the_applicant_on_the_paper():
    story = not_kept()
    Obligation.objects.update(debtor="applicant")
    words = first_words(story.now(), story.party("respondent")) | PERSON | {"id_number": "330109199003070013"}
    paper = paper_of(file_enforcement(story.case.pk, by=story.wang, words=words, drawing=DRAWING))
    assert "林晓" in paper and LIN not in paper
    assert WANG in paper_of(ask(not_kept_again(story)))


def not_kept_again(story: Story) -> Story:
    """The same agreement, owed the other way round once more, with no papers at the court."""
    Filing.objects.update(state="withdrawn")
    Obligation.objects.update(debtor="respondent")
    return story

"""One set of rules: what the citizen is told before sending, what sending refuses, what the clerk sees."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from cases.models import Agent, Agreement, Case, DisputeType, Party, Period
from courtlink.actions.file import join_confirmation
from courtlink.actions.identity import hand_in, take_out
from courtlink.actions.review import send_back, take
from courtlink.kinds import DocumentKind, FilingKind, ReturnReason
from courtlink.laws import ACTS, cited
from courtlink.models import Filing
from courtlink.precheck.submission import Submission
from courtlink.precheck.table import RULES, findings, rules_for, verdicts
from courtlink.reads import papers_of
from courtlink.supporting import identity_title
from mediation.people.models import User
from tests.courtlink.filled import full
from tests.courtlink.test_court import WORDS, green, red, sue
from tests.courtlink.test_pages import exhibit, web
from tests.people import DRAWING, staff
from tests.vault.makers import paper, upload

pytestmark = pytest.mark.usefixtures("district")
GOOD = full("tenancy") | {"deposit": "3400.00", "rent_back": "", "penalty": "", "damages": "", "amount": "3400.00"}

UNDATED = {code: "" for code, value in GOOD.items() if re.fullmatch(r"\d{4}-\d\d-\d\d", value)}


def told(story, kind=FilingKind.LAWSUIT, exhibits=(), at=None, signer=None, **words) -> dict[str, str]:
    """What the rules say of these words, with the copy of the identity paper at hand: level by code."""
    party = story.party("applicant")
    papers = Submission(story.now(), kind, ((party, GOOD | words),), tuple(exhibits), at or timezone.now(), signer, titles=frozenset({identity_title(party)}))
    return {str(finding.rule.code): str(finding.level) for finding in findings(papers)}


def test_each_reason_of_a_return_is_one_rule_with_a_document():
    assert [str(rule.code) for rule in RULES] == ReturnReason.values
    assert all(rule.kinds and rule.documents and rule.field and rule.law for rule in RULES)
    assert [rule.code for rule in RULES if not (rule.must or rule.should)] == ["illegible"]
    assert all(rules_for(kind) for kind in DocumentKind)


def test_good_papers_are_told_only_that_evidence_would_help():
    story = red()
    assert told(story) == {"missing_evidence": "should"}
    shown = exhibit(story)
    assert told(story, exhibits=[shown]) == {"missing_evidence": "should"}
    shown.purpose = "证明押金已付"
    assert told(story, exhibits=[shown]) == {}


@pytest.mark.parametrize(
    ("words", "code", "level"),
    [
        ({"id_number": "110101199003070017"}, "missing_id", "must"),
        ({"address": "杭州"}, "missing_address", "must"),
        ({"facts": GOOD["facts"] + "\ue000"}, "unprintable", "must"),
        ({"defendant_address": "", "defendant_lead": ""}, "missing_defendant", "should"),
        ({"claims": " \n "}, "unclear_claim", "must"),
        ({"claims": "请被告尽快支付3400元"}, "unclear_claim", "should"),
        ({"claims": "判令被告赔偿损失"}, "unclear_claim", "should"),
        ({"facts": "不退押金"}, "unclear_facts", "must"),
        ({"facts": "三月初押金到期未退，催告三次，仍然不退。", **UNDATED}, "unclear_facts", "should"),
        ({"facts": "2026年3月押金到期未退，催告三次。", "house": "x"}, "", ""),
        ({"house": ""}, "missing_row", "must"),
        ({"rent": "很多"}, "missing_row", "must"),
        ({"term_to": "2026-02-30"}, "missing_row", "must"),
        ({"amount": ""}, "amount_differs", "should"),
        ({"amount": "9999"}, "amount_differs", "should"),
        ({"deposit": "3500"}, "amount_differs", "should"),
        ({"claims": "判令被告支付0.34万元"}, "", ""),
        ({"claims": "判令被告支付3400元，其中押金3000元"}, "", ""),
        ({"clause": "arbitration"}, "wrong_court", "should"),
        ({"claims": "判令原告与被告离婚"}, "ink_needed", "must"),
        ({"form_kind": "divorce", "divorce": "yes", "married_on": "2020-01-01"}, "ink_needed", "must"),
        ({"handed_back_on": "2020-01-01"}, "limitation", "should"),
    ],
)
def test_a_word_breaks_exactly_its_rule(words, code, level):
    expected = {"missing_evidence": "should"} | ({code: level} if code else {})
    assert {k: v for k, v in told(red(), **words).items() if k != "amount_differs" or code in (k, "")} == expected


def test_a_defendant_whom_nobody_can_find_stops_the_papers():
    story = red()
    words = dict.fromkeys(["defendant_address", "defendant_phone", "defendant_id", "defendant_lead"], "")
    assert told(story, **words)["missing_defendant"] == "should"
    Party.objects.filter(case=story.case, side="respondent").update(phone="", phone_index=None)
    assert told(story, **words)["missing_defendant"] == "must"
    assert "missing_defendant" not in told(story, **(words | {"defendant_lead": "车牌浙A12345"}))


def test_an_agent_without_a_paper_cannot_sign_and_the_party_itself_can():
    story = red()
    party, lawyer = story.party("applicant"), User.objects.get(username="wu")
    Agent.objects.create(party=party, kind="lawyer", user=lawyer, name="吴律师", phone="13800000009", since=timezone.now())
    assert (told(story, signer=story.lin.pk)["missing_authority"], told(story, signer=lawyer.pk)["missing_authority"]) == ("should", "must")
    Agent.objects.update(document=exhibit(story).file)
    assert "missing_authority" not in told(story, signer=lawyer.pk)


def test_another_competent_court_is_named_with_its_reason():
    story = red("loan")
    other = story.party("respondent")
    other.address = "杭州市余杭区文一西路1号"
    other.save(update_fields=["address"])
    papers = Submission(story.now(), FilingKind.LAWSUIT, ((story.party("applicant"), GOOD),), (), timezone.now())
    (found,) = [finding for finding in findings(papers) if finding.rule.code == "wrong_court"]
    assert (str(found.level), found.field, "余杭" in found.sentence) == ("should", "court", True)


def test_near_the_end_of_limitation_the_day_is_said_and_nothing_is_stopped():
    story = red()
    ended = story.now().latest_round.ended_at
    period = Period.objects.get(code="T-LIM")
    assert "limitation" not in told(story, at=ended + timedelta(days=365 * period.amount - 100))
    assert told(story, at=ended + timedelta(days=365 * period.amount - 60))["limitation"] == "should"


def test_a_confirmed_agreement_is_enforced_and_not_sued_for():
    story = green()
    assert "earlier_agreement" not in told(story)
    Agreement.objects.filter(case=story.case).update(effect_basis="ruling", effect_number="(2026)浙0108民特1号")
    assert told(story)["earlier_agreement"] == "must"


def test_wages_belong_to_another_body_unless_the_form_goes_there():
    story = red()
    Case.objects.filter(pk=story.case.pk).update(dispute_type=DisputeType.objects.get(code="labour"))
    assert told(story)["excluded_matter"] == "must"
    labour = full("labour") | {"wages": "3400", "amount": "3400"}
    assert "excluded_matter" not in told(story, **labour)
    Case.objects.filter(pk=story.case.pk).update(dispute_type=DisputeType.objects.get(code="loan"))
    assert told(story, **labour)["excluded_matter"] == "must"


def test_the_rules_of_a_joint_application():
    story = green()
    assert told(story, FilingKind.CONFIRMATION) == {}
    assert told(story, FilingKind.CONFIRMATION, id_number="1", address="x") == {"missing_id": "must", "missing_address": "must"}
    assert told(story, FilingKind.CONFIRMATION, at=timezone.now() + timedelta(days=40)) == {"window_over": "must"}
    Agreement.objects.filter(case=story.case).update(clauses=["确认涉案房屋归林晓所有。"])
    assert told(story, FilingKind.CONFIRMATION) == {"excluded_matter": "should"}
    Agreement.objects.filter(case=story.case).update(effective_at=None, effect_basis="")
    assert told(story, FilingKind.CONFIRMATION)["unsealed_agreement"] == "must"


def test_both_identities_are_looked_at():
    story = green()
    people = ((story.party("applicant"), WORDS), (story.party("respondent"), WORDS | {"id_number": "1"}))
    papers = Submission(story.now(), FilingKind.CONFIRMATION, people, (), timezone.now())
    assert [finding.field for finding in findings(papers)] == ["id_number", "identity", "identity"]


def test_a_missing_copy_of_the_identity_paper_is_said_before_sending_and_to_the_clerk_by_what_came_along():
    story = red()
    address = f"/case/{story.case.number}/lawsuit"
    asked = lambda: [(one.field, str(one.level)) for one in web(story.lin).get(address).context["should"] if one.rule.code == "missing_id_copy"]
    assert asked() == [("identity", "should")]
    copy = hand_in(story.party("applicant").pk, by=story.lin, upload=upload(paper(1), "id.pdf"))
    assert asked() == []
    filing = sue(story)
    take_out(copy.pk, by=story.lin)
    seen = lambda: [finding for finding in findings(papers_of(filing)) if finding.rule.code == "missing_id_copy"]
    assert seen() == []
    filing.documents.filter(kind=DocumentKind.IDENTITY).delete()
    assert [finding.field for finding in seen()] == ["identity"]


def test_a_return_for_the_copy_leads_to_where_it_is_handed_in():
    story = red()
    filing = take(sue(story).pk, by=staff("zhou"))
    send_back(filing.pk, by=staff("zhou"), reasons={filing.documents.get(kind="complaint").pk: ("missing_id_copy", "")})
    page = web(story.lin).get(f"/case/{story.case.number}/lawsuit").content.decode()
    assert re.search(r'<p class="error">[^<]+</p><p class="hint" id="identity">', page)


def test_the_page_lists_everything_before_sending_with_a_link_to_each_field():
    story = red()
    page = web(story.lin).get(f"/case/{story.case.number}/lawsuit")
    said = [(str(one.rule.code), one.field) for one in (*page.context["must"], *page.context["should"])]
    assert said[:4] == [("missing_id", "id_number"), ("missing_address", "address"), ("unclear_claim", "claims"), ("missing_row", "deposit")]
    text = page.content.decode()
    assert [field for _code, field in said if f'href="#{field}"' not in text or f'id="{field}"' not in text] == []
    assert page.context["faults"] == {}


def test_the_page_of_the_joint_application_lists_the_same_rules():
    story = green()
    page = web(story.lin).get(f"/case/{story.case.number}/confirmation")
    assert [str(one.rule.code) for one in page.context["must"]] == ["missing_id", "missing_address"]
    filing = join_confirmation(story.case.pk, by=story.lin, words=WORDS, drawing=DRAWING)
    assert filing.state == "draft"


def test_the_clerk_sees_every_rule_with_the_machines_verdict_and_returns_with_its_code():
    story = red()
    filing = take(sue(story).pk, by=staff("zhou"))
    browser = web(staff("zhou"))
    page = browser.get(f"/court/filing/{filing.ref}")
    shown = {str(verdict.rule.code): (verdict.looked, [str(one.level) for one in verdict.findings]) for verdict in page.context["verdicts"]}
    assert list(shown) == [str(rule.code) for rule in RULES if FilingKind.LAWSUIT in rule.kinds]
    assert (shown["missing_id"], shown["missing_evidence"], shown["illegible"]) == ((True, []), (True, ["should"]), (False, []))
    choices = {document.kind: [str(rule.code) for rule in rules] for document, rules in page.context["rows"]}
    assert ("unclear_claim" in choices["complaint"], choices["certificate"]) == (True, ["illegible"])
    document = filing.documents.get(kind="complaint")
    assert browser.post(f"/court/filing/{filing.ref}", {"deed": "return", f"reason-{document.pk}": "amount_differs", f"words-{document.pk}": "请核对"}).status_code == 302
    assert (Filing.objects.get().state, filing.documents.get(kind="complaint").review_reason) == ("returned", "amount_differs")


def test_a_returned_joint_application_shows_every_reason():
    story = green()
    for person, number in ((story.lin, WORDS["id_number"]), (story.wang, "330109199003070013")):
        filing = join_confirmation(story.case.pk, by=person, words=WORDS | {"id_number": number}, drawing=DRAWING)
    take(filing.pk, by=staff("zhou"))
    assert [party.side for party, _words in papers_of(filing).people] == ["applicant", "respondent"]
    codes = {
        "confirmation_application": "excluded_matter",
        "mediation_agreement": "unsealed_agreement",
        "agreement": "unsealed_agreement",
        "service_address": "missing_address",
        "presided_proof": "illegible",
    }
    reasons = {document.pk: (codes[document.kind], f"理由{document.kind}") for document in filing.documents.all()}
    send_back(filing.pk, by=staff("zhou"), reasons=reasons)
    page = web(story.lin).get(f"/case/{story.case.number}/confirmation").content.decode()
    assert [page.count(words) for _code, words in reasons.values()] == [2] * len(reasons)


def test_old_filings_without_a_form_are_read_with_the_general_one():
    story = red()
    filing = sue(story)
    assert (papers_of(filing).form.kind, verdicts(papers_of(filing))[0].findings) == ("general", [])
    Filing.objects.filter(pk=filing.pk).update(words="")
    assert papers_of(Filing.objects.get()).words["id_number"] == WORDS["id_number"]


def test_every_rule_cites_an_act_by_its_name_in_both_languages():
    for rule in RULES:
        for part in rule.law.split("; "):
            act = part.split(" ")[0]
            assert act in ACTS or act == "法〔2025〕82号", part
    with translation.override("zh-hans"):
        assert cited("CPL 122(2); 解释 354, 460") == "《民事诉讼法》第122条第2项；《民事诉讼法解释》第354条、第460条"
        assert not [rule.law for rule in RULES if re.search("[A-Za-z]", cited(rule.law))]
    with translation.override("en"):
        assert cited("CPL 122(2); 解释 354, 460") == "Civil Procedure Law, art. 122 no. 2; Interpretation of the Civil Procedure Law, art. 354, art. 460"
        assert cited("法〔2025〕82号") == "法〔2025〕82号"

"""What an agreement must say, and what becomes of it: lint, instalments, claims, waivers, oral agreements, new versions, a look back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone

from cases.actions import agree, amend, oral, perform
from cases.agreement_forms import instalments
from cases.errors import FactsMissing
from cases.models import Agreement, Deadline, Obligation, Visit
from cases.reads.chain import broken_chains
from cases.reads.lint import cap_on, lint, what_blocks, yearly_rates
from courtlink.actions.file import join_confirmation
from mediation.people.actions.codes import ask_code
from mediation.refusals import Invalid, WrongMoment, WrongPerson
from tests.people import DRAWING, LIN, WANG, Story, latest_code, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]


def talks():
    return Story.begin().accept().answer().bind().take().talk()


def duty(**more):
    base = {
        "debtor": "respondent",
        "what": "退还押金",
        "how": "银行转账",
        "amount": Decimal(3400),
        "due_on": timezone.localdate() + timedelta(days=7),
        "kind": "pay",
        "if_late": "每日加付10元",
    }
    return agree.Duty(**base | more)


def write(story, *duties, clauses=("双方再无其他争议。",), **more):
    return agree.write_draft(story.case.pk, by=staff("shen"), facts_text="押金纠纷", clauses=list(clauses), duties=list(duties), **more)


def sign_all(story):
    for side, phone in (("applicant", LIN), ("respondent", WANG)):
        text = story.now().text_in_signing
        ask_code(phone=phone, purpose="sign", subject=agree.sign_subject(text))
        party = story.party(side)
        agree.sign(party.pk, by=party.user, text_sha256=text.text_sha256, code=latest_code(phone), drawing=DRAWING)


def late(story, days=30):
    Obligation.objects.filter(agreement=story.now().present_agreement).update(due_on=timezone.localdate() - timedelta(days=days))


@pytest.mark.parametrize(
    ("text", "rates"),
    [
        ("按年利率24%支付利息", [24]),
        ("年利率为百分之五", []),
        ("月利率 2％ 计息", [24]),
        ("月息2分", [24]),
        ("月息两分", [24]),
        ("逾期按每日万分之五计付", [Decimal("18.25")]),
        ("按日0.1%支付违约金", [Decimal("36.5")]),
        ("退还押金3400元的50%", []),
        ("年化利率12.4%，逾期年利率15%", [Decimal("12.4"), 15]),
    ],
)
def test_rates_of_interest_are_read_as_people_write_them(text, rates):
    assert [rate.normalize() for rate in yearly_rates(text)] == [Decimal(rate).normalize() for rate in rates]


def test_the_cap_is_four_times_the_rate_of_the_day_of_the_contract():
    assert (cap_on(date(2020, 8, 25)), cap_on(date(2025, 5, 20)), cap_on(date(2026, 3, 1)), cap_on(date(2010, 1, 1))) == (Decimal("15.40"), 12, 12, None)


def test_interest_above_the_cap_stops_the_signing():
    story = talks()
    draft = write(story, duty(if_late="按年利率15%计付利息"))
    assert len(what_blocks(draft)) == 1
    with pytest.raises(Invalid):
        agree.freeze(story.case.pk, by=staff("shen"))
    allowed = write(story, duty(if_late="按年利率15%计付利息"), contract_on=date(2020, 8, 25))
    assert what_blocks(allowed) == []
    agree.freeze(story.case.pk, by=staff("shen"))


def test_what_a_court_would_find_unclear_is_named():
    story = talks()
    assert len(what_blocks(write(story, duty(amount=None), duty(what="付", how=""), duty(due_on=timezone.localdate() - timedelta(days=1))))) == 3
    hints = lint(write(story, duty(if_late=""), clauses=["被申请人尽快道歉。"]))
    assert (len(hints), [p for p in hints if p.blocks]) == (2, [])


def test_an_amount_is_divided_into_monthly_payments_to_the_cent():
    rows = instalments({"what": "还款", "amount": Decimal(1000), "due_on": date(2026, 12, 31), "instalments": 3, "grace_days": None})
    assert [(row["amount"], row["due_on"]) for row in rows] == [
        (Decimal("333.33"), date(2026, 12, 31)),
        (Decimal("333.33"), date(2027, 1, 31)),
        (Decimal("333.34"), date(2027, 2, 28)),
    ]
    assert rows[0]["what"] == "还款（第1期/共3期）"


def test_the_debtor_says_it_and_the_creditor_confirms_it():
    story = talks().settle()
    row = story.now().present_agreement.obligations.get()
    with pytest.raises(WrongPerson):
        perform.claim_done(row.pk, by=story.lin)
    perform.claim_done(row.pk, by=story.wang)
    with pytest.raises(WrongMoment):
        perform.claim_done(row.pk, by=story.wang)
    assert not Obligation.objects.get().is_closed
    with pytest.raises(FactsMissing):
        story.move("perform", staff("shen"))
    perform.close_obligation(row.pk, by=story.lin)
    story.move("perform", staff("shen"))
    assert story.now().stage == "performed"


def test_only_the_creditor_gives_up():
    story = talks().settle()
    row = story.now().present_agreement.obligations.get()
    for who in (story.wang, staff("shen")):
        with pytest.raises(WrongPerson):
            perform.waive_obligation(row.pk, by=who)
    perform.waive_obligation(row.pk, by=story.lin)
    assert Obligation.objects.get().closed_as == "waived"
    assert not Deadline.objects.filter(case=story.case, period__code="T-OBL", closed_at=None).exists()


def test_days_of_grace_come_before_a_breach():
    story = talks()
    write(story, duty(grace_days=10))
    agree.freeze(story.case.pk, by=staff("shen"))
    sign_all(story)
    agree.seal(story.case.pk, by=staff("shen"), drawing=DRAWING)
    late(story, days=10)
    with pytest.raises(FactsMissing):
        story.move("breach", staff("shen"))
    late(story, days=11)
    story.move("breach", staff("shen"))
    page = Client().get(f"/C/{story.now().token}").content.decode()
    assert "code--alarm" in page and "c-green" in page


def test_an_oral_agreement_holds_at_once_and_cannot_be_confirmed():
    story = talks()
    write(story, duty())
    with pytest.raises(WrongMoment):  # something is left for later
        oral.register_oral(story.case.pk, by=staff("shen"), drawing=DRAWING)
    write(story, duty(due_on=timezone.localdate()))
    oral.register_oral(story.case.pk, by=staff("shen"), drawing=DRAWING)
    agreement = story.now().present_agreement
    assert (story.case.stage, agreement.effect_basis, story.case.latest_round.state) == ("agreed", "oral", "agreed")
    browser = Client()
    browser.force_login(story.lin, backend="mediation.people.backends.Citizens")
    assert f"/case/{story.case.number}/confirmation" not in browser.get(f"/case/{story.case.number}").content.decode()
    words = {"id_number": "330108199003070017", "address": "杭州市滨江区江南大道100号"}
    with pytest.raises(WrongMoment):
        join_confirmation(story.case.pk, by=story.lin, words=words, drawing=DRAWING)


def test_a_broken_agreement_is_rescheduled_and_the_old_one_holds_until_all_have_signed():
    story = talks().settle()
    old = story.now().present_agreement
    late(story)
    story.move("breach", staff("shen"))
    with pytest.raises(WrongPerson):
        amend.propose_amendment(story.case.pk, by=staff("wu"), facts_text="押金纠纷", clauses=[], duties=[duty()])
    amend.propose_amendment(story.case.pk, by=staff("shen"), facts_text="押金纠纷", clauses=["分期履行。"], duties=[duty(amount=Decimal(1700)), duty(amount=Decimal(1700))])
    assert (story.now().present_agreement, story.case.stage) == (old, "breached")
    with pytest.raises(WrongMoment):
        amend.seal_amendment(story.case.pk, by=staff("shen"), drawing=DRAWING)
    sign_all(story)
    amend.seal_amendment(story.case.pk, by=staff("shen"), drawing=DRAWING)
    new = story.now().present_agreement
    assert (story.case.stage, new.version, story.case.amendment) == ("agreed", 2, None)
    assert list(Obligation.objects.filter(agreement=old).values_list("closed_as", flat=True)) == ["superseded"]
    running = Deadline.objects.filter(case=story.case, closed_at=None)
    assert {row.obligation.agreement for row in running.filter(period__code="T-OBL")} == {new}
    assert running.get(period__code="T-CONF30").since == new.effective_at
    assert {broken for _, broken in broken_chains()} == {None}


def test_an_agreement_that_is_kept_can_be_changed_too_and_the_change_dropped():
    story = talks().settle()
    amend.propose_amendment(story.case.pk, by=staff("shen"), facts_text="押金纠纷", clauses=[], duties=[duty()])
    amend.drop_amendment(story.case.pk, by=staff("shen"))
    assert (story.now().amendment, story.case.present_agreement.version) == (None, 1)
    amend.propose_amendment(story.case.pk, by=staff("shen"), facts_text="押金纠纷", clauses=[], duties=[duty()])
    sign_all(story)
    amend.seal_amendment(story.case.pk, by=staff("shen"), drawing=DRAWING)
    assert (story.now().stage, story.case.present_agreement.version, Agreement.objects.filter(case=story.case).count()) == ("agreed", 3, 3)
    assert story.case.steps.filter(name="agreement_amended").count() == 1


def test_both_sides_look_back_and_the_visit_is_made():
    story = talks().settle()
    perform.close_obligation(story.now().present_agreement.obligations.get().pk, by=story.lin)
    story.move("perform", staff("shen"))
    running = Deadline.objects.filter(case=story.case, period__code="T-VISIT", closed_at=None)
    perform.note_visit(story.case.pk, by=story.lin, party_id=story.party("applicant").pk, kept=True, satisfaction=5)
    assert running.exists()
    with pytest.raises(WrongPerson):
        perform.note_visit(story.case.pk, by=story.lin, party_id=story.party("respondent").pk, kept=True, satisfaction=5)
    with pytest.raises(Invalid):
        perform.note_visit(story.case.pk, by=staff("fang"), party_id=story.party("respondent").pk, kept=True, satisfaction=6)
    perform.note_visit(story.case.pk, by=staff("fang"), party_id=story.party("respondent").pk, kept=True, satisfaction=4, smoulders=True)
    assert not running.exists()
    assert sorted(Visit.objects.values_list("satisfaction", "by__username")) == [(4, "fang"), (5, None)]


def test_a_side_does_not_read_what_the_other_said_afterwards():
    story = talks().settle()
    perform.note_visit(story.case.pk, by=story.wang, party_id=story.party("respondent").pk, kept=True, satisfaction=1, words="其实我不服")
    browser = Client()
    browser.force_login(story.lin, backend="mediation.people.backends.Citizens")
    assert "其实我不服" not in browser.get(f"/case/{story.case.number}/look-back").content.decode()


def test_the_builder_writes_what_was_typed_and_shows_what_is_unclear():
    story = talks()
    browser = Client()
    browser.force_login(staff("shen"), backend="mediation.people.backends.Citizens")
    day = timezone.localdate() + timedelta(days=5)
    form = {
        "facts_text": "押金纠纷", "stock": ["0"], "own": "", "duty-TOTAL_FORMS": 1, "duty-INITIAL_FORMS": 0, "duty-0-kind": "pay", "duty-0-debtor": "respondent",
        "duty-0-what": "退还押金", "duty-0-amount": "3400", "duty-0-how": "银行转账", "duty-0-account": "6222000011112222", "duty-0-due_on": day.isoformat(), "duty-0-instalments": "2",
    }  # fmt: skip
    assert browser.post(f"/case/{story.case.number}/write", form).status_code == 302
    rows = list(story.now().present_agreement.obligations.values_list("amount", "account"))
    assert rows == [(1700, "6222000011112222"), (1700, "6222000011112222")]
    page = browser.get(f"/case/{story.case.number}/write").content.decode()
    assert "逾期" in page and day.isoformat() in page


def test_an_empty_row_of_the_builder_is_no_obligation_whatever_its_menus_say():
    story = talks().settle()
    browser = Client()
    browser.force_login(staff("shen"), backend="mediation.people.backends.Citizens")
    page = browser.get(f"/case/{story.case.number}/change")
    (kept, empty) = page.context["duties"].forms
    shown = {form.add_prefix(name): form[name].value() or "" for form in (kept, empty) for name in form.fields}
    menus = {empty.add_prefix("kind"): "pay", empty.add_prefix("debtor"): "applicant"}  # a browser sends the first entry of a menu
    form = {"facts_text": "押金纠纷", "stock": ["0"], "own": "", "duty-TOTAL_FORMS": 2, "duty-INITIAL_FORMS": 1} | shown | menus
    assert browser.post(f"/case/{story.case.number}/change", form).status_code == 302
    assert story.now().amendment.obligations.count() == 1


def test_an_obligation_is_struck_out_of_a_new_version():
    story = talks()
    write(story, duty(what="退还押金"), duty(what="赔礼道歉", kind="apologise", amount=None))
    agree.freeze(story.case.pk, by=staff("shen"))
    sign_all(story)
    agree.seal(story.case.pk, by=staff("shen"), drawing=DRAWING)
    browser = Client()
    browser.force_login(staff("shen"), backend="mediation.people.backends.Citizens")
    forms = browser.get(f"/case/{story.case.number}/change").context["duties"].forms
    shown = {form.add_prefix(name): form[name].value() or "" for form in forms for name in form.fields if name != "DELETE"}
    text = {"facts_text": "押金纠纷", "stock": ["0"], "own": "", "duty-TOTAL_FORMS": 3, "duty-INITIAL_FORMS": 2, "duty-1-DELETE": "on"}
    assert browser.post(f"/case/{story.case.number}/change", shown | text).status_code == 302
    assert [o.what for o in story.now().amendment.obligations.all()] == ["退还押金"]

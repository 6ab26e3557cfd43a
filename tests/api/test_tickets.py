"""Sending systems: a dispute under the sender's own number, followed by it, told by signed webhooks."""

import io
import json
import threading
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from cases.actions import parties, perform, repeats, senders, tickets
from cases.actions.announce import announce_step
from cases.actions.once import forget_old_keys
from cases.models import Case, Consent, Deadline, Sender, Step, Ticket
from cases.reads.chain import broken_chains
from mediation.outreach import webhooks
from mediation.outreach.models import Delivery
from mediation.outreach.signing import new_keys, shown_keys, verify
from mediation.people.models import Centre, User
from mediation.refusals import Invalid
from tests.access.test_hostile import VALUES
from tests.people import LIN, WANG, Story, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("district")]
MARKER = "暗号海棠"  # stands in every word a person could say; no system may ever be told it
TICKET = {
    "reference": "12345-2026-0001",
    "area": "330108002001",
    "dispute_type": "tenancy",
    "summary": f"押金3400元未退，房东不接电话。{MARKER}",
    "wish": f"退还押金{MARKER}",
    "amount": "3400.55",
    "applicant_kind": "person",
    "applicant_name": f"林{MARKER}",
    "applicant_phone": LIN,
    "applicant_address": f"江南大道{MARKER}",
    "respondent_kind": "person",
    "respondent_name": f"王{MARKER}",
    "respondent_phone": WANG,
    "way": "spoken",
}


class System:
    """A connected system with its keys."""

    def __init__(self, receiver, code="hotline", channel="hotline", centre="长河矛调中心"):
        self.keys = senders.connect(code=code, name=f"{code} 12345", channel=channel, centre=Centre.objects.get(short_name=centre), url=receiver.url())
        self.sender = Sender.objects.get(code=code)
        self.receiver = receiver

    def headers(self, key="k-1"):
        return {"Authorization": f"Bearer {self.keys.api_key}"} | ({"Idempotency-Key": key} if key else {})

    def send(self, key="k-1", **change):
        return Client().post("/api/v1/tickets", TICKET | change, content_type="application/json", headers=self.headers(key))

    def read(self, reference=TICKET["reference"]):
        return Client().get(f"/api/v1/tickets/{reference}", headers=self.headers(""))

    def told(self):
        """Run what waits: announce every step, send every event; return the events as they arrived, every signature checked."""
        for step in Step.objects.order_by("pk"):
            announce_step(step.pk)
        for delivery in Delivery.objects.order_by("pk"):
            webhooks.attempt(delivery.pk, delivery.attempts)
        for _path, headers, body in self.receiver.told:
            facts = {"ident": headers["webhook-id"], "at": int(headers["webhook-timestamp"]), "body": body, "now": int(timezone.now().timestamp())}
            for key in (self.keys.secret, self.keys.public_key):
                verify(headers["webhook-signature"], key, **facts)
        return [json.loads(body) for _path, _headers, body in self.receiver.told]


@pytest.fixture
def hotline(receiver):
    return System(receiver)


def story_of(answer):
    """Go on with a sent case as people do."""
    case = Case.objects.get(number=answer.json()["number"])
    lin = parties.bind(next(p for p in case.parties.all() if p.side == "applicant").pk)
    return Story(case=case, lin=lin)


def test_a_sent_dispute_is_a_case_as_the_window_would_have_entered_it(hotline):
    answer = hotline.send()
    said, case = answer.json(), Case.objects.get()
    assert (answer.status_code, said["reference"], said["number"], said["stage"], said["colour"]) == (201, TICKET["reference"], case.number, "intake", "yellow")
    assert (said["page"], said["received_at"]) == (case.page_url, timezone.localtime(case.created_at).isoformat())
    assert (case.channel, case.entered_by, case.limitation_interrupted_on, str(case.amount)) == ("hotline", hotline.sender.user, timezone.localdate(), "3400.55")
    consent = Consent.objects.get()
    assert (consent.purpose, consent.way, consent.entered_by) == ("assisted", "spoken", hotline.sender.user)
    assert set(Deadline.objects.filter(case=case).values_list("period__code", flat=True)) == {"T-ADM", "T-DISP", "T-CALL", "T-FUP"}
    assert [(p.side, p.phone) for p in case.parties.order_by("pk")] == [("applicant", LIN), ("respondent", WANG)]
    assert [where for _number, where in broken_chains() if where is not None] == []


def test_a_retry_and_the_same_number_under_another_key_are_the_same_case(hotline):
    first, retry, later = hotline.send(), hotline.send(), hotline.send(key="k-2")
    assert (retry.status_code, retry.headers["Idempotency-Replayed"], retry.json()) == (201, "true", first.json())
    assert (later.status_code, later.json()) == (200, first.json())
    Story.begin()
    forget_old_keys()
    assert hotline.send(key="k-1").json() == first.json()
    assert Ticket.objects.count() == 1


def test_other_words_under_a_number_that_was_sent_are_refused(hotline):
    number = hotline.send().json()["number"]
    other = hotline.send(key="k-2", wish="道歉")
    assert (other.status_code, other.json()["type"], other.json()["number"]) == (409, "urn:mediation-code:reference-used", number)
    assert hotline.send(key="k-1", wish="道歉").json()["type"] == "urn:mediation-code:idempotency-key-reused"
    assert (hotline.send(key="").status_code, Case.objects.count()) == (422, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("keys", [["same"] * 8, [f"k-{n}" for n in range(8)]], ids=["one key", "eight keys"])
def test_eight_at_once_make_one_case(hotline, keys):
    answers, before = [], ProcrastinateJob.objects.order_by("pk").values_list("pk", flat=True).last() or 0

    def tap(key):
        try:
            answers.append(hotline.send(key=key))
        finally:
            connection.close()

    threads = [threading.Thread(target=tap, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ({a.status_code for a in answers} <= {200, 201}, len({a.json()["number"] for a in answers}), len(answers)) == (True, 1, 8)
    assert (Case.objects.count(), Ticket.objects.count(), Step.objects.count(), Consent.objects.count()) == (1, 1, 1, 1)
    assert ProcrastinateJob.objects.filter(task_name="cases.announce", args={"step": Step.objects.get().pk}).count() == 1
    assert ProcrastinateJob.objects.filter(task_name="cases.announce", id__gt=before).count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"summary": "短"}, "summary"),
        ({"way": "self"}, "way"),
        ({"way": ""}, "way"),
        ({"area": "330108"}, "area"),
        ({"reference": ""}, "reference"),
        ({"reference": "a/b"}, "reference"),
        ({"reference": "../x"}, "reference"),
        ({"reference": "a" * 61}, "reference"),
        ({"reference": "a\n"}, "reference"),
        ({"applicant_born_on": "2999-01-01"}, "applicant_born_on"),
        ({"applicant_phone": "abc"}, "applicant_phone"),
        ({"dispute_type": None}, "dispute_type"),
    ],
    ids=str,
)
def test_wrong_words_are_refused_at_their_field(hotline, change, field):
    answer = hotline.send(**change)
    if change == {"reference": "a\n"}:
        assert answer.json()["reference"] == "a"  # white space around is no part of it
        return
    assert (answer.status_code, list(answer.json()["fields"]), Case.objects.count()) == (422, [field], 0)


def test_a_written_consent_stays_with_the_sender_and_a_child_has_its_birthday(hotline):
    hotline.send(way="written", applicant_born_on="2015-03-01")
    assert (Consent.objects.get().way, Consent.objects.get().scan, str(Case.objects.get().parties.get(side="applicant").born_on)) == ("written", None, "2015-03-01")


def test_a_system_sends_only_for_the_area_of_its_centre(receiver, hotline):
    assert hotline.send(area="330108001001").status_code == 403
    district = System(receiver, code="police", channel="police", centre="区矛调中心")
    made = district.send(area="330108001001")
    assert (made.status_code, Case.objects.get().centre.short_name, Case.objects.get().channel) == (201, "西兴矛调中心", "police")


def test_who_holds_no_key_is_nobody(hotline):
    hotline.send()
    browser = Client()
    browser.force_login(staff("fang"), backend="mediation.people.backends.Citizens")
    wrong = [{}, {"Authorization": "Bearer mck_" + "0" * 32}, {"Authorization": "Bearer "}, {"Authorization": "Basic x"}, {"Authorization": "Bearer ÿ"}]
    for headers in wrong:
        for answer in (browser.post("/api/v1/tickets", TICKET, content_type="application/json", headers=headers), browser.get("/api/v1/tickets/12345-2026-0001", headers=headers)):
            assert (answer.status_code, answer.headers["Content-Type"], answer.headers["WWW-Authenticate"][:6]) == (401, "application/problem+json", "Bearer")
    assert Client().get("/api/v1/cases", headers=hotline.headers("")).status_code == 401  # its key opens nothing else


def test_a_suspended_system_is_refused_until_it_is_let_in_again(hotline):
    senders.suspend(hotline.sender)
    assert (hotline.send().status_code, hotline.read().status_code) == (403, 403)
    senders.suspend(hotline.sender, ends=True)
    assert hotline.send().status_code == 201


def test_a_ticket_exists_for_its_sender_alone(receiver, hotline):
    police = System(receiver, code="police", channel="police")
    hotline.send()
    assert (hotline.read().status_code, police.read().status_code) == (200, 404)
    mine = police.send(key="k-1")  # another system may use the same number and the same key
    assert (mine.status_code, police.read().json()["number"] == hotline.read().json()["number"]) == (201, False)


def test_progress_is_codes_and_never_names_or_words(hotline):
    hotline.send()
    said = hotline.read()
    assert MARKER not in said.content.decode()
    body = said.json()
    assert set(body) == {"reference", "number", "stage", "colour", "turn", "next_step", "deadline", "result", "seq", "moved_at", "page", "received_at"}
    assert (body["stage"], body["colour"], body["turn"], body["result"], body["seq"]) == ("intake", "yellow", "dispatcher", None, 1)
    assert body["deadline"]["due_at"]
    assert "3400" not in said.content.decode()


def test_from_the_ticket_to_the_settlement_the_sender_is_told_every_step_in_order(hotline):
    story = story_of(hotline.send())
    story.accept().answer().bind().take().talk().settle()
    told = hotline.told()
    assert [(event["type"], event["data"]["stage"], event["data"]["colour"]) for event in told] == [
        ("ticket.received", "intake", "yellow"),
        ("ticket.progressed", "first_mediation", "yellow"),
        ("ticket.progressed", "agreed", "green"),
    ]
    obligation = story.now().present_agreement.obligations.get()
    perform.close_obligation(obligation.pk, by=staff("shen"))
    story.move("perform", staff("shen"))
    told = hotline.told()
    assert (told[-1]["type"], told[-1]["data"]["stage"], told[-1]["data"]["reason"]) == ("ticket.closed", "performed", "")
    seqs = [event["data"]["seq"] for event in told]
    assert (seqs, len(set(seqs)), len(told)) == (sorted(seqs), 4, 4)
    assert {event["data"]["reference"] for event in told} == {TICKET["reference"]}
    assert MARKER not in json.dumps(told, ensure_ascii=False)
    assert "3400" not in json.dumps(told)
    assert hotline.read().json()["result"] == {"stage": "performed", "reason": ""}
    assert len(hotline.told()) == 4  # jobs that run again tell nothing again


@pytest.mark.parametrize(
    ("move", "who", "reason", "stage"),
    [("withdraw", "lin", "self_settled", "withdrawn"), ("decline", "fang", "not_civil", "declined"), ("transfer", "fang", "police", "transferred")],
)
def test_an_end_without_settlement_has_its_coded_reason(hotline, move, who, reason, stage):
    story = story_of(hotline.send())
    story.move(move, story.lin if who == "lin" else staff(who), reason)
    last = hotline.told()[-1]
    assert (last["type"], last["data"]["stage"], last["data"]["colour"], last["data"]["reason"]) == ("ticket.closed", stage, "grey", reason)
    assert hotline.read().json()["result"] == {"stage": stage, "reason": reason}


def test_a_dispute_that_goes_on_in_another_case_is_followed_there(hotline):
    older, answer = Story.begin(), hotline.send()
    case = Case.objects.get(number=answer.json()["number"])
    repeats.join_to(case.pk, by=staff("fang"), other=older.case)
    older.accept()
    told = hotline.told()
    assert [(event["data"]["number"], event["data"]["stage"]) for event in told] == [
        (case.number, "intake"),
        (older.case.number, "first_mediation"),
        (older.case.number, "first_mediation"),
    ]
    assert (hotline.read().json()["number"], hotline.read().json()["stage"]) == (older.case.number, "first_mediation")
    repeats.part_from(case.pk, by=staff("fang"))
    assert (hotline.told()[-1]["data"]["number"], hotline.read().json()["stage"]) == (case.number, "intake")


def test_a_case_that_nobody_sent_tells_nobody(hotline):
    Story.begin().accept()
    assert hotline.told() == []


def test_the_account_of_a_system_has_no_way_in(hotline):
    hotline.send()
    account = hotline.sender.user
    assert (account.has_usable_password(), account.posts, account.phone) == (False, (), "")
    assert not Case.objects.visible_to(account).exists()
    assert account not in User.objects.at_post(role="dispatcher", centre_id=hotline.sender.centre_id)


def command(*args):
    out = io.StringIO()
    call_command("connect_sender", *args, stdout=out)
    return out.getvalue()


def test_the_command_connects_rotates_moves_and_suspends(receiver):
    options = ["--channel", "hotline", "--centre", "长河矛调中心", "--url", receiver.url()]
    with pytest.raises(CommandError):
        command("hotline", "热线")
    first = command("hotline", "热线", *options)
    key = first.split()[2]
    assert (key[:4], "whsec_" in first, "whpk_" in first, senders.known_by(key).name) == ("mck_", True, True, "热线")
    second = command("hotline", "--rotate").split()[2]
    assert (senders.known_by(key), senders.known_by(second).code) == (None, "hotline")
    command("hotline", "--url", receiver.url(path="/new"))
    command("hotline", "--suspend")
    sender = senders.known_by(second)
    assert (sender.endpoint.url, sender.suspended_at is None) == (receiver.url(path="/new"), False)
    command("hotline", "--resume")
    assert senders.known_by(second).suspended_at is None
    for wrong in (
        ["hotline"],
        ["x", "--rotate"],
        ["x", "--channel", "police", "--centre", "nowhere", "--url", receiver.url()],
        ["x", "--channel", "police", "--centre", "滨江法院", "--url", receiver.url()],
        ["hotline", "--url", "https://10.0.0.1/"],
    ):
        with pytest.raises(CommandError):
            command(*wrong)
    assert Sender.objects.count() == 1


def test_only_the_hash_of_the_key_is_kept(hotline):
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text || e::text FROM cases_sender s JOIN outreach_endpoint e ON e.id = s.endpoint_id")
        (row,) = cursor.fetchone()
    for secret in (hotline.keys.api_key, hotline.keys.api_key[4:], hotline.keys.secret[6:]):
        assert secret not in row
        assert secret.encode().hex() not in row


def test_a_channel_that_is_no_system_cannot_be_connected(receiver):
    with pytest.raises(Invalid):
        System(receiver, channel="qr")
    System(receiver)
    with pytest.raises(Invalid):
        System(receiver)
    assert tickets.CLOSED == {"performed", "withdrawn", "declined", "transferred", "filed"}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_nobody_breaks_it_with_words(hotline, value):
    for body in (dict.fromkeys(TICKET, value), *(TICKET | {field: value} for field in TICKET)):
        with transaction.atomic():
            answer = Client(raise_request_exception=False).post("/api/v1/tickets", body, content_type="application/json", headers=hotline.headers())
            assert answer.status_code in (201, 400, 403, 422)
            transaction.set_rollback(True)
    assert Case.objects.count() == 0


@pytest.mark.parametrize("reference", ["%00", "²", "9" * 400, "..", "%F0%9F%98%80", "a%2Fb"])
def test_nobody_breaks_an_address_of_it(hotline, reference):
    assert hotline.read(reference).status_code == 404


def example():
    """The receiver's code as the page for connecting systems shows it."""
    page = (Path(settings.BASE_DIR) / "docs" / "senders.md").read_text(encoding="utf-8")
    space = {}
    exec(page.split("```python")[1].split("```")[0], space)
    return space["is_from_centre"]


def test_the_example_of_the_page_checks_what_really_arrives(hotline):
    hotline.send()
    hotline.told()
    ((_path, headers, body),) = hotline.receiver.told
    is_from_centre, old = example(), hotline.keys
    for key in (old.secret, old.public_key):
        assert is_from_centre(headers, body, key)
        assert not is_from_centre(headers, body + b" ", key)
        assert not is_from_centre(headers | {"webhook-timestamp": "1800000000"}, body, key)
    for key in shown_keys(new_keys()):
        assert not is_from_centre(headers, body, key)
    hotline.keys = senders.renew(hotline.sender)
    hotline.send(key="k-2", reference="r-2")
    hotline.receiver.told.clear()
    hotline.told()
    ((_path, headers, body),) = hotline.receiver.told
    assert all(is_from_centre(headers, body, key) for key in (old.secret, old.public_key, hotline.keys.secret, hotline.keys.public_key))

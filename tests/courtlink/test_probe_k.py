import pytest
from django.test import Client
from courtlink.models import Filing
from courtlink.actions.review import send_back, take
from tests.people import DRAWING, LIN, WANG, Story, qian, staff
from tests.courtlink.test_court import WORDS, red, green, sue, reviewed
pytestmark = pytest.mark.usefixtures("district")
def web(user):
    b = Client(raise_request_exception=False); b.force_login(user, backend="django.contrib.auth.backends.ModelBackend"); return b

@pytest.mark.parametrize("ev", ["²", "9"*5000, "9"*30, "-1"])
def test_ev(ev):
    s = red(); r = web(s.lin).post(f"/case/{s.case.number}/lawsuit", WORDS | {"drawing": DRAWING, "evidence": ev})
    print(ev[:5], r.status_code)
    assert r.status_code == 302
@pytest.mark.parametrize("changes", [{"facts":"nul\x00nul nul nul nul"},{"facts":"😀😀😀 ‮ 押金押金押金押金押金"},{"amount":"abc<b>"},{"address":"x\x00"*10},{"claims":"a\n"*1000},{"claims":"长"*5000}])
def test_words(changes):
    s = red(); r = web(s.lin).post(f"/case/{s.case.number}/lawsuit", WORDS | changes | {"drawing": DRAWING})
    print(list(changes), r.status_code)
    assert r.status_code != 500
def test_early():
    s = Story.begin().accept()
    r = web(s.lin).get(f"/case/{s.case.number}/lawsuit"); print("lawsuit early", r.status_code)
    r = web(s.lin).get(f"/case/{s.case.number}/confirmation"); print("conf early", r.status_code)
def test_respondent_sees():
    s = Story.begin().accept().answer().bind(); s.move("refuse", s.lin)
    print("resp lawsuit", web(s.wang).get(f"/case/{s.case.number}/lawsuit").status_code)
    f = take(sue(s, claims="独特诉求").pk, by=staff("zhou"))
    send_back(f.pk, by=staff("zhou"), reasons={f.documents.first().pk: ("missing_address", "")})
    r = web(s.wang).get(f"/case/{s.case.number}/lawsuit"); print("resp returned", r.status_code, "独特诉求" in r.content.decode())
@pytest.mark.parametrize("post", [{"deed":"reject","reason":"not_court","remark":"a\x00b"},{"deed":"return","remark":"a\x00b"},{"deed":"accept","docket_number":"(2026)浙0108民初"+"9"*100+"号"},{"deed":"accept","docket_number":"（２０２６）浙0108民初９号"}, {"deed":"accept","docket_number":"(2026)浙0108民初9号\n"}])
def test_clerk(post):
    f = reviewed(red()); d = f.documents.first()
    post = post | {f"reason-{d.pk}": "illegible", f"words-{d.pk}": "x\x00"}
    r = web(staff("zhou")).post(f"/court/filing/{f.ref}", post); print(post["deed"], r.status_code)
    assert r.status_code != 500
@pytest.mark.parametrize("p", ["/filing/a%00b", "/court/filing/%00", "/case/%00/lawsuit", "/court/case/%00", "/filing/x/document/99999999999999999999999"])
def test_path(p):
    for u in (staff("zhou"),):
        r = web(u).get(p); print(p, r.status_code); assert r.status_code == 404
@pytest.mark.parametrize("m", ["²:²", "9"*5000+":1", "9"*30+":"+"9"*30])
def test_register(m):
    s = Story.begin().second().close("wu").move("ask_court", Story.begin().lin) if False else Story.begin().second().close("wu")
    s.move("ask_court", s.lin); s.answer("talk","applicant").answer("talk")
    for n in ("(2026)浙0108民诉前调1号", "(2026)浙0108民诉前调" + "1"*100 + "号", "(2026)浙0108民诉前调1号\x00"):
        r = web(staff("zhou")).post(f"/court/case/{s.case.number}", {"court_number": n, "mediator": m}); print(m[:4], len(n), r.status_code); assert r.status_code in (422, 409)
def test_register_long():
    s = Story.begin().second().close("wu"); s.move("ask_court", s.lin); s.answer("talk","applicant").answer("talk")
    from mediation.people.models import Centre
    c = Centre.objects.get(short_name="区矛调中心")
    r = web(staff("zhou")).post(f"/court/case/{s.case.number}", {"court_number": "(2026)浙0108民诉前调" + "1"*100 + "号", "mediator": f"{c.pk}:{staff('he').pk}"}); print(r.status_code); assert r.status_code == 422
def test_org():
    s = red(); p = s.party("applicant"); p.kind = "organisation"; p.save()
    r = web(s.lin).post(f"/case/{s.case.number}/lawsuit", WORDS | {"id_number":"91330100799655058B", "drawing": DRAWING}); print("org", r.status_code)
    assert r.status_code == 302

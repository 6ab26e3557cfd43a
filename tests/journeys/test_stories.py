"""Two disputes, from the poster on the wall to the end, with a browser for everybody."""

import re

import pytest

from tests.journeys.conftest import Person

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def apply(lin: Person, phone: str, respondent_phone: str) -> str:
    """Scan the poster and apply in three steps; return the case's number."""
    lin.go(lin.product.scanned_poster())
    lin.look("01-welcome")
    lin.press("main .button--primary")
    lin.page.fill("[name=name]", "林晓")
    lin.page.fill("[name=phone]", phone)
    lin.page.reload()
    assert lin.page.input_value("[name=phone]") == phone  # the draft survives a reload
    lin.press("main .button--primary")
    lin.page.check("[name=dispute_type][value=tenancy]")
    lin.page.fill("[name=summary]", "押金3400元未退。房东说墙面脏了，不肯退还，已经催了三次。")
    lin.page.fill("[name=amount]", "3400")
    lin.page.fill("[name=respondent_name]", "王强")
    lin.page.fill("[name=respondent_phone]", respondent_phone)
    lin.page.set_input_files("[name=photos]", files=[{"name": "wall.png", "mimeType": "image/png", "buffer": picture()}])
    lin.look("02-what")
    lin.press("main form[enctype] .button--primary")
    lin.press("main .button--primary")
    lin.page.fill("[name=code]", lin.code(phone))
    lin.look("03-check")
    lin.press("main form[data-draft-clear] .button--primary")
    lin.page.wait_for_url("**/case/**")
    assert lin.colour() == "yellow"
    lin.look_everywhere("04-case-yellow")
    return lin.page.url.rsplit("/", 1)[-1]


def picture() -> bytes:
    from io import BytesIO

    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (320, 240), (180, 150, 120)).save(out, "PNG")
    return out.getvalue()


def assign(fang: Person, number: str, mediator: str) -> None:
    fang.go(f"/case/{number}/assign")
    fang.page.locator("label.choice", has_text=mediator).click()
    fang.page.select_option("#override", "wish")
    fang.press("main .button--primary")
    fang.page.wait_for_url(f"**/case/{number}")


def take(mediator: Person, number: str) -> None:
    mediator.go("/desk")
    mediator.page.locator(f"a[href='/case/{number}']").click()
    mediator.press(f"form[action='/case/{number}/take'] button")
    mediator.page.wait_for_load_state()


def join(wang: Person, phone: str) -> None:
    """The respondent opens the link from the text message and answers in one tap."""
    for _try in range(50):
        wang.go("/outbox")
        text = next((t for t in wang.page.locator("ul.texts li").all() if phone in t.inner_text() and "/A/" in t.inner_text()), None)
        if text:
            break
        wang.page.wait_for_timeout(100)
    wang.go(text.locator("a").first.get_attribute("href"))
    wang.look_everywhere("05-answer")
    wang.press("button[value=talk]")
    wang.page.wait_for_url("**done=1")
    wang.press("main a.button--primary")
    wang.press("main .button--primary")
    wang.page.fill("[name=code]", wang.code(phone))
    wang.press("main form .button--primary")
    wang.page.wait_for_url("**/case/**")


def open_room(mediator: Person, number: str) -> None:
    mediator.go(f"/room/{number}")
    if mediator.page.locator("main form[data-once] .button--primary").count():
        mediator.press("main form[data-once] .button--primary")
    mediator.page.wait_for_selector("[data-room][data-live]")


def enter_room(person: Person, number: str) -> None:
    person.go(f"/room/{number}")
    if person.page.locator("main form[data-once] .button--primary").count():
        person.press("main form[data-once] .button--primary")
    person.page.wait_for_selector("[data-room][data-live]")


def say(person: Person, text: str) -> None:
    person.page.fill("[name=text]", text)
    person.page.press("[name=text]", "Enter")
    person.page.get_by_text(text).wait_for()


def hears(person: Person, text: str) -> None:
    person.page.locator("[data-talk]").get_by_text(text).wait_for()


def sign(person: Person, number: str, phone: str) -> None:
    person.go(f"/case/{number}/agreement")
    person.press("button[name=ask]")
    person.page.wait_for_selector("[name=code]")
    person.page.fill("[name=code]", person.code(phone))
    person.draw()
    person.look(f"07-sign-{phone[-1]}")
    person.press("#sign form .button--primary")
    person.page.wait_for_load_state()


def answer_again(person: Person, number: str) -> None:
    person.go(f"/case/{number}")
    person.press("main form.answers button[value=talk]")
    person.page.wait_for_load_state()


def close(mediator: Person, number: str) -> None:
    mediator.go(f"/case/{number}")
    mediator.page.locator("details.danger summary").first.click()
    mediator.page.select_option("#close-reason", "too_far_apart")
    mediator.press(f"form[action='/case/{number}/close-round'] button")
    mediator.page.wait_for_load_state()


def file_person(person: Person, id_number: str) -> None:
    person.page.fill("[name=id_number]", id_number)
    person.page.fill("[name=address]", "杭州市滨江区江南大道100号1幢301室")


def test_settled_and_confirmed_yellow_to_green(product, browser):
    lin, wang = Person(browser, product, phone=True), Person(browser, product, phone=True)
    fang, shen, zhou = (product.staff(browser, name) for name in ("方敏", "沈丽华", "周倩"))
    number = apply(lin, "13800000001", "13800000002")
    fang.go("/desk")
    fang.look_everywhere("11-desk-dispatcher")
    assign(fang, number, "沈丽华")
    take(shen, number)
    join(wang, "13800000002")
    open_room(shen, number)
    enter_room(lin, number)
    enter_room(wang, number)
    say(shen, "大家好，我们开始吧。")
    hears(lin, "大家好，我们开始吧。")
    hears(wang, "大家好，我们开始吧。")
    shen.press("[data-panel] button[name=side][value=applicant]")
    lin.page.get_by_text("与调解员单独").or_(lin.page.get_by_text("talking with the mediator alone")).wait_for()
    say(lin, "其实三千元我也能接受。")
    hears(shen, "其实三千元我也能接受。")
    shen.press("[data-panel] button[name=side][value='']")
    say(wang, "我愿意退三千元。")
    hears(lin, "我愿意退三千元。")
    assert "其实三千元" not in wang.page.content()
    lin.look("06-room-phone")
    shen.look("12-room-desk")
    shen.go(f"/case/{number}/write")
    shen.page.fill("[name=duty-0-what]", "退还押金")
    shen.page.select_option("[name=duty-0-debtor]", "respondent")
    shen.page.fill("[name=duty-0-amount]", "3000")
    shen.page.fill("[name=duty-0-how]", "银行转账")
    shen.page.fill("[name=duty-0-due_on]", "2030-12-31")
    shen.look("13-write")
    shen.press("button[name=freeze]")
    shen.page.wait_for_url("**/agreement")
    sign(lin, number, "13800000001")
    sign(wang, number, "13800000002")
    shen.page.reload()
    shen.draw()
    shen.press("main form[data-once] .button--primary")
    shen.page.wait_for_url(f"**/case/{number}")
    assert shen.colour() == "green"
    shen.look_everywhere("14-case-green")
    for person, identity in ((lin, "330108199003070017"), (wang, "330109199003070013")):
        person.go(f"/case/{number}/confirmation")
        file_person(person, identity)
        person.draw()
        person.press("main form .button--primary")
        person.page.wait_for_load_state()
    wang.look("08-confirmation-sent")
    zhou.go("/court")
    zhou.look_everywhere("15-court-inbox")
    zhou.go("/court/link")
    zhou.look_everywhere("15-court-link")
    zhou.go("/court")
    zhou.page.locator("a[href^='/court/filing/']").first.click()
    zhou.press("button[value=take]")
    zhou.page.fill("[name=docket_number]", "(2026)浙0108民特1号")
    zhou.look_everywhere("16-court-review")
    zhou.press("button[value=accept]")
    zhou.press("button[value=decide]")
    zhou.page.wait_for_load_state()
    lin.go(f"/case/{number}")
    assert lin.colour() == "green"
    assert "(2026)浙0108民特1号" in lin.page.inner_text("main")
    assert re.search(r"sha256 [0-9a-f]{16}", lin.page.inner_text("main"))


def second_round(fang: Person, mediator: Person, number: str, name: str) -> None:
    assign(fang, number, name)
    take(mediator, number)


def send_lawsuit(lin: Person, number: str, address: str) -> None:
    lin.go(f"/case/{number}/lawsuit")
    lin.page.fill("[name=id_number]", "330108199003070017")
    lin.page.fill("[name=address]", address)
    lin.page.fill("[name=claims]", "判令被告退还押金3400元")
    lin.page.fill("[name=deposit]", "3400")
    lin.page.fill("[name=amount]", "3400")
    lin.page.fill("[name=house]", "江南大道100号1幢301室")
    lin.page.locator("[name=evidence]").first.check()
    lin.draw()
    lin.look("09-lawsuit")
    lin.press("main form .button--primary")
    lin.page.wait_for_url("**/filing/**")


def test_fails_everywhere_and_is_filed_yellow_orange_blue_red(product, browser):
    lin, wang = Person(browser, product, phone=True), Person(browser, product, phone=True)
    fang, shen, wu, he, zhou = (product.staff(browser, name) for name in ("方敏", "沈丽华", "吴建国", "何晓梅", "周倩"))
    number = apply(lin, "13800000011", "13800000012")
    colours = [lin.colour()]
    assign(fang, number, "沈丽华")
    take(shen, number)
    join(wang, "13800000012")
    open_room(shen, number)
    close(shen, number)
    lin.go(f"/case/{number}")
    lin.press(f"form[action='/case/{number}/move/refer'] button")
    lin.page.wait_for_load_state()
    colours.append(lin.colour())
    lin.look_everywhere("21-case-orange")
    answer_again(lin, number)
    answer_again(wang, number)
    second_round(fang, wu, number, "吴建国")
    open_room(wu, number)
    close(wu, number)
    lin.go(f"/case/{number}")
    lin.press(f"form[action='/case/{number}/move/ask_court'] button")
    lin.page.wait_for_load_state()
    colours.append(lin.colour())
    answer_again(lin, number)
    answer_again(wang, number)
    zhou.go("/court")
    zhou.page.locator(f"a[href='/court/case/{number}']").click()
    zhou.page.fill("[name=court_number]", "(2026)浙0108民诉前调7号")
    zhou.page.get_by_text("何晓梅", exact=True).click()
    zhou.look("22-register")
    zhou.press("main form .button--primary")
    zhou.page.wait_for_url(f"**/case/{number}")
    take(he, number)
    open_room(he, number)
    he.go(f"/case/{number}")
    form = he.page.locator(f"form[action='/case/{number}/move/fail']")
    he.page.locator("details.danger", has=form).locator("summary").click()
    form.locator("select").select_option("too_far_apart")
    form.locator("button").click()
    he.page.wait_for_load_state()
    lin.go(f"/case/{number}")
    colours.append(lin.colour())
    lin.look_everywhere("23-case-red")
    send_lawsuit(lin, number, "杭州市滨江区江南大道100号")
    zhou.go("/court")
    zhou.page.locator("a[href^='/court/filing/']").first.click()
    zhou.press("button[value=take]")
    zhou.press("details:has(button[value=return]) summary")
    zhou.page.locator("select[name^=reason-]").first.select_option("missing_address")
    zhou.page.locator("input[name^=words-]").first.fill("请写明幢和室号")
    zhou.press("button[value=return]")
    zhou.page.wait_for_load_state()
    lin.page.reload()
    lin.look_everywhere("24-returned")
    assert "请写明幢和室号" in lin.page.inner_text("main")
    send_lawsuit(lin, number, "杭州市滨江区江南大道100号1幢301室")
    zhou.go("/court")
    zhou.page.locator("a[href^='/court/filing/']").first.click()
    zhou.press("button[value=take]")
    zhou.page.fill("[name=docket_number]", "(2026)浙0108民初9号")
    zhou.press("button[value=accept]")
    zhou.page.wait_for_load_state()
    lin.go(f"/case/{number}")
    colours.append(lin.colour())
    assert colours == ["yellow", "orange", "blue", "red", "red"]
    assert "(2026)浙0108民初9号" in lin.page.inner_text("main")
    lin.look_everywhere("25-case-filed")

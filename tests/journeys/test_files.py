"""Telling instead of typing, and a large file over a bad network."""

import random
from io import BytesIO

import pytest
from PIL import Image

from tests.journeys.conftest import Person
from tests.journeys.test_network import at_step_two

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("journeys")]


def large_photo() -> bytes:
    """About 9 MB of noise, as an old phone's camera makes at night."""
    noise = Image.frombytes("RGB", (1900, 1600), random.Random(7).randbytes(1900 * 1600 * 3))
    out = BytesIO()
    noise.save(out, "PNG", compress_level=0)
    return out.getvalue()


def test_somebody_who_cannot_write_tells_it(product, browser):
    lin = Person(browser, product, phone=True)
    at_step_two(lin)
    lin.page.check("[name=dispute_type][value=neighbour]")
    lin.page.fill("[name=respondent_name]", "楼上邻居")
    lin.page.locator("[data-recorder] [data-begin]").click()
    lin.page.wait_for_timeout(1500)
    lin.page.locator("[data-recorder] [data-end]").click()
    lin.page.locator("[data-recorder] audio").wait_for()
    lin.look("70-voice-recorded")
    lin.press("main form[enctype] .button--primary")

    lin.page.wait_for_url("**/check")
    assert lin.page.locator("audio").evaluate("async (a) => { a.load(); await new Promise((r) => { a.oncanplay = r; }); return a.duration > 1; }")
    lin.press("main .button--primary")
    lin.page.fill("[name=code]", lin.code("13800000061"))
    lin.look("71-voice-check")
    lin.press("main form[data-draft-clear] .button--primary")
    lin.page.wait_for_url("**/case/**")
    lin.look("72-voice-case")
    assert "口述" in lin.page.inner_text("h1")
    assert lin.page.locator("audio").count() == 1

    shown_with_a_lost_network(lin)
    lin.context.close()


def shown_with_a_lost_network(lin: Person) -> None:
    """The network goes away after the first piece and comes back; the file is whole, and no piece went twice."""
    case = lin.page.url
    pieces = []
    lin.page.on("response", lambda r: pieces.append(r.status) if r.request.method == "PATCH" else None)
    lin.go(f"{case}/evidence")
    lin.page.set_input_files("[name=file]", files=[{"name": "裂缝.png", "mimeType": "image/png", "buffer": large_photo()}])
    lin.page.fill("[name=purpose]", "天花板的裂缝")
    lin.page.evaluate(
        "() => { const real = fetch; window.fetch = async (...a) => { if (window.gone && a[1]?.method === 'PATCH') throw new TypeError('gone'); const r = await real(...a); if (a[1]?.method === 'PATCH') window.gone = true; return r; }; }"
    )
    lin.press("main form[enctype] .button--primary")
    lin.page.locator("[data-sending-file] [role=status]", has_text="没有网络").wait_for()
    lin.look("73-sending-waits")
    lin.page.evaluate("() => { window.gone = false; dispatchEvent(new Event('online')); }")
    lin.page.wait_for_url("**/exhibit/*")
    assert pieces == [204, 204]
    lin.look_everywhere("74-exhibit")
    lin.page.get_by_role("button", name="English").click()
    lin.page.set_viewport_size({"width": 1280, "height": 900})
    lin.look("75-exhibit-en")

"""What every paper keeps to: PDF/A-3a with its facts inside, 28 characters by 22 lines with straight edges, the same bytes for the same facts, and nothing fetched."""

import http.server
import json
import time
from io import BytesIO
from threading import Thread

import pikepdf
import pypdfium2
import pytest

from mediation.papers import press
from mediation.papers.forms import UnknownForm, made_of
from mediation.papers.glyphs import missing_glyphs, refuse_unprintable
from mediation.papers.render import STYLE, paper_html, render
from mediation.refusals import Invalid
from tests.papers.makers import DAY, facts_of, paper

PAPERS = ["poster", "receipt", "agreement", "certificate", "complaint", "confirmation_application", "enforcement_application", "presided_proof", "evidence_list", "service_address"]
LONG = "经调解双方自愿达成协议" * 120


def fonts_of(pdf: pikepdf.Pdf):
    for page in pdf.pages:
        yield from page.resources.get("/Font", {}).values()


@pytest.mark.parametrize("name", PAPERS)
def test_every_paper_is_tagged_embedded_and_says_what_it_is(name):
    raw = paper(name)
    with pikepdf.open(BytesIO(raw)) as pdf:
        assert pdf.check_pdf_syntax() == []
        with pdf.open_metadata() as said:
            assert (said["pdfaid:part"], said["pdfaid:conformance"], said["dc:title"]) == ("3", "A", f"样张 {name}")
        assert (pdf.Root.Lang, bool(pdf.Root.MarkInfo.Marked), "/StructTreeRoot" in pdf.Root, "/OutputIntents" in pdf.Root) == ("zh-CN", True, True, True)
        assert ("/ID" in pdf.trailer, "/Encrypt" in pdf.trailer, "/OpenAction" in pdf.Root, "/JavaScript" in pdf.Root.get("/Names", {})) == (True, False, False, False)
        for font in fonts_of(pdf):
            descriptor = font.DescendantFonts[0].FontDescriptor
            assert "/ToUnicode" in font
            assert {"/FontFile2", "/FontFile3"} & set(descriptor.keys())
        (attached,) = {file.objgen: file for file in pdf.Root.AF}.values()  # WeasyPrint 70 names the one file twice
        assert (attached.AFRelationship, json.loads(attached.EF.F.read_bytes())) == ("/Data", {"case": "BJ2026-000123"} | made_of(name, facts_of(name)))


def lines_of(page) -> list[list[tuple[str, float, float]]]:
    """The characters of a page as lines from above: sign, left edge, right edge in points."""
    text, lines = page.get_textpage(), {}
    for place in range(text.count_chars()):
        sign = text.get_text_range(place, 1)
        left, bottom, right, _top = text.get_charbox(place, loose=True)
        if sign.strip():
            lines.setdefault(round(bottom), []).append((sign, left, right))
    return [sorted(lines[y], key=lambda one: one[1]) for y in sorted(lines, reverse=True)]


def test_a_page_holds_twenty_two_lines_of_twenty_eight_characters_with_straight_edges():
    document = pypdfium2.PdfDocument(BytesIO(paper("agreement", facts_text=LONG)))
    lines = lines_of(document[1])
    body = [line for line in lines if len(line) > 20]
    full = [line for line in body if len(line) == 28]
    assert len(full) >= 15
    assert max(len(line) for line in body) == 28
    assert len([line for line in lines if line[0][0] not in "—格"]) == 22  # beside the number and the edition at the foot
    edges = [line[-1][2] for line in full]
    assert max(edges) - min(edges) < 1.0


def test_the_same_facts_give_the_same_bytes_and_another_paper_others():
    first = paper("agreement")
    time.sleep(1.1)  # a clock that were read would show
    assert paper("agreement") == first
    assert paper("agreement", number="另一号") != first
    assert render("agreement", facts_of("agreement"), title="样张 agreement", identifier="another", made_at=DAY) != first


def test_a_form_without_one_of_its_facts_is_refused():
    facts = facts_of("agreement")
    del facts["copies"]
    with pytest.raises(UnknownForm, match="copies"):
        render("agreement", facts, title="x", identifier="x", made_at=DAY)
    with pytest.raises(UnknownForm):
        render("nothing", {}, title="x", identifier="x", made_at=DAY)


def test_words_are_printed_as_words_whatever_they_look_like():
    hostile = "<img src='file:///etc/passwd'>{{ settings.SECRET_KEY }}<script>alert(1)</script>&amp;\x00\ufffe"
    document = pypdfium2.PdfDocument(BytesIO(paper("receipt", summary=hostile)))
    text = "".join(page.get_textpage().get_text_range() for page in document).replace("\r\n", "")
    assert "<img src='file:///etc/passwd'>{{ settings.SECRET_KEY }}<script>alert(1)</script>&amp;" in text


class Listening(http.server.BaseHTTPRequestHandler):
    def do_GET(self):  # noqa: N802
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_words):
        """Say nothing."""


def test_a_paper_fetches_nothing_by_any_of_its_ways(tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET-MARK")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    server.asked = []
    Thread(target=server.serve_forever, daemon=True).start()
    for address in (f"http://127.0.0.1:{server.server_port}/x", secret.as_uri(), "data:text/css,p{color:red}", "ftp://127.0.0.1/x"):
        html = f"""<html lang="zh-CN"><head><title>t</title><link rel="stylesheet" href="{address}"><link rel="attachment" href="{address}">
        <style>@import url("{address}"); @font-face {{ font-family: x; src: url("{address}") }} p {{ background: url("{address}"); content: url("{address}") }}</style></head>
        <body><p>正文</p><img src="{address}"><object data="{address}">o</object><embed src="{address}"><iframe src="{address}"></iframe>
        <svg><image href="{address}" width="9" height="9"/><use href="{address}#a"/></svg><a rel="attachment" href="{address}">a</a></body></html>"""
        raw = press.lay_out(html, "p { color: black }", bytes(16), DAY, "").pdf
        with pikepdf.open(BytesIO(raw)) as pdf:
            assert b"SECRET-MARK" not in b"".join(stream.read_bytes() for stream in pdf.objects if isinstance(stream, pikepdf.Stream) and stream.get("/Subtype") != "/Image")
    server.shutdown()
    assert server.asked == []


def test_hyphens_that_do_not_break_cost_no_minute():
    begun = time.monotonic()
    paper("receipt", summary="长\u2011" * 3000)
    assert time.monotonic() - begun < press.HANGS_AFTER


def test_names_of_the_national_standard_can_be_printed_and_what_no_font_has_is_named():
    assert missing_glyphs("欧阳娜娜、䶮㛃堃喆、\U0002cb4e、① №Ⅱ“”—…") == []
    assert missing_glyphs("张\ue000三\U0001f600三\ue000") == [sign for sign in ("\ue000", "\U0001f600") if sign in missing_glyphs(sign)]
    assert "\ue000" in missing_glyphs("张\ue000三")


def test_a_text_with_a_sign_that_no_font_has_is_refused_and_the_sign_is_named():
    with pytest.raises(Invalid, match="U\\+E000"):
        refuse_unprintable("张\ue000三")
    refuse_unprintable("张三，欧阳娜娜、䶮㛃堃喆。")


async def test_no_paper_is_printed_in_the_event_loop():
    with pytest.raises(RuntimeError, match="never in the event loop"):
        paper("receipt")


@pytest.mark.parametrize("name", ["agreement", "poster", "evidence_list"])
def test_the_press_works_less_than_weasyprint_alone_for_the_same_bytes(name, monkeypatch):
    import pydyf
    from weasyprint.pdf import fonts

    from mediation.papers import layout, lean

    html = paper_html(name, facts_of(name), title="样张", made_at=DAY)
    printed = lambda: layout.write(html, STYLE, bytes(16), DAY, "{}").pdf
    ours = printed()
    monkeypatch.setattr(fonts, "get_hb_object_data", lean._copied)
    monkeypatch.setattr(fonts.Font, "clean", lean._cleaned)
    monkeypatch.setattr(pydyf.Stream, "data", property(lean._compressed))
    assert printed() == ours

"""The line of a text: several people at once, what travels to whom, and what becomes of a page that floods, reads nothing or loses its seat."""

import pytest
from asgiref.sync import sync_to_async
from pycrdt import Doc, create_sync_message, create_update_message

from rooms.actions import drafts, seats
from rooms.drafting import frames
from rooms.drafting.consumer import DraftConsumer
from rooms.drafting.numbers import encoded
from tests.people import staff
from tests.rooms.drafting import Peer, clause, clauses, laid, said, write


async def peers(number, *people, zone="joint"):
    return [await Peer(person, number, zone).open() for person in people]


@pytest.mark.django_db(transaction=True)
async def test_typing_at_the_same_time_converges_and_who_comes_late_has_all():
    story, _sitting, draft = await sync_to_async(laid)()
    shen, lin, wang = await peers(story.case.number, await sync_to_async(staff)("shen"), story.lin, story.wang)
    for peer, words in ((lin, "林的条款"), (wang, "王的条款"), (shen, "调解员的条款")):
        await peer.write(clause(peer.doc, words))
    for peer in (shen, lin, wang):
        await peer.hear(until=lambda peer=peer: len(peer.clauses()) == 3)
    (late,) = await peers(story.case.number, story.wang)
    texts = {tuple(peer.clauses()) for peer in (shen, lin, wang, late)}
    assert (len(texts), sorted(texts.pop())) == (1, sorted(["林的条款", "王的条款", "调解员的条款"]))
    assert await sync_to_async(clauses)(draft) == lin.clauses()
    for peer in (shen, lin, wang, late):
        await peer.close()


@pytest.mark.django_db(transaction=True)
async def test_no_byte_of_a_sides_draft_travels_to_the_other_and_its_line_is_as_if_it_were_not_there():
    story, sitting, side = await sync_to_async(laid)("applicant", "applicant")
    await sync_to_async(drafts.open_draft)(sitting, by=await sync_to_async(staff)("shen"), audience="all")
    (lin,) = await peers(story.case.number, story.lin, zone="applicant")
    (wang,) = await peers(story.case.number, story.wang)
    for zone in ("applicant", "respondent", "nowhere"):
        shut = Peer(story.wang, story.case.number, zone)
        await shut.socket.connect()
        assert (await shut.socket.receive_output(3))["code"] == 4404
    await lin.write(clause(lin.doc, "底线三千"))
    await lin.socket.send_to(bytes_data=frames.presence(7, 1, name="x", seat=1, cursor=None))
    await wang.hear(patience=2.5)
    assert ("底线三千".encode() in wang.bytes, len([t for t in wang.told if t["type"] != "state"]), wang.names) == (False, 0, [])
    assert await sync_to_async(clauses)(side) == ["底线三千"]
    await lin.close()
    await wang.close()


@pytest.mark.django_db(transaction=True)
async def test_without_the_pen_a_line_is_read_only_and_nonsense_is_not_fatal():
    story, sitting, draft = await sync_to_async(laid)(pen="")
    lin, shen = await peers(story.case.number, story.lin, await sync_to_async(staff)("shen"))
    assert [told["writes"] for told in lin.told + shen.told] == [False, True]
    await lin.write(clause(lin.doc, "偷写"))
    await lin.hear(until=lambda: bool(lin.last))
    assert (lin.last[0]["code"], await sync_to_async(clauses)(draft)) == ("no-pen", [])
    for junk in (b"\x00", b"\x00\x02", b"\x07abc", b"\x00\x02\x03\xff\xff\xff", b"\x00\x00\x02\xff\xff", b"\x01\x05\x01\x01\x01\x01{"):
        shen.told.clear()
        await shen.socket.send_to(bytes_data=junk)
        await shen.hear(until=lambda: bool(shen.last))
        assert shen.last[0]["code"] == "unknown-message"
    await shen.write(clause(shen.doc, "调解员的条款"))
    await sync_to_async(drafts.hand_pen)(draft.pk, sitting, by=await sync_to_async(staff)("shen"), to="applicant")
    await lin.hear(until=lambda: lin.told[-1].get("writes") is True)
    assert (lin.told[-1]["writes"], "调解员的条款" in lin.clauses()) == (True, True)
    await lin.close()
    await shen.close()


@pytest.mark.django_db(transaction=True)
async def test_carets_carry_the_name_of_the_seat_and_nobody_moves_anothers():
    story, _sitting, _draft = await sync_to_async(laid)()
    lin, wang = await peers(story.case.number, story.lin, story.wang)
    await lin.socket.send_to(bytes_data=frames.presence(7, 1, name="审判长", seat=4, cursor={"anchor": {"tname": "agreement", "words": "x"}, "head": {}}))
    await wang.hear(until=lambda: bool(wang.names))
    assert (wang.names[0]["user"]["name"], wang.names[0]["cursor"]) == ("林晓", {"anchor": {"tname": "agreement"}, "head": {}})
    assert "审判长" not in wang.bytes.decode("utf-8", "ignore")
    await wang.socket.send_to(bytes_data=frames.presence(7, 9, name="x", seat=1, cursor=None))
    await lin.hear(patience=0.5)
    assert lin.names == []
    await lin.close()
    await wang.hear(until=lambda: wang.names[-1] is None)
    assert wang.names[-1] is None
    await wang.close()


@pytest.mark.django_db(transaction=True)
async def test_what_another_process_wrote_arrives_within_the_look_and_who_is_put_out_hears_no_more():
    story, sitting, draft = await sync_to_async(laid)()
    lin, wang = await peers(story.case.number, story.lin, story.wang)
    await sync_to_async(write)(draft, sitting, await sync_to_async(staff)("shen"), await sync_to_async(said)(draft, "另一台服务器"))
    await lin.hear(until=lambda: lin.clauses() == ["另一台服务器"])
    assert lin.clauses() == ["另一台服务器"]
    number = await sync_to_async(lambda: seats.take_seat(sitting, by=story.wang).number)()
    await sync_to_async(seats.remove)(sitting, by=await sync_to_async(staff)("shen"), number=number)
    await wang.hear(until=lambda: wang.last and wang.last[0]["type"] == "close")
    assert wang.last == [{"type": "close", "code": 4404}]
    await lin.close()
    await wang.close()


@pytest.mark.django_db(transaction=True)
async def test_a_page_that_floods_is_closed():
    story, _sitting, _draft = await sync_to_async(laid)()
    (lin,) = await peers(story.case.number, story.lin)
    for n in range(140):
        await lin.socket.send_to(bytes_data=frames.presence(7, n, name="x", seat=1, cursor=None))
    await lin.hear(until=lambda: bool(lin.last))
    assert lin.last == [{"type": "close", "code": 4008}]


@pytest.mark.django_db(transaction=True)
async def test_a_page_that_reads_nothing_is_dropped_and_one_that_confirms_stays(monkeypatch):
    monkeypatch.setattr(DraftConsumer, "BUDGET", 20_000)
    story, _sitting, _draft = await sync_to_async(laid)()
    writes, slow, reads = await peers(story.case.number, story.lin, story.wang, await sync_to_async(staff)("shen"))
    for number in range(12):
        await writes.write(clause(writes.doc, "长" * 1000, f"c{number}"))
        await reads.hear(until=lambda number=number: len(reads.clauses()) > number)
        await reads.socket.send_to(bytes_data=bytes([frames.GOT]) + encoded(10**6))
    await slow.hear(until=lambda: slow.last == [{"type": "close", "code": 4008}])
    assert slow.last == [{"type": "close", "code": 4008}]
    assert len(reads.clauses()) == 12
    for peer in (writes, reads):
        await peer.close()


def test_the_frames_are_those_of_the_browsers_library():
    assert frames.tell(b"abc") == create_update_message(b"abc")
    assert frames.ask(Doc().get_state()) == create_sync_message(Doc())
    assert frames.parse(create_update_message(b"x" * 300)) == frames.Change(b"x" * 300)

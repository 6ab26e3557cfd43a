"""Peers at a draft: pycrdt documents on real consumers, as the browsers' editor is one."""

import asyncio
import contextlib
import json

from channels.testing import WebsocketCommunicator
from django.utils import timezone
from pycrdt import Array, Doc, Map, XmlElement, XmlFragment, XmlText

from cases.models import Attendant
from mediation.people.actions import citizen_for
from rooms.actions import drafts, seats
from rooms.drafting import frames
from rooms.drafting.consumer import DraftConsumer
from rooms.models import Draft
from rooms.reads.drafts import loaded, text_in
from tests.people import staff
from tests.rooms.test_room import opened


def laid(audience="all", pen="all"):
    """A room with a draft on the table, and the pen with everybody."""
    story, sitting = opened()
    draft = drafts.open_draft(sitting, by=staff("shen"), audience=audience)
    if pen:
        drafts.hand_pen(draft.pk, sitting, by=staff("shen"), to=pen)
    return story, sitting, Draft.objects.get(pk=draft.pk)


def clauses(draft):
    return [clause.text for clause in text_in(Draft.objects.get(pk=draft.pk)).clauses]


def clause(doc, words, ident=None):
    """Put a clause at the end; return the change."""
    before = doc.get_state()
    with doc.transaction():
        block = XmlElement("clause", {"id": ident or f"c{len(words)}{abs(hash(words)) % 10**8}"})
        doc.get("agreement", type=XmlFragment).children.append(block)
        block.children.append(XmlText(words))
    return doc.get_update(before)


def duty(doc, **said):
    """Put an obligation at the end; return the change."""
    before = doc.get_state()
    doc.get("duties", type=Array).append(Map(said))
    return doc.get_update(before)


def write(draft, sitting, by, update):
    return drafts.change(draft.pk, sitting, by=by, update=update)


def said(draft, words):
    """The change that puts a clause at the end of what the draft says now."""
    return clause(loaded(Draft.objects.get(pk=draft.pk)), words)


def guest_of(story, sitting):
    """A companion of the applicant's side who was let in."""
    guest = citizen_for(phone="13800000019", name="陪同")
    Attendant.objects.create(
        case=story.case, kind="companion", name="陪同", side="applicant", user=guest, proposed_by=story.lin, proposed_at=timezone.now(), admitted_at=timezone.now()
    )
    seat = seats.take_seat(sitting, by=guest)
    seats.admit(sitting, by=staff("shen"), number=seat.number)
    return guest


class Peer:
    """Somebody with a draft open: a document, and every byte that came over the line."""

    def __init__(self, user, number, zone="joint"):
        self.doc, self.bytes, self.told, self.names = Doc(), b"", [], []
        self.socket = WebsocketCommunicator(DraftConsumer.as_asgi(), f"/ws/draft/{number}/{zone}")
        self.socket.scope |= {"user": user, "url_route": {"kwargs": {"number": number, "zone": zone}}}

    async def open(self):
        await self.socket.connect()
        await self.socket.send_to(bytes_data=frames.ask(self.doc.get_state()))
        return await self.hear(until=lambda: self.synced)

    synced = False

    async def hear(self, until=lambda: False, patience=4.0):
        """Take in what comes until something is so, or nothing comes any more."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(patience):
                while not until():
                    self.take(await self.socket.output_queue.get())
        return self

    def take(self, event):
        if event["type"] == "websocket.close":
            self.told.append({"type": "close", "code": event["code"]})
        elif event.get("text"):
            self.bytes += event["text"].encode()
            self.told.append(json.loads(event["text"]))
        else:
            frame = event["bytes"]
            self.bytes += frame
            if frame[0] == frames.PRESENCE:
                self.names.append(json.loads(frame[frame.index(b"{") :]) if b"{" in frame else None)
            elif isinstance(change := frames.parse(frame), frames.Change):
                self.doc.apply_update(change.update)
                self.synced = True

    async def write(self, update):
        await self.socket.send_to(bytes_data=frames.tell(update))

    def clauses(self):
        root = self.doc.get("agreement", type=XmlFragment)
        return ["".join(str(t) for t in block.children) for block in root.children if block.tag == "clause"]

    @property
    def last(self):
        return [told for told in self.told if told["type"] != "state"][-1:]

    async def close(self):
        await self.socket.disconnect()

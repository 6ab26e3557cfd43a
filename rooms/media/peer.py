"""One page at the media server: what it sends (up) and one connection for everybody it may hear (down).

Nothing here waits for a browser while a socket's message is being handled: signals are queued for a task of the page, and
links follow the zones in another one, one change at a time. A page that does not answer is cut off as soon as it may hear less.
"""

import asyncio
import contextlib
import re
from collections.abc import Awaitable, Callable, Coroutine
from hashlib import sha256
from typing import Any

from rooms.media import control
from rooms.media.janus import Event, Janus, JanusError, Session
from rooms.media.port import Line

ANSWER_LIMIT = 20.0  # seconds for a browser
INBOX = 200  # signals of a page that are kept waiting
AUDIO = re.compile(r"^m=audio .*?(?=^m=|\Z)", re.MULTILINE | re.DOTALL)
MID = re.compile(r"^a=mid:(\S+)", re.MULTILINE)

Signals = asyncio.Queue[tuple[str, dict[str, Any]]]


def feed_of(seat: int, line: str) -> str:
    """What the media server calls that which a page of a seat sends."""
    return f"{seat}-{sha256(line.encode()).hexdigest()[:12]}"


def seat_of_feed(feed: str) -> int:
    """Whose it is."""
    return int(feed.partition("-")[0])


class Peer:
    """A page. `wanted` says what it may hear now, among the feeds that are there."""

    def __init__(self, line: Line, wanted: "Callable[[Peer], set[str]]", fell: Callable[[], None]) -> None:
        self.line, self.wanted, self.fell = line, wanted, fell
        self.feed = feed_of(line.seat, line.name)
        self.inbox: Signals = asyncio.Queue(INBOX)
        self.feeds: set[str] = set()  # what is sent in the room, by anybody else
        self.heard: set[str] = set()  # what the media server gives this page now
        self.sounds: list[str] = []  # the audio parts of what this page sends
        self.begun = self.muted = self.is_muted = False
        self.session: Session | None = None
        self.up = self.down = 0  # handles
        self.room: dict[str, Any] = {}  # how one joins it
        self.lock = asyncio.Lock()
        self.answer: asyncio.Future[bool] | None = None  # while the page owes us one
        self.tasks: set[asyncio.Task[None]] = set()

    def begin(self, connected: Callable[[], Awaitable[Janus]], prepare: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        """Take the seat's place at the media server and work off what the page has said meanwhile."""
        self.begun = True
        self._task(self._live(connected, prepare))

    def put(self, leg: str, body: dict[str, Any]) -> None:
        """Keep a signal for the page's task; a page that floods loses what is too much."""
        with contextlib.suppress(asyncio.QueueFull):
            self.inbox.put_nowait((leg, body))

    def follow(self) -> None:
        """Links must become equal to what may be heard now; a page that keeps us waiting for an answer is cut off from what it may not."""
        if self.heard - self.wanted(self):
            self._settle(answered=False)
        self._task(self._follow())

    def _settle(self, *, answered: bool) -> None:
        if self.answer is not None and not self.answer.done():
            self.answer.set_result(answered)

    def mute(self, muted: bool) -> None:
        """Take this page's sound away at the media server, or give it back."""
        if self.muted != muted:
            self.muted = muted
            self._task(self._mute())

    async def close(self) -> None:
        """End all of it: what it sends and what it hears."""
        for task in tuple(self.tasks):
            task.cancel()
        if self.session is not None:
            await self.session.destroy()

    def _task(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(self._guarded(work))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """What the media server refuses ends this page's place there; the page is told to try again."""
        try:
            await work
        except JanusError:
            self.fell()

    async def _live(self, connected: Callable[[], Awaitable[Janus]], prepare: Callable[[], Awaitable[dict[str, Any]]]) -> None:
        room = await prepare()
        self.session = await (await connected()).session()
        up = await self.session.attach(self._happened)
        joined, _none = await self.session.ask(up, {"request": "join", "ptype": "publisher", "id": self.feed} | room)
        self.up, self.room = up, room
        self.feeds |= {publisher["id"] for publisher in joined.get("publishers", [])}
        self.follow()
        while True:
            leg, body = await self.inbox.get()
            await self._take(leg, body)

    async def _take(self, leg: str, body: dict[str, Any]) -> None:
        """One signal of the page; what a page says at the wrong moment is dropped."""
        if self.session is None:
            return
        description = body.get("description")
        try:
            if leg == "up" and description and description["type"] == "offer":
                await self._publish(description)
            elif leg == "down" and description and description["type"] == "answer" and self.answer is not None and self.down:
                await self.session.ask(self.down, {"request": "start"}, description)
                self._settle(answered=True)
            elif description is None and (handle := {"up": self.up, "down": self.down}.get(leg, 0)):
                await self.session.trickle(handle, body.get("candidate"))
        except JanusError as fault:
            if not fault.code:  # no answer at all
                raise
            self.line.tell({"type": "signal", "leg": leg, "refused": True})

    async def _publish(self, offer: dict[str, Any]) -> None:
        assert self.session is not None
        _said, answer = await self.session.ask(self.up, {"request": "configure"}, offer)
        self.sounds = [mid[1] for part in AUDIO.findall(offer["sdp"]) if (mid := MID.search(part))]
        self.is_muted = False
        await self._mute()
        if answer:
            self.line.tell({"type": "signal", "leg": "up", "description": answer})

    async def _mute(self) -> None:
        if self.session is None or self.is_muted == self.muted:
            return
        self.is_muted = self.muted
        for mid in self.sounds:
            await self.session.ask(self.up, {"request": "moderate", "id": self.feed, "mid": mid, "mute": self.muted, **control.room_of(self.line.sitting)})

    def _happened(self, event: Event) -> None:
        """Somebody began or ceased to send."""
        said = event.get("plugindata", {}).get("data", {})
        self.feeds |= {publisher["id"] for publisher in said.get("publishers", [])}
        self.feeds -= {said.get("unpublished"), said.get("leaving"), said.get("kicked")}
        self.follow()

    async def _follow(self) -> None:
        async with self.lock:
            while self.session is not None and self.up and (want := self.wanted(self)) != self.heard:
                offer, streams, fresh = await self._change(want)
                if offer is not None and not await self._offer(offer, streams, fresh=fresh):
                    await self._cut()

    async def _change(self, want: set[str]) -> tuple[Event | None, list[Event], bool]:
        """Have the media server give this page exactly what it wants; it stops at once to give what was taken away."""
        assert self.session is not None
        if not want:
            await self._cut()
            self.line.tell({"type": "signal", "leg": "down", "streams": {}})
            return None, [], False
        fresh = not self.down
        if fresh:
            self.down = await self.session.attach(self._renewed)
            request: dict[str, Any] = {"request": "join", "ptype": "subscriber", "streams": [{"feed": feed} for feed in sorted(want)], "autoupdate": False} | self.room
        else:
            request = {"request": "update"}
            if add := sorted(want - self.heard):
                request["subscribe"] = [{"feed": feed} for feed in add]
            if drop := sorted(self.heard - want):
                request["unsubscribe"] = [{"feed": feed} for feed in drop]
        self.heard = want
        try:
            said, offer = await self.session.ask(self.down, request)
        except JanusError as fault:
            if not fault.code:
                raise
            await self._cut()  # somebody went a moment ago: look who is there, and begin anew
            self.feeds = await self._sending()
            return None, [], False
        return offer, said.get("streams", []), fresh

    async def _sending(self) -> set[str]:
        assert self.session is not None
        said, _none = await self.session.ask(self.up, {"request": "listparticipants", "room": self.room["room"]})
        return {who["id"] for who in said.get("participants", []) if who.get("publisher")} - {self.feed}

    async def _offer(self, offer: Event, streams: list[Event], *, fresh: bool) -> bool:
        """Offer the page what it hears now, and wait; False when it does not answer, or may hear less meanwhile."""
        seats = {stream["mid"]: seat_of_feed(stream["feed_id"]) for stream in streams if stream.get("active", True) and stream.get("feed_id")}
        self.answer = asyncio.get_running_loop().create_future()
        self.line.tell({"type": "signal", "leg": "down", "description": offer, "streams": seats, "fresh": fresh})
        try:
            return await asyncio.wait_for(self.answer, ANSWER_LIMIT)
        except TimeoutError:
            return False
        finally:
            self.answer = None

    def _renewed(self, event: Event) -> None:
        """The media server changes what this page gets by itself: somebody has ceased to send."""
        if offer := event.get("jsep"):
            self._task(self._renew(offer, event["plugindata"]["data"].get("streams", [])))

    async def _renew(self, offer: Event, streams: list[Event]) -> None:
        async with self.lock:
            if self.down and not await self._offer(offer, streams, fresh=False):
                await self._cut()
        self.follow()

    async def _cut(self) -> None:
        """Stop giving this page anything; what it may hear is offered anew."""
        if self.down and self.session is not None:
            handle, self.down = self.down, 0
            await self.session.detach(handle)
        self.heard = set()

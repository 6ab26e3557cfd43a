"""One screen with one draft open. It carries and decides nothing."""

import asyncio
import time
from typing import Any

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from mediation.refusals import NotFound, Refusal
from rooms.actions import drafts
from rooms.drafting import frames
from rooms.drafting.desk import DESK, Page, state_for
from rooms.drafting.numbers import MalformedError
from rooms.hub import NO_SEAT, SLOW
from rooms.models import Draft, Seat, Sitting
from rooms.reads.drafts import draft_for, loaded
from rooms.reads.entry import entry_for
from rooms.wire import encode

RATE, BURST = 40.0, 120.0  # frames a second; a typist sends ten changes and ten carets


class DraftConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]
    """A person at a draft."""

    channel_layer_alias = None  # no queue for this socket: the desk writes to it

    async def connect(self) -> None:
        """Accept, then refuse with a reason: a close before accept would lose it."""
        await self.accept()
        self.page: Page | None = None
        self.allowance, self.checked = BURST, time.monotonic()
        self.user = self.scope.get("user")
        if self.user is None or not self.user.is_authenticated:
            await self.close(4401)
            return
        try:
            draft, seat, sitting = await _found(self.user, **self.scope["url_route"]["kwargs"])
        except NotFound:
            await self.close(NO_SEAT)
            return
        self.page = Page(draft.pk, sitting.pk, seat.pk, seat.number, seat.name, seat.reader, self._write, self.close, number=draft.last_seq)
        self.pump = asyncio.create_task(self.page.pump())
        DESK.join(self.page)
        self.page.told = await database_sync_to_async(state_for)(draft, seat, sitting)
        self.page.push(encode(self.page.told))
        self.page.push(frames.ask(await _state(draft.pk)))

    async def disconnect(self, code: int) -> None:
        """Leave."""
        if self.page is not None:
            self.pump.cancel()
            await DESK.leave(self.page)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Parse, act, answer refusals."""
        if self.page is None:
            return
        if not self._meter() or len(bytes_data or b"") > frames.FRAME:
            await self.close(SLOW)
            return
        try:
            await self._act(self.page, frames.parse(bytes_data or b""))
        except Refusal as refusal:
            self.page.push(encode({"type": "refused", "code": refusal.code, "sentence": str(refusal.sentence)}))
        except MalformedError:
            self.page.push(encode({"type": "refused", "code": "unknown-message", "sentence": ""}))

    async def _act(self, page: Page, frame: frames.Frame) -> None:
        match frame:
            case frames.Ask(state):
                page.push(frames.answer(await _missing(page.draft, state)))
            case frames.Change(update):
                kept = await database_sync_to_async(drafts.change)(page.draft, page.sitting, by=self.user, update=update)
                if kept is not None:
                    await DESK.hear(page, kept.seq, update)
            case frames.Presence():
                await DESK.stand(page, frame)

    def _meter(self) -> bool:
        now = time.monotonic()
        self.allowance = min(BURST, self.allowance + (now - self.checked) * RATE) - 1
        self.checked = now
        return self.allowance >= 0

    async def _write(self, frame: bytes | str) -> None:
        if isinstance(frame, str):
            await self.send(text_data=frame)
        else:
            await self.send(bytes_data=frame)


@database_sync_to_async
def _found(user: Any, number: str, zone: str) -> tuple[Draft, Seat, Sitting]:
    """The draft of a zone, for somebody inside the room; NotFound for everybody else."""
    entry = entry_for(user, number)
    if entry.sitting is None or entry.seat is None or not entry.is_inside:
        raise NotFound
    return draft_for(entry.sitting, entry.seat.reader, zone), entry.seat, entry.sitting


@database_sync_to_async
def _state(draft_id: int) -> bytes:
    """What the log has, so that a page sends what it wrote while the line was broken."""
    state: bytes = loaded(Draft.objects.get(pk=draft_id)).get_state()
    return state


@database_sync_to_async
def _missing(draft_id: int, state: bytes) -> bytes:
    """What a page lacks; MalformedError when it does not say what it has."""
    try:
        update: bytes = loaded(Draft.objects.get(pk=draft_id)).get_update(state)
    except (ValueError, RuntimeError) as broken:
        raise MalformedError(str(broken)) from broken
    return update

"""Many socket lines in one process, cheap enough to measure a server by: picows."""

import asyncio
import json
import time
from collections.abc import Iterable

from picows import WSListener, WSMsgType, ws_connect

CONFIRM = 24


class Line(WSListener):
    """One page. Counts frames, confirms them, and remembers when each message was heard."""

    def __init__(self) -> None:
        self.frames, self.said, self.bytes, self.heard = 0, 0, 0, {}
        self.waits: dict[str, asyncio.Future] = {}
        self.watching = False
        self.closed = None

    def on_ws_connected(self, transport) -> None:
        self.transport = transport

    def on_ws_frame(self, transport, frame) -> None:
        if frame.msg_type == WSMsgType.CLOSE:
            self.closed = frame.get_close_code()
            transport.disconnect()
            return
        if frame.msg_type != WSMsgType.TEXT:
            return
        payload = frame.get_payload_as_bytes()
        self.frames += 1
        self.bytes += len(payload)
        if self.frames % CONFIRM == 0 or self.bytes > 60_000:
            self.bytes = 0
            self.send({"type": "got", "frames": self.frames})
        if payload.startswith(b'{"type":"said"'):
            self.said += 1
            if self.watching:
                self.heard[json.loads(payload)["id"]] = time.perf_counter()
        kind = payload[9 : payload.index(b'"', 9)].decode()
        if (waiting := self.waits.pop(kind, None)) is not None:
            waiting.set_result(payload)

    def send(self, message: dict) -> None:
        self.transport.send(WSMsgType.TEXT, json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode())

    def next(self, kind: str) -> asyncio.Future:
        self.waits[kind] = asyncio.get_running_loop().create_future()
        return self.waits[kind]


async def line(port: int, path: str, cookie: str = "") -> Line:
    headers = {"Origin": f"http://localhost:{port}"} | ({"Cookie": f"sessionid={cookie}"} if cookie else {})
    _transport, made = await ws_connect(Line, f"ws://localhost:{port}{path}", extra_headers=headers)
    return made


async def room_line(port: int, number: str, cookie: str, after: int = 0) -> Line:
    """A page of a room, told how the room stands."""
    made = await line(port, f"/ws/room/{number}", cookie)
    told = made.next("room")
    made.send({"type": "hello", "after": after})
    await asyncio.wait_for(told, 20)
    return made


async def close(lines: Iterable[Line]) -> None:
    for one in lines:
        one.transport.disconnect()
    await asyncio.sleep(0.3)

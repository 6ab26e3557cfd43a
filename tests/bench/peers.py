"""What a room would be without us, for the same run: stock Channels with its groups, and a bare echo to a room's sockets. `daphne tests.bench.peers:application`."""

import collections

import django
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.conf import settings
from django.urls import path

if not settings.configured:
    settings.configure(CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer", "CONFIG": {"capacity": 5000}}})
    django.setup()


class Group(AsyncWebsocketConsumer):
    """The usual way; nothing is stored, nobody is asked who they are."""

    async def connect(self):
        self.group = f"room.{self.scope['url_route']['kwargs']['room']}"
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data=None, bytes_data=None):
        await self.channel_layer.group_send(self.group, {"type": "room.message", "text": text_data})

    async def room_message(self, event):
        await self.send(text_data=event["text"])


ROOMS = collections.defaultdict(set)


async def bare(scope, receive, send):
    """The floor: an ASGI application that sends each frame to the sockets of its room."""
    room = scope["url_route"]["kwargs"]["room"]
    await receive()
    await send({"type": "websocket.accept"})
    ROOMS[room].add(send)
    try:
        while (event := await receive())["type"] != "websocket.disconnect":
            frame = {"type": "websocket.send", "text": event["text"]}
            for one in tuple(ROOMS[room]):
                await one(frame)
    finally:
        ROOMS[room].discard(send)


application = ProtocolTypeRouter({"websocket": URLRouter([path("ws/group/<int:room>", Group.as_asgi()), path("ws/bare/<int:room>", bare)])})

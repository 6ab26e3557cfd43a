"""Socket routes of the rooms."""

from django.urls import path

from rooms.consumers import RoomConsumer

routes = [path("ws/room/<str:number>", RoomConsumer.as_asgi())]

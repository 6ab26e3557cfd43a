"""Socket routes of the rooms."""

from django.urls import path

from rooms.consumers import RoomConsumer
from rooms.drafting.consumer import DraftConsumer

routes = [
    path("ws/room/<str:number>", RoomConsumer.as_asgi()),
    path("ws/draft/<str:number>/<str:zone>", DraftConsumer.as_asgi()),
]

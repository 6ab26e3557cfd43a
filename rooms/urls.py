"""Addresses of the rooms."""

from django.urls import path

from rooms.views import draft, room

app_name = "rooms"
urlpatterns = [
    path("room/<str:number>", room.room, name="room"),
    path("room/<str:number>/say", room.say, name="say"),
    path("room/<str:number>/act", room.act, name="act"),
    path("room/<str:number>/file/<int:pk>", room.file, name="file"),
    path("room/<str:number>/draft", draft.draft, name="draft"),
    path("room/<str:number>/draft/aside", draft.aside, name="draft_aside"),
]

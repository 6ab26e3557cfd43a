"""Addresses of the diary."""

from django.urls import path

from mediation.diary import views

app_name = "diary"
urlpatterns = [
    path("dates", views.dates, name="dates"),
    path("feed/<str:key>.ics", views.feed, name="feed"),
]

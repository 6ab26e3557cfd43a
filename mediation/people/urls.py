"""Addresses of sign-in and of the staff page."""

from django.urls import path
from django.views.generic import RedirectView

from mediation.people.views import sign_in, staff

app_name = "people"
urlpatterns = [
    path("sign-in", sign_in.sign_in, name="sign_in"),
    path("sign-in/code", sign_in.code, name="code"),
    path("staff/sign-in", RedirectView.as_view(pattern_name="account_login", query_string=True), name="staff_sign_in"),
    path("enter/<str:token>", sign_in.enter, name="enter"),
    path("sign-out", sign_in.sign_out, name="sign_out"),
    path("people", staff.staff, name="staff"),
    path("people/post/<int:pk>/link", staff.link, name="link"),
    path("people/post/<int:pk>/end", staff.end, name="end"),
    path("elder", sign_in.elder, name="elder"),
]

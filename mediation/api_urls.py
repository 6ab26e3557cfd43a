"""The API of programs, version 1. A change that breaks a reader gets a new version."""

from django.urls import path

from cases.api.cases import Cases, Moves, OneCase
from cases.api.evidence import Exhibits
from cases.api.tickets import OneTicket, Tickets
from courtlink.api import Decisions, Filings, OneFiling
from mediation.api_guide import guide, nothing_here, schema
from mediation.people.api import Codes, Sessions

app_name = "api"
urlpatterns = [
    path("", guide, name="guide"),
    path("openapi.json", schema, name="schema"),
    path("codes", Codes.as_view(), name="codes"),
    path("session", Sessions.as_view(), name="session"),
    path("cases", Cases.as_view(), name="cases"),
    path("cases/<str:number>", OneCase.as_view(), name="case"),
    path("cases/<str:number>/moves", Moves.as_view(), name="moves"),
    path("cases/<str:number>/evidence", Exhibits.as_view(), name="evidence"),
    path("cases/<str:number>/filings", Filings.as_view(), name="filings"),
    path("filings/<str:ref>", OneFiling.as_view(), name="filing"),
    path("filings/<str:ref>/decisions", Decisions.as_view(), name="decisions"),
    path("tickets", Tickets.as_view(), name="tickets"),
    path("tickets/<str:reference>", OneTicket.as_view(), name="ticket"),
    path("<path:rest>", nothing_here),
]

"""Every page, in one place."""

from django.urls import include, path
from django.views.generic import TemplateView

from mediation.health import healthz, readyz
from mediation.outreach.views import outbox

urlpatterns = [
    path("", TemplateView.as_view(template_name="home.html"), name="home"),
    path("", include("mediation.people.urls")),
    path("", include("mediation.vault.urls")),
    path("", include("mediation.papers.urls")),
    path("", include("mediation.diary.urls")),
    path("", include("cases.urls")),
    path("", include("rooms.urls")),
    path("", include("courtlink.urls")),
    path("outbox", outbox, name="outbox"),
    path("accounts/", include("mediation.people.account_urls")),
    path("api/v1/", include("mediation.api_urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]

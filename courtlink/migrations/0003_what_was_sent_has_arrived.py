"""What was sent so far lay before the clerks at once: it has been received. Every court keeps the clerks' pages here."""

from django.db import migrations
from django.db.models import F


def arrive(apps, schema_editor):
    Filing = apps.get_model("courtlink", "Filing")
    Filing.objects.filter(state="submitted").update(state="received")
    Filing.objects.exclude(state__in=["draft", "submitted"]).filter(submitted_at__isnull=False).update(received_at=F("submitted_at"), attempts=1)
    apps.get_model("courtlink", "FilingDocument").objects.filter(kind__in=["complaint", "confirmation_application"]).update(role="lead")
    Court = apps.get_model("courtlink", "Court")
    for centre in apps.get_model("people", "Centre").objects.filter(kind="court_service"):
        Court.objects.get_or_create(centre=centre)


class Migration(migrations.Migration):
    dependencies = [("courtlink", "0002_delivery")]
    operations = [migrations.RunPython(arrive, migrations.RunPython.noop)]

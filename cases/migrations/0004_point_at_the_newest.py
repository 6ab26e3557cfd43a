"""Fill the pointers to the newest round, agreement and answer for cases that exist already."""

from django.db import migrations

POINTERS = """
UPDATE cases_case c SET
    latest_round_id = (SELECT r.id FROM cases_round r WHERE r.case_id = c.id ORDER BY r.number DESC LIMIT 1),
    present_agreement_id = (SELECT a.id FROM cases_agreement a WHERE a.case_id = c.id AND a.superseded_at IS NULL ORDER BY a.id DESC LIMIT 1)
"""


def take_answers(apps, schema_editor):
    """Words are encrypted for their column, so they go through Python."""
    reply = apps.get_model("cases", "Reply")
    for row in reply.objects.order_by("party_id", "-pk").distinct("party_id").select_related("party").iterator():
        row.party.answered, row.party.answered_round, row.party.answered_words = row.answer, row.round_number, row.words
        row.party.save(update_fields=["answered", "answered_round", "answered_words"])


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_newest_at_hand")]

    operations = [
        migrations.RunSQL(POINTERS, migrations.RunSQL.noop),
        migrations.RunPython(take_answers, migrations.RunPython.noop),
    ]

from django.db import migrations


class Migration(migrations.Migration):
    """The table itself was taken over by diary.0001."""

    dependencies = [
        ('diary', '0001_feed'),
        ('rooms', '0007_recording_of_a_sitting'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name='Feed')]),
    ]

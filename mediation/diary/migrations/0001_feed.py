import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """The table of the mediators' addresses becomes everybody's; the rows stay, and so do the addresses."""

    initial = True

    dependencies = [
        ('rooms', '0007_recording_of_a_sitting'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL('ALTER TABLE rooms_feed RENAME TO diary_feed', 'ALTER TABLE diary_feed RENAME TO rooms_feed')],
            state_operations=[
                migrations.CreateModel(
                    name='Feed',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('nonce', models.CharField(max_length=20, unique=True)),
                        ('made_at', models.DateTimeField()),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                ),
            ],
        ),
    ]

"""The first tables of the vault."""

import django.db.models.deletion
import mediation.crypto
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveBigIntegerField()),
                ('media_type', models.CharField(max_length=40)),
                ('name', mediation.crypto.EncryptedTextField(blank=True)),
                ('width', models.PositiveIntegerField(null=True)),
                ('height', models.PositiveIntegerField(null=True)),
                ('preview_sha256', models.CharField(blank=True, max_length=64)),
                ('made_here', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('kept', 'Kept'), ('quarantined', 'Locked away')], default='kept', max_length=12)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['sha256'], name='file_by_hash')],
                'constraints': [models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='file_hash_is_sha256'), models.CheckConstraint(condition=models.Q(('size__gt', 0)), name='no_file_is_empty'), models.CheckConstraint(condition=models.Q(('state__in', ['kept', 'quarantined'])), name='file_state_is_known')],
            },
        ),
    ]

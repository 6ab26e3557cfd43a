"""The first tables of the ledger."""

import django.db.models.deletion
import mediation.walls
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('verb', models.CharField(max_length=32)),
                ('subject', models.CharField(max_length=64)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('facts', models.JSONField(default=dict)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'access entries',
                'indexes': [models.Index(fields=['subject', '-at'], name='access_by_subject'), models.Index(fields=['user', '-at'], name='access_by_user')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessentry',
            trigger=pgtrigger.compiler.Trigger(name='ledger_access_keep', sql=mediation.walls.WallSql(func="RAISE EXCEPTION 'ledger_access: rows are only ever added' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_access_append_only';", hash='4975f305e4ebd66c579d4f2c11dad5b359e931c7', operation='UPDATE OR DELETE', pgid='pgtrigger_ledger_access_keep_e88b8', table='ledger_accessentry', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accessentry',
            trigger=pgtrigger.compiler.Trigger(name='ledger_access_keep_all', sql=mediation.walls.WallSql(func="RAISE EXCEPTION 'ledger_access: rows are only ever added' USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_access_append_only';", hash='2cccfa9bc606afb660e154c8a83817f992a67475', level='STATEMENT', operation='TRUNCATE', pgid='pgtrigger_ledger_access_keep_all_9415e', table='ledger_accessentry', when='BEFORE')),
        ),
    ]

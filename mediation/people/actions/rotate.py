"""Encrypt again, under the newest key, what still lies under an older one."""

from collections.abc import Iterator

from allauth.mfa import utils as mfa
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import connection, models, transaction

from mediation.crypto import EncryptedTextField, current_key, decrypt, encrypt

BATCH = 500
SEEDS = {"secret", "seed"}  # what allauth encrypts in an authenticator app and in recovery codes


def rotate_all(*, batch: int = BATCH) -> Iterator[tuple[str, int]]:
    """Yield (field, rows encrypted again) for every encrypted column; can be stopped and started again at any row."""
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                done = 0
                while count := _rotate_some(model, field, batch):
                    done += count
                yield field.label, done


@transaction.atomic
def _rotate_some(model: type[models.Model], field: EncryptedTextField, batch: int) -> int:
    """One batch in one transaction."""
    quote = connection.ops.quote_name
    table, key, column = quote(model._meta.db_table), quote(str(model._meta.pk.column)), quote(str(field.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {key}, {column} FROM {table} WHERE octet_length({column}) > 1 AND get_byte({column}, 1) <> %s "  # noqa: S608 - names of our own models
            f"ORDER BY {key} LIMIT %s FOR UPDATE",
            [current_key(), batch],
        )
        rows = [(encrypt(decrypt(bytes(stored), field.label), field.label), pk) for pk, stored in cursor.fetchall()]
        cursor.executemany(f"UPDATE {table} SET {column} = %s WHERE {key} = %s", rows)  # noqa: S608
    return len(rows)


@transaction.atomic
def rotate_seeds() -> int:
    """Encrypt the seeds of second factors again; return how many there are."""
    factors = Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN)
    for factor in factors:
        for name in SEEDS & factor.data.keys():
            factor.data[name] = mfa.encrypt(mfa.decrypt(factor.data[name]))
        factor.save(update_fields=["data"])
    return len(factors)

"""`make messages`: collect the texts of code and pages into the translation file."""

import os
import sys

os.environ.setdefault("SECRET_KEY", "messages")
os.environ.setdefault("PII_KEYS", "1:AA==")
os.environ.setdefault("PII_INDEX_KEY", "AA==")
os.environ.setdefault("DATABASE_URL", "postgres://messages@/messages")
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings")


def collect(*extra: str) -> None:
    """Run makemessages for Chinese; English stands in the code itself."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("makemessages", "-l", "zh_Hans", "-i", ".venv", "-i", "var", "-i", "tests", "--no-location", "--no-wrap", *extra)


if __name__ == "__main__":
    collect(*sys.argv[1:])

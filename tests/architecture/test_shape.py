"""The shape of the code: sizes, who writes, what templates may not hold."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

ROOT = Path(settings.BASE_DIR)
APPS = ("mediation", "cases", "rooms", "courtlink")
CODE = [p for app in APPS for p in (ROOT / app).rglob("*.py") if "migrations" not in p.parts]
WRITES = {"save", "create", "update", "delete", "bulk_create", "get_or_create", "update_or_create"}
TEMPLATES = [p for p in (ROOT / "templates").rglob("*.html") if "papers" not in p.parts]


def test_files_are_at_most_300_lines():
    assert [str(p.relative_to(ROOT)) for p in CODE if len(p.read_text(encoding="utf-8").splitlines()) > 300] == []


def test_functions_are_at_most_50_lines():
    long = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno + 1 > 50:
                long.append(f"{path.relative_to(ROOT)}:{node.name}")
    assert long == []


def test_pages_forms_and_reads_never_write():
    found = []
    for path in CODE:
        parts = path.relative_to(ROOT).parts
        if not {"views", "reads", "forms.py", "views.py", "reads.py", "rules.py", "facts.py", "notices.py", "papers.py"} & set(parts):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES and "objects" in ast.unparse(node.func):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_a_page_holds_no_inline_script_style_or_handler(path):
    text = path.read_text(encoding="utf-8")
    assert re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>|\sstyle=|\son\w+=|<style", text) == []


def test_rooms_and_the_court_link_leave_no_way_back_from_a_case():
    from django.apps import apps

    names = [
        f.remote_field.related_name
        for app in ("rooms", "courtlink")
        for m in apps.get_app_config(app).get_models()
        for f in m._meta.fields
        if f.is_relation and f.related_model._meta.app_label != app
    ]
    assert set(names) == {"+"}


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_production_settings_pass_djangos_own_checks(settings):
    settings.DEBUG, settings.DEMO = False, False
    settings.SECURE_HSTS_SECONDS, settings.SECURE_SSL_REDIRECT, settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE = 1, True, True, True
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    call_command("check", deploy=True, fail_level="WARNING")

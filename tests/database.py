"""The tests' databases: one is migrated and furnished with the demonstration district, every process works on a copy of it."""

import os
from contextlib import closing

import psycopg
from django.conf import settings
from django.db import connection
from django.test.utils import setup_databases

from cases.actions.demo import load_district

MODEL = "furnished"
# Only a superuser can step past the walls of append-only tables.
EMPTY = """DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission') LOOP
        EXECUTE format('DELETE FROM public.%I', name);
    END LOOP;
    SET LOCAL session_replication_role = origin;
END $$"""
KEEP = """DO $$ DECLARE name text; filled bool; BEGIN
    CREATE SCHEMA furnished;
    FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission') LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
        IF filled THEN EXECUTE format('CREATE TABLE furnished.%1$I AS TABLE public.%1$I', name); END IF;
    END LOOP;
END $$"""
FURNISH = """DO $$ DECLARE name text; columns text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name, columns IN SELECT table_name, string_agg(quote_ident(column_name), ', ') FROM information_schema.columns WHERE table_schema = 'furnished' GROUP BY 1 LOOP
        EXECUTE format('INSERT INTO public.%1$I (%2$s) SELECT %2$s FROM furnished.%1$I', name, columns);
    END LOOP;
    SET LOCAL session_replication_role = origin;
END $$"""


def run(*scripts: str) -> None:
    """Run these on the tests' database."""
    with connection.cursor() as cursor:
        for script in scripts:
            cursor.execute(script)


def take_a_copy(name: str) -> None:
    """Make a database of this name for this process; the first of several processes makes the model for all."""
    with closing(psycopg.connect(os.environ["DATABASE_URL"], dbname="postgres", autocommit=True)) as admin:
        admin.execute("SELECT pg_advisory_lock(1)")
        if not admin.execute("SELECT FROM pg_database WHERE datname = %s", [MODEL]).rowcount:
            _furnish(admin)
        admin.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{MODEL}" STRATEGY file_copy')
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _furnish(admin: psycopg.Connection) -> None:
    setup_databases(verbosity=0, interactive=False, aliases={"default"})
    load_district()
    run(KEEP)
    connection.close()
    connection.close_pool()
    admin.execute(f'ALTER DATABASE "{connection.settings_dict["NAME"]}" RENAME TO "{MODEL}"')

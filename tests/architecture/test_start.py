"""Starting again where somebody has removed the folder, but not the database that stands elsewhere."""

import shutil

import psycopg

from mediation.embedded import CLUSTER, Embedded
from mediation.launch import _open


def test_a_database_whose_passwords_are_gone_is_put_aside_and_a_new_one_made(tmp_path, monkeypatch, capsys):
    monkeypatch.delenv("DATABASE_URL")
    left = Embedded(tmp_path, dict.fromkeys(("cluster", "owner", "app"), "of yesterday"))
    left.start()
    left.stop()
    _kept, database = _open(tmp_path)
    aside = next(database.home.parent.glob(f"{database.home.name}-*"))
    try:
        assert str(aside) in capsys.readouterr().out
        assert (aside / "data" / "PG_VERSION").exists()
        database.start()
        with psycopg.connect(database.url(CLUSTER)) as line:
            assert line.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        database.stop()
        again = _open(tmp_path)[1]
        assert (again.data.exists(), capsys.readouterr().out) == (True, "")  # what has its passwords is left alone
    finally:
        for home in database.home.parent.glob(f"{database.home.name}*"):
            shutil.rmtree(home)

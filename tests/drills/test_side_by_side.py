"""Several installations of one checkout at once, and one on somebody else's PostgreSQL."""

import json
import re
import urllib.request

import psycopg
import pytest

from mediation.embedded import CLUSTER, Embedded
from tests.product import Product

pytestmark = pytest.mark.drill


def ready(product):
    return json.loads(urllib.request.urlopen(f"{product.url}/readyz").read())["ready"]


def test_two_run_beside_each_other_and_a_third_on_a_foreign_database():
    first = Product()
    try:
        second = Product()
        assert ready(first) and ready(second)
        url = Embedded(first.var / "data", json.loads((first.var / "data" / "secrets.json").read_text())["database"]).url(CLUSTER)
        with psycopg.connect(url, autocommit=True) as line:
            line.execute("CREATE ROLE foreigner LOGIN PASSWORD 'x'")
            line.execute("CREATE DATABASE other OWNER foreigner")
        foreign = re.sub(r"/mediation(\?|$)", r"/other\1", re.sub(r"//[^@]*@", "//foreigner:x@", url))
        third = Product(DATABASE_URL=foreign)
        assert ready(third)
        assert not (third.var / "data" / "postgres").exists()
        assert (third.stop(), second.stop()) == (0, 0)
    finally:
        assert first.stop() == 0

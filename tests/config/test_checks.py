"""SQLite is for one association; a union needs PostgreSQL, or the installation does not start."""

import pytest
from django.db import connection

from rinnalla.config.checks import sqlite_is_for_one_association
from tests import cast

pytestmark = pytest.mark.django_db


def found() -> list[str]:
    return [error.id for error in sqlite_is_for_one_association(databases=["default"])]


def test_one_association_may_live_in_sqlite():
    cast.association()
    assert found() == []


def test_a_second_association_in_sqlite_is_an_error_and_in_postgresql_is_not():
    cast.association()
    cast.association("Pohjanmaan Selkäyhdistys", "17")
    assert found() == (["rinnalla.E001"] if connection.vendor == "sqlite" else [])


def test_the_demo_and_a_developer_may_have_several_in_sqlite(settings):
    cast.association()
    cast.association("Pohjanmaan Selkäyhdistys", "17")
    settings.DEMO = True
    assert found() == []
    settings.DEMO, settings.DEBUG = False, True
    assert found() == []

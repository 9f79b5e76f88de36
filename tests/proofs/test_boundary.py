"""PostgreSQL keeps the wall between associations by itself, with every check in Python switched off (R35)."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from rinnalla.asks.models import Ask, Promise
from rinnalla.associations.wall import scope_of
from rinnalla.boundary import scope
from rinnalla.boundary.choices import CROSSING
from rinnalla.ledger import book
from rinnalla.ledger.models import Event, Mention
from rinnalla.people.models import Consent, Person
from rinnalla.supporters.models import Pledge, Supporter
from tests import cast
from tests.companionships import pairs

PACKAGE = Path(settings.PACKAGE)
on_postgres = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no row-level security")
pytestmark = pytest.mark.django_db

# Tables that point at a person or an association and are still open to every page, each with its reason.
OPEN = {
    "associations_association_area": "which municipalities an association serves is public (R36)",
    "people_draft": "answers half given belong to nobody yet; found by a secret code alone, and sealed",
    "django_session": "found by a secret cookie alone, before it is known who asks",
    "people_sending": "a form's key, hashed; tells nothing of what was sent",
}
PUBLIC = {"associations_association", "associations_union", "training_course", "training_sitting", "training_tally"}


def tables_about_people() -> set[str]:
    """Tables with a person or an association in them, or below one that has, found from the models."""
    found = {"people_person"}
    models = apps.get_models(include_auto_created=True)
    roots = {"people_person", "associations_association"}
    while True:
        more = {
            model._meta.db_table
            for model in models
            for field in model._meta.local_fields
            if field.is_relation
            and field.related_model._meta.db_table in (found | roots) - PUBLIC | {"associations_association"}
        }
        if more <= found:
            return found
        found |= more


def in_database(question: str) -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return {name for (name,) in cursor.fetchall()}


@on_postgres
def test_every_table_about_people_is_guarded_and_the_guard_binds_its_owner():
    question = "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity"
    with_policy = in_database("SELECT tablename FROM pg_policies WHERE schemaname = 'public'")
    guarded = in_database(question) & with_policy
    assert tables_about_people() - OPEN.keys() - guarded == set()


@on_postgres
def test_no_function_carries_a_setting_that_only_a_superuser_may_write_into_it():
    assert in_database("SELECT proname FROM pg_proc WHERE proconfig::text LIKE '%rinnalla.%'") == set()


@on_postgres
def test_the_cheap_guard_is_asked_first():
    """From the last name to the first (boundary/guards.py)."""
    names = in_database("SELECT policyname FROM pg_policies WHERE schemaname = 'public'")
    assert max(names) == "boundary"


@on_postgres
def test_the_pages_role_passes_over_nothing_and_owns_nothing():
    from rinnalla.config import roles

    assert roles.facts(settings.DATABASE_ROLE) == {"passes": False, "owns": False, "makes": False}


# --- what each sees ---------------------------------------------------------------------------------------
@pytest.fixture
def two_sides(monkeypatch):
    """A pair in Kirsti's association, someone who waits in Maija's, and no check in Python."""
    pair = pairs.walking(kirsti=cast.kirsti())
    maija = cast.maija()
    there = maija.roles.get().association
    ask = cast.ask(cast.person("Eino", "eino@example.org"), there)
    ulla = cast.supporter("Ulla", there)
    for model in apps.get_models():
        manager = type(model._default_manager.all())
        if "visible_to" in vars(manager):
            monkeypatch.setattr(manager, "visible_to", lambda rows, person: rows)
    return pair, maija, ask, ulla


def seen_by(person, rows: QuerySet) -> set:
    if hasattr(person, "_roles"):
        del person._roles
    with transaction.atomic(), scope.given(scope_of(person)):
        return set(rows.values_list("pk", flat=True))


@on_postgres
def test_without_a_scope_nothing_about_people_is_there(two_sides):
    tables = tables_about_people() - OPEN.keys()
    with transaction.atomic(), scope.given(scope.NOBODY), connection.cursor() as cursor:
        counts = {}
        for table in tables:
            cursor.execute(f'SELECT count(*) FROM "{table}"')
            counts[table] = cursor.fetchone()[0]
    assert {table: count for table, count in counts.items() if count} == {}


@on_postgres
def test_a_coordinator_finds_nobody_of_another_association(two_sides):
    pair, maija, ask, ulla = two_sides
    assert seen_by(maija, Ask.objects.visible_to(maija)) == {ask.pk}
    assert seen_by(maija, Promise.objects.all()) == set(ask.promises.values_list("pk", flat=True))
    assert seen_by(maija, Supporter.objects.visible_to(maija)) == {ulla.pk}
    assert seen_by(maija, Pledge.objects.all()) == set(ulla.pledges.values_list("pk", flat=True))
    assert seen_by(maija, type(pair).objects.visible_to(maija)) == set()
    hidden = {pair.person_id, pair.supporter.person_id}
    assert seen_by(maija, Person.objects.all()) & hidden == set()
    assert seen_by(maija, Consent.objects.filter(person__in=hidden)) == set()


@on_postgres
def test_the_two_of_a_pair_find_each_other_and_nobody_else(two_sides):
    pair, _maija, ask, ulla = two_sides
    peer = pair.supporter
    assert seen_by(pair.person, Ask.objects.all()) == seen_by(peer.person, Ask.objects.all()) == {pair.ask_id}
    assert seen_by(pair.person, Supporter.objects.all()) == {peer.pk}
    assert seen_by(peer.person, Person.objects.all()) >= {pair.person_id, peer.person_id}
    assert seen_by(peer.person, Person.objects.all()) & {ask.person_id, ulla.person_id} == set()


@on_postgres
@pytest.mark.parametrize("change", ["update", "delete", "insert"])
def test_another_associations_rows_cannot_be_changed_removed_or_added(two_sides, change):
    pair, maija, ask, _ulla = two_sides
    theirs = Ask.objects.filter(pk=pair.ask_id)
    with transaction.atomic(), scope.given(scope_of(maija)):
        if change == "update":
            assert theirs.update(language="sv") == 0
        elif change == "delete":
            assert theirs._raw_delete(theirs.db) == 0
        else:
            with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
                Ask.objects.create(person_id=ask.person_id, association_id=pair.association_id)
    assert Ask.objects.filter(pk=pair.ask_id, language="fi").exists()


@on_postgres
def test_a_line_of_the_ledger_cannot_be_changed_or_removed_by_the_pages_role():
    kirsti = cast.kirsti()
    book.write(kirsti, "role.given", concerns=[kirsti.code])
    for statement in ("UPDATE {} SET {} = {}", "DELETE FROM {}"):
        for model, column in ((Event, "actor"), (Mention, "code")):
            words = statement.format(model._meta.db_table, column, column)
            refused = pytest.raises(DatabaseError, match="permission denied")
            with (
                transaction.atomic(),
                scope.system("ledger"),
                connection.cursor() as cursor,
                refused,
                transaction.atomic(),
            ):
                cursor.execute(words)


# --- the scope itself -------------------------------------------------------------------------------------
def told(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [f"rinnalla.{name}"])
        return cursor.fetchone()[0]


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_nothing_that_was_told_outlives_its_transaction():
    kirsti = cast.kirsti()
    with scope.given(scope_of(kirsti)):
        with transaction.atomic():
            assert told("person") == str(kirsti.pk)
        with transaction.atomic():
            assert told("person") == str(kirsti.pk), "told anew to each transaction"
    assert (told("person"), told("system")) == ("", "")


@on_postgres
@pytest.mark.django_db(transaction=True)
def test_a_move_undone_inside_leaves_the_scope_as_it_was():
    with scope.given(scope.NOBODY), transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic(), scope.system("letters"):
            assert told("system") == "letters"
            raise ZeroDivisionError
        assert told("system") == ""
        with pytest.raises(DatabaseError), transaction.atomic(), scope.system("letters"), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert told("system") == ""


def test_each_crossing_of_the_wall_is_named_and_each_name_is_used():
    found = set()
    for path in PACKAGE.rglob("*.py"):
        found |= set(re.findall(r"scope\.system\(\"([^\"]+)\"\)", path.read_text()))
    assert found == set(CROSSING)

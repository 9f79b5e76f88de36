"""A unique index answers for every association, whatever the guards say: each that spans them has its reason (R35).

An index that names a row of a guarded table stays within what its writer was shown: a page finds that row through
`visible_to` first. What is left can be probed by anyone who writes such a row, so it is listed here, or fails.
"""

import pytest
from django.apps import apps
from django.db import connection

from rinnalla.base.codes import new_code
from rinnalla.people.models import Person
from tests.proofs.test_boundary import tables_about_people

pytestmark = pytest.mark.django_db

DRAWN = "drawn by chance, by us and never by who writes; a hit would be found once in 10^24 tries"
SPANS = {
    ("people_person", "email_index"): "a proven address is one person's; told to nobody: proving takes its mailbox",
    ("account_emailaddress", "email"): "the library's own; holds a blind index, one for each who signs in with a code",
    ("account_emailconfirmation", "key"): DRAWN,
    ("associations_invitation", "token_index"): DRAWN,
    ("training_feed", "secret_index"): DRAWN,
    ("matching_queueproposal", "is_whole"): "of the whole union, and its administrators' alone",
    ("matching_weighing", "version"): "the weights of the whole union, which anyone may read",
    ("privacy_count", "kind", "year"): "counts of the union's own queue; written by the clock",
    ("supporters_enquiries", "day"): "counts of the union's own queue; one more is never refused",
}


def models_about_people():
    tables = tables_about_people()
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.db_table in tables]


def keys_of_rows(model) -> set[str]:
    """Columns that name a row of a guarded table, or an association."""
    tables = tables_about_people() | {"associations_association", "django_session"}
    fields = [field for field in model._meta.local_fields if field.is_relation]
    return {field.column for field in fields if field.related_model._meta.db_table in tables}


def unique_indexes(model) -> set[tuple[str, ...]]:
    """(table, columns…) of each, as the database itself has them; the primary key is nobody's choice."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table).values()
    primary = [model._meta.pk.column]
    return {
        (table, *sorted(facts["columns"]))
        for facts in found
        if facts["unique"] and (facts["columns"] != primary or not is_counted(model._meta.pk))
    }


def is_counted(field) -> bool:
    return "Auto" in field.get_internal_type() or field.is_relation


def is_drawn(model, columns: tuple[str, ...]) -> bool:
    """One code of ours, made as the row is made."""
    return columns == ("code",) and model._meta.get_field("code").default is new_code


def test_each_unique_index_that_spans_associations_is_listed_with_its_reason():
    found = set()
    for model in models_about_people():
        within = keys_of_rows(model)
        for table, *columns in unique_indexes(model):
            if not within & set(columns) and not is_drawn(model, tuple(columns)):
                found.add((table, *columns))
    assert found - SPANS.keys() == set(), "say why nobody learns of another association by this"
    assert SPANS.keys() - found == set(), "no longer there"


def test_no_unique_index_holds_a_name_a_telephone_or_an_unproven_address():
    for model in models_about_people():
        for _table, *columns in unique_indexes(model):
            assert not {"phone_index", "identity", "called"} & set(columns), model
    proven = next(one for one in Person._meta.constraints if "email_index" in one.fields)
    assert "email_proven_at__isnull" in str(proven.condition), "an address that only was typed may stand twice"

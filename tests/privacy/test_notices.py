"""The notice is made from the declarations: a table or a field without words fails here (GDPR art. 13)."""

from datetime import timedelta

import pytest
from django.utils import translation

from rinnalla.home import keeping
from rinnalla.privacy.notices import authority, making
from rinnalla.privacy.notices.words import FIELDS, HEAPS, Role
from tests import cast

NOBODYS = {"matching.Weighing"}  # who made a version of the weights; not about anyone


def test_every_table_stands_in_one_heap():
    kept = {label for label, _fates in making.tables()} - NOBODYS
    told = [table for heap in HEAPS for table in heap.tables]
    assert (sorted(kept - {*told}), sorted({*told} - kept), len(told)) == ([], [], len({*told}))


def test_every_field_of_names_health_or_own_words_has_words():
    named = {
        f"{label}.{name}"
        for label, fates in making.tables()
        for name, fate in fates.items()
        if fate.grade in making.IN_WORDS and label not in NOBODYS
    }
    assert (sorted(named - {*FIELDS}), sorted({*FIELDS} - named)) == ([], [])


def test_everyone_reads_of_themself_and_not_of_others():
    keys = {role: {str(heap.title) for heap in HEAPS if role in heap.roles} for role in Role}
    assert "Your private reflection" in _english(Role.SUPPORTER)
    assert "Your private reflection" not in _english(Role.SEEKER)
    assert all(len(titles) >= 8 for titles in keys.values())


def _english(role: Role) -> list[str]:
    with translation.override("en"):
        return [told.title for told in making.heaps(role, keeping.how_long)]


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_notice_names_who_answers_and_the_times_in_force(client, settings, language):
    cast.union()
    association = cast.association()
    settings.KEPT_FOR = settings.KEPT_FOR | {"ask": timedelta(days=41)}
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: language})
    for role in Role:
        page = client.get(f"/privacy/{role.value}/{association.code}/").content.decode()
        for words in (association.phone, authority.here().site_name, "41 "):
            assert words in page
    assert client.get(f"/privacy/nobody/{association.code}/").status_code == 404
    assert client.get("/privacy/seeker/0000000000000000/").status_code == 404
    assert association.code in client.get("/privacy/").content.decode()


def test_the_authority_is_of_the_country_in_the_settings(settings):
    assert authority.here().site_name == "tietosuoja.fi"
    settings.COUNTRY = "SE"
    assert authority.here().site_name == "imy.se"

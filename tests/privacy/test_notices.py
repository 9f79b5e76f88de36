"""The notice is made from the declarations: a table or a field without words fails here (GDPR art. 13)."""

from datetime import timedelta

import pytest
from django.utils import translation

from rinnalla.config import checks
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


def test_finlands_authority_is_told_as_it_is():
    told = authority.here()
    assert told.name == "Tietosuojavaltuutetun toimisto / Dataombudsmannens byrå"
    assert (told.visit, told.post) == ("Lintulahdenkuja 4, 00530 Helsinki", "PL 800, 00531 Helsinki")
    assert (told.phone, told.site) == ("029 566 6700", "https://tietosuoja.fi/")


def test_another_country_is_a_line_in_a_file_of_ones_own(settings, tmp_path):
    file = tmp_path / "authorities.csv"
    file.write_text(
        "country,name,visit,post,phone,site,site_name\n"
        'EE,Andmekaitse Inspektsioon,,"Tatari 39, Tallinn",,https://www.aki.ee/,aki.ee\n',
        encoding="utf-8",
    )
    settings.COUNTRY, settings.AUTHORITIES = "EE", str(file)
    assert (authority.here().name, checks.people_are_told_whom_to_complain_to()) == ("Andmekaitse Inspektsioon", [])
    settings.COUNTRY = "FI"
    assert authority.here().site_name == "tietosuoja.fi"


@pytest.mark.parametrize(
    ("country", "text", "words"),
    [
        ("XX", None, "No supervisory authority is known for the country XX."),
        ("FI", "country,name\nFI,Joku\n", "lacks these columns: visit, post, phone, site, site_name."),
        ("FI", "country,name,visit,post,phone,site,site_name\nFI,Joku\n", "needs a name, a postal address and a site."),
        ("FI", "", "lacks these columns"),
    ],
)
def test_an_authority_that_cannot_be_told_stops_the_start_with_a_sentence(settings, tmp_path, country, text, words):
    settings.COUNTRY = country
    if text is not None:
        settings.AUTHORITIES = str(tmp_path / "list.csv")
        (tmp_path / "list.csv").write_text(text, encoding="utf-8")
    (found,) = checks.people_are_told_whom_to_complain_to()
    assert words in found.msg
    settings.AUTHORITIES = str(tmp_path / "nowhere.csv")
    assert "cannot be read" in checks.people_are_told_whom_to_complain_to()[0].msg

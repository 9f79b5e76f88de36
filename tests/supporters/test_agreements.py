"""The volunteer's agreement: both sign, a new text or a stop asks anew; background checks (R6, R14)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rinnalla.base import clock
from rinnalla.base.errors import Overtaken, RuleBroken
from rinnalla.letters.models import Letter
from rinnalla.supporters import agreeing, moves, publishing
from rinnalla.supporters.agreement_text import load_agreement
from rinnalla.supporters.choices import Stage
from rinnalla.supporters.models import AgreementText, BackgroundCheck, Supporter, VolunteerAgreement
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def trained():
    """Trained and pledged, with no agreement yet."""
    pekka = cast.pekka(stage=Stage.TRAINED)
    pekka.agreements.all().delete()
    return pekka


def test_one_signs_and_the_other_confirms_and_only_then_may_they_begin(trained):
    kirsti = cast.kirsti()
    seen = [agreeing.may_begin(trained)]
    signed = agreeing.sign_agreement(trained, by=trained.person, language="sv")
    seen.append(agreeing.may_begin(trained))
    with pytest.raises(RuleBroken):
        moves.activate(trained, by=kirsti)
    agreeing.confirm_agreement(signed, by=kirsti)
    seen.append(agreeing.may_begin(trained))
    moves.activate(trained, by=kirsti)
    assert (seen, signed.language, trained.is_offerable) == ([False, False, True], "sv", True)


def test_the_desk_hears_of_a_signature_and_the_volunteer_of_the_confirmation(trained):
    kirsti = cast.kirsti()
    agreeing.confirm_agreement(agreeing.sign_agreement(trained, by=trained.person), by=kirsti)
    told = list(Letter.objects.order_by("pk").values_list("kind", "to__code"))
    assert told == [("work", kirsti.code), ("application", trained.person.code)]


def test_signing_and_confirming_twice_is_doing_it_once(trained):
    kirsti = cast.kirsti()
    one, same = (agreeing.sign_agreement(trained, by=trained.person) for _ in range(2))
    agreeing.confirm_agreement(one, by=kirsti)
    with pytest.raises(Overtaken):
        agreeing.confirm_agreement(same, by=kirsti)
    assert VolunteerAgreement.objects.count() == 1


def test_nobody_signs_for_another_or_confirms_their_own(trained):
    kirsti = cast.kirsti()
    with pytest.raises(RuleBroken):
        agreeing.sign_agreement(trained, by=kirsti)
    with pytest.raises(RuleBroken):
        agreeing.sign_agreement(trained, by=trained.person, given="paper")
    signed = agreeing.sign_agreement(trained, by=trained.person)
    with pytest.raises(RuleBroken):
        agreeing.confirm_agreement(signed, by=trained.person)


def test_a_paper_signed_by_both_is_written_down_in_one_act(trained):
    signed = agreeing.sign_agreement(trained, by=cast.kirsti(), given="paper")
    assert (signed.is_confirmed, trained.has_agreed) == (True, True)


@pytest.mark.parametrize("stage", [Stage.APPLIED, Stage.INTERVIEWED, Stage.NOT_NOW, Stage.STOPPED])
def test_the_agreement_waits_for_acceptance(stage):
    pekka = cast.pekka(stage=stage)
    pekka.agreements.all().delete()
    with pytest.raises(RuleBroken):
        agreeing.sign_agreement(pekka, by=pekka.person)


def test_a_new_text_asks_both_anew():
    pekka, kirsti, leena = cast.pekka(), cast.kirsti(), cast.leena()
    words = dict.fromkeys(("fi", "sv", "en"), "{association}: uusi")
    publishing.publish_agreement(**words, in_force_from=clock.today(), by=leena)
    seen = [pekka.is_offerable, agreeing.needs_agreement(pekka)]
    signed = agreeing.sign_agreement(pekka, by=pekka.person)
    seen.append(pekka.is_offerable)
    agreeing.confirm_agreement(signed, by=kirsti)
    assert [*seen, pekka.is_offerable] == [False, True, False, True]


def test_a_text_without_the_associations_place_is_not_published():
    with pytest.raises(RuleBroken):
        words = {"fi": "{association}", "sv": "{association}", "en": "nobody"}
        publishing.publish_agreement(**words, in_force_from=clock.today(), by=cast.leena())


def test_a_text_of_tomorrow_asks_nobody_today():
    pekka = cast.pekka()
    tomorrow = clock.today() + timedelta(days=1)
    AgreementText.objects.create(version="2", fi="u", sv="n", en="n", in_force_from=tomorrow)
    assert pekka.is_offerable


def test_who_stops_and_comes_back_signs_anew():
    pekka = cast.pekka()
    moves.stop_low(pekka, by=pekka.person)
    assert (pekka.has_agreed, pekka.agreements.get().ended_at is None) == (False, False)
    Supporter.objects.filter(pk=pekka.pk).update(stage=Stage.TRAINED)
    pekka.refresh_from_db()
    agreeing.sign_agreement(pekka, by=pekka.person)
    assert pekka.agreements.count() == 2


def test_an_agreement_with_another_association_is_not_one_with_this():
    pekka = cast.pekka()
    pekka.agreements.update(association=cast.association("Pohjanmaan Selkäyhdistys", "17"))
    assert (pekka.is_offerable, list(Supporter.objects.eligible())) == (False, [])


def test_the_database_knows_that_confirming_comes_after_signing():
    pekka = cast.pekka()
    with pytest.raises(IntegrityError), transaction.atomic():
        pekka.agreements.update(confirmed_at=clock.now() - timedelta(days=2), signed_at=clock.now())


def test_the_first_text_is_loaded_once_and_names_the_association_in_three_languages():
    load_agreement()
    text, association = load_agreement(), cast.association()
    association.sv, association.en = "Ryggföreningen", "Spine Association"
    assert AgreementText.objects.count() == 1
    for language, words in (("fi", "Sopijat: Keski-Suomen"), ("sv", "Parter: Ryggf"), ("en", "Between: Spine A")):
        told = text.words_in(language, association)
        assert words in told and "112" in told and "{" not in told


def test_a_new_text_is_told_once_to_those_who_have_yet_to_sign_it():
    pekka, ulla = cast.pekka(), cast.supporter("Ulla")
    cast.supporter("Toini", stage=Stage.STOPPED)
    assert publishing.tell_of_new_texts() == 0  # all have signed what is in force
    AgreementText.objects.create(version="2", fi="u", sv="n", en="n")
    agreeing.sign_agreement(ulla, by=ulla.person)
    told = [publishing.tell_of_new_texts(), publishing.tell_of_new_texts()]
    assert (told, list(Letter.objects.values_list("to__code", flat=True))) == ([1, 0], [pekka.person.code])


# --- a task with minors ----------------------------------------------------------------------------------------------
def test_a_background_check_is_asked_for_a_task_with_minors_only():
    pekka, kirsti = cast.pekka(), cast.kirsti()
    with pytest.raises(RuleBroken):
        agreeing.record_check(pekka, clock.today(), by=kirsti)
    agreeing.set_with_minors(pekka, True, by=kirsti)
    seen = [pekka.is_offerable, Supporter.objects.eligible().exists()]
    agreeing.record_check(pekka, clock.today(), by=kirsti)
    assert [*seen, pekka.is_offerable, Supporter.objects.eligible().exists()] == [False, False, True, True]


def test_nobody_checks_themself_or_ahead_of_time():
    pekka, kirsti = cast.pekka(with_minors=True), cast.kirsti()
    with pytest.raises(RuleBroken):
        agreeing.record_check(pekka, clock.today(), by=pekka.person)
    with pytest.raises(RuleBroken):
        agreeing.record_check(pekka, clock.today() + timedelta(days=1), by=kirsti)


def test_of_a_check_only_the_day_and_the_checker_are_kept():
    fields = {field.name for field in BackgroundCheck._meta.local_fields}
    assert fields == {"id", "supporter", "shown_on", "checked_by", "recorded_at"}

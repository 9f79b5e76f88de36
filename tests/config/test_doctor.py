"""The doctor says what to do, and one broken answer does not silence the others."""

from types import SimpleNamespace

import pytest

from rinnalla.config import doctor
from rinnalla.config.doctor import LOOK, MEND, WELL

pytestmark = pytest.mark.django_db


def states(question) -> list[str]:
    return [answer.state for answer in doctor._answers(question)]


def test_an_address_without_https_is_to_be_mended_unless_it_is_this_machine(settings):
    assert states(doctor.settings_in_force) == [LOOK]
    settings.SITE_ADDRESS = "http://tuki.example.fi"
    assert states(doctor.settings_in_force) == [MEND]
    settings.SITE_ADDRESS, settings.HTTPS = "https://tuki.example.fi", True
    assert states(doctor.settings_in_force) == [WELL]


def test_a_root_key_that_others_can_read_is_to_be_mended(settings, tmp_path):
    assert states(doctor.keyring)[0] == WELL
    copy = tmp_path / "root.key"
    copy.write_bytes(settings.ROOT_KEY_PATH.read_bytes())
    copy.chmod(0o644)
    settings.ROOT_KEY_PATH = copy
    assert states(doctor.keyring)[0] == MEND


def test_a_missing_root_key_is_never_replaced(settings, tmp_path):
    settings.ROOT_KEY_PATH = tmp_path / "nowhere"
    assert states(doctor.keyring) == [MEND]
    assert not settings.ROOT_KEY_PATH.exists()


def test_the_database_answers_and_is_of_this_version():
    assert set(states(doctor.database)) == {WELL}


def test_a_mail_server_that_does_not_answer_is_to_be_mended(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 2
    assert states(doctor.mail) == [MEND]


def test_little_disk_is_to_be_mended(settings, monkeypatch):
    assert states(doctor.disk) == [WELL]
    monkeypatch.setattr(doctor, "LITTLE_DISK", 2**80)
    assert states(doctor.disk) == [MEND]


def test_nobody_to_coordinate_is_looked_at():
    from tests import cast

    assert states(doctor.organisation) == [MEND]
    cast.union()
    cast.association()
    assert states(doctor.organisation) == [LOOK, LOOK]
    cast.kirsti()
    assert states(doctor.organisation) == [LOOK]


def test_a_question_that_breaks_is_an_answer_too(capsys, monkeypatch):
    def all_is_lost():
        raise RuntimeError("of course")
        yield

    monkeypatch.setattr(doctor, "QUESTIONS", (all_is_lost, doctor.disk))
    assert doctor.check() == 1
    assert capsys.readouterr().out.splitlines()[0] == "mend  all is lost: RuntimeError: of course"


def test_what_leaves_the_machine_is_to_be_encrypted(settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS, settings.EMAIL_USE_SSL = "localhost", False, False
    assert states(doctor.ways_to_others) == []
    settings.EMAIL_HOST = "mail.example.fi"
    assert states(doctor.ways_to_others) == [MEND]
    settings.EMAIL_USE_TLS = True
    assert states(doctor.ways_to_others) == [WELL]
    settings.EMAIL_HOST = "localhost"
    facts = {"EMAIL_BACKEND": "", "HTTPS": False}
    monkeypatch.setattr(doctor, "connection", SimpleNamespace(vendor="postgresql"))
    for host, options, wanted in (
        ("/run/postgresql", {}, []),
        ("db.example.fi", {}, [MEND]),
        ("db.example.fi", {"sslmode": "require"}, [MEND]),
        ("db.example.fi", {"sslmode": "verify-full"}, [WELL]),
    ):
        ways = {"default": {"HOST": host, "OPTIONS": options}}
        monkeypatch.setattr(doctor, "settings", SimpleNamespace(DATABASES=ways, **facts))
        assert (host, options, states(doctor.ways_to_others)) == (host, options, wanted)


def test_more_than_one_server_in_front_is_worth_a_look(settings):
    settings.HTTPS, settings.ALLAUTH_TRUSTED_PROXY_COUNT = True, 2
    assert states(doctor.ways_to_others) == [LOOK]

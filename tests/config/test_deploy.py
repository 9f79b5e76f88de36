"""The files for systemd and for the web server in front say what docs/asvs.md leans on, and name what exists."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.adapter import get_adapter
from django.test import RequestFactory

ROOT = Path(__file__).resolve().parents[2]
FILES = ROOT / "docs" / "deploy"
UNITS = sorted(FILES.glob("*.service"))
SETTINGS = (ROOT / "src/rinnalla/config/settings.py").read_text()


def _lines(name: str) -> list[str]:
    return [line.strip() for line in (FILES / name).read_text().splitlines()]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_reaches_only_what_it_must(unit):
    told = unit.read_text()
    assert "IPAddressDeny=any" in told and "NoNewPrivileges=yes" in told and "ProtectSystem=strict" in told
    assert re.search(r"^RestrictAddressFamilies=(AF_UNIX|AF_INET AF_INET6 AF_UNIX)$", told, re.M)
    assert not re.search(r"^Environment=.*(DATABASE_URL|RINNALLA_MAIL|SECRET)", told, re.M), "secrets are credentials"


def test_the_keyring_has_no_network_and_its_root_key_is_a_credential():
    told = _lines("rinnalla-keys.service")
    assert {
        "PrivateNetwork=yes",
        "RestrictAddressFamilies=AF_UNIX",
        "LoadCredential=root.key:/etc/rinnalla/root.key",
    } <= {*told}


def test_every_name_in_the_units_is_one_that_the_settings_know():
    named = {
        name for unit in UNITS for name in re.findall(r"\b(RINNALLA_[A-Z_]+|DATABASE_[A-Z_]*URL)\b", unit.read_text())
    }
    assert {name for name in named if f'"{name}"' not in SETTINGS} == set()


def test_a_secret_is_read_from_a_credential_and_the_environment_wins(tmp_path):
    (tmp_path / "RINNALLA_SECRET_KEY").write_text("from a file\n")
    ask = "from rinnalla.config import settings; print(settings.SECRET_KEY)"
    known = {"PATH": os.environ["PATH"], "RINNALLA_HOME": str(tmp_path), "CREDENTIALS_DIRECTORY": str(tmp_path)}
    for more, wanted in (({}, "from a file"), ({"RINNALLA_SECRET_KEY": "told"}, "told")):
        done = subprocess.run([sys.executable, "-c", ask], env=known | more, capture_output=True, text=True, check=True)
        assert done.stdout.strip() == wanted


def test_both_web_servers_speak_current_tls_with_current_ciphers_only():
    nginx, caddy = (FILES / "nginx.conf").read_text(), (FILES / "Caddyfile").read_text()
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in nginx and "protocols tls1.2 tls1.3" in caddy
    ciphers = re.search(r"ssl_ciphers (\S+);", nginx)[1].split(":") + re.search(r"ciphers (TLS.*)", caddy)[1].split()
    assert [one for one in ciphers if "ECDHE" not in one or not re.search("GCM|CHACHA20", one)] == []
    for told in (nginx, caddy):
        assert 'Strict-Transport-Security "max-age=31536000; includeSubDomains"' in told


def test_both_overwrite_what_the_visitor_says_of_themself():
    nginx, caddy = _lines("nginx.conf"), _lines("Caddyfile")
    assert {"proxy_set_header X-Forwarded-For $remote_addr;", "proxy_set_header X-Forwarded-Proto https;"} <= {*nginx}
    assert {"header_up X-Forwarded-For {remote_host}", "header_up X-Forwarded-Proto https"} <= {*caddy}


@pytest.mark.parametrize(("proxies", "wanted"), [(0, "10.0.0.9"), (1, "203.0.113.7"), (2, "198.51.100.1")])
def test_of_forwarded_addresses_only_the_server_in_front_is_believed(settings, proxies, wanted):
    """V15.3.4: a visitor who writes the header themself is still counted by where they come from."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    forged = "192.0.2.66, 198.51.100.1, 203.0.113.7"
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=forged)
    assert get_adapter(request).get_client_ip(request) == wanted


def test_the_runbook_leads_to_each_file():
    runbook = (ROOT / "docs/runbook.md").read_text()
    assert [one.name for one in FILES.iterdir() if one.name not in runbook] == []


def test_over_https_every_cookie_bears_the_host_prefix(tmp_path):
    """So that no other name can set them, and no plain http either (V3.3.1, V3.3.3)."""
    names = [f"{cookie}_COOKIE_{what}" for what in ("NAME", "SECURE") for cookie in ("SESSION", "CSRF", "LANGUAGE")]
    ask = f"from rinnalla.config import settings; print(*(getattr(settings, name) for name in {names}))"
    known = {"PATH": os.environ["PATH"], "RINNALLA_HOME": str(tmp_path), "RINNALLA_ADDRESS": "https://tuki.example.fi"}
    done = subprocess.run([sys.executable, "-c", ask], env=known, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["__Host-session", "__Host-csrf", "__Host-language", "True", "True", "True"]

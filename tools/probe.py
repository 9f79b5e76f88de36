"""`make probe`: two scanners let loose on a demo, once for each way of using the service (docs/scans.md).

schemathesis sends what a description of the product asks for (tools/describing.py), and much that it does not;
wapiti walks from page to page with all its modules. Each begins with a demo of its own, so that what one has spoilt
does not hide what the next would find. Ends with 1 when something was found that EXPLAINED does not explain.
"""

from __future__ import annotations

import argparse
import http.cookiejar
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import describing

ROOT = Path(__file__).resolve().parent.parent
SCANNERS = ROOT / ".venv-probe" / "bin"
PEOPLE = ("nobody", "Aino", "Pekka", "Kirsti", "Leena", "Taru")
PORT = 8765
ENDS_THE_SITTING = ("/leave/*", "/sign-in/logout/*", "/language/*", "/demo/*")
EXPLAINED = {
    "Clickjacking Protection": "the policy of every answer has frame-ancestors 'none'; X-Frame-Options came before it",
    "Unencrypted Channels": "a demo answers this machine alone, without https; docs/runbook.md has the server in front",
    "Secure Flag cookie": "as above: under https the cookies are Secure and named __Host-",
    "Cross Site Request Forgery /leave/": "leaving must work from an old page too, and only ends one's own sitting",
}


@dataclass(frozen=True)
class Finding:
    """`kind` in the scanner's words, `path` where, `words` what it says."""

    kind: str
    path: str
    words: str

    def explained(self) -> str:
        return EXPLAINED.get(self.kind) or EXPLAINED.get(f"{self.kind} {self.path}") or ""


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    words.add_argument("--person", action="append", choices=PEOPLE, help="only as this one (may be given again)")
    words.add_argument("--seconds", type=int, default=20, help="for each of wapiti's modules (20)")
    words.add_argument("--examples", type=int, default=20, help="for each of schemathesis' operations (20)")
    chosen = words.parse_args()
    _django()
    unexplained = 0
    with tempfile.TemporaryDirectory(prefix="rinnalla-probe-") as folder:
        first = _filled(Path(folder))
        for person in chosen.person or PEOPLE:
            for scan in (schemathesis, wapiti):
                with _served(first, Path(folder) / "home") as printed:
                    found = list(scan(_cookie(printed, person), Path(folder), chosen))
                unexplained += _tell(person, scan.__name__, found)
    print(f"{unexplained} found and not explained.")
    return 1 if unexplained else 0


def _tell(person: str, scanner: str, found: list[Finding]) -> int:
    left = [finding for finding in found if not finding.explained()]
    print(f"{person}, {scanner}: {len(found)} found, {len(left)} of them not explained", flush=True)
    for finding in left:
        print(f"    {finding.kind} {finding.path} {finding.words}", flush=True)
    return len(left)


# --- the demo ---------------------------------------------------------------------------------------------
def _django() -> None:
    """Routes are read from the URLconf of this program, which needs its settings."""
    os.environ.update(DJANGO_SETTINGS_MODULE="rinnalla.config.settings", RINNALLA_DEMO="1")
    import django

    django.setup()


def _filled(folder: Path) -> Path:
    home = folder / "first"
    with _serving(home):
        pass
    return home


@contextmanager
def _served(first: Path, home: Path) -> Iterator[str]:
    """What a demo that nobody has touched yet printed at its start."""
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(first, home)
    with _serving(home) as printed:
        yield printed


@contextmanager
def _serving(home: Path) -> Iterator[str]:
    home.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "rinnalla.config.cli", "demo", "--port", str(PORT)]
    with (home / "printed").open("w+") as printed:
        demo = subprocess.Popen(command, env=os.environ | {"RINNALLA_HOME": str(home)}, stdout=printed, stderr=printed)
        try:
            until = time.monotonic() + 900
            while "Ctrl-C" not in (text := (home / "printed").read_text()) or not _answers():
                if demo.poll() is not None or time.monotonic() > until:
                    raise SystemExit(f"The demo did not begin:\n{text}")
                time.sleep(0.5)
            yield text
        finally:
            demo.terminate()
            demo.wait()


def _answers() -> bool:
    try:
        return describing.read(_base() + "/", "")[0] == 200
    except OSError:
        return False


def _cookie(printed: str, person: str) -> str:
    """The cookies of a browser that has signed in as `person`."""
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    link = re.search(rf"^  {person},.*\n\s+(http\S+)", printed, re.MULTILINE)
    opener.open(link.group(1) if link else _base() + "/sign-in/login/")
    return "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar)


def _base() -> str:
    return f"http://127.0.0.1:{PORT}"


# --- the scanners -----------------------------------------------------------------------------------------
def _run(scanner: str, *words: str | Path) -> subprocess.CompletedProcess:
    return subprocess.run([SCANNERS / scanner, *words], capture_output=True, text=True, check=False)


def schemathesis(cookie: str, folder: Path, chosen: argparse.Namespace) -> Iterator[Finding]:
    """No answer of the 500s, no status and no missing header that the description does not have."""
    description = describing.describe(_base(), cookie)
    (folder / "openapi.json").write_text(json.dumps(description))
    checks = "not_a_server_error,status_code_conformance,response_headers_conformance"
    token = dict(pair.split("=", 1) for pair in cookie.split("; "))["csrf"]
    headers = ["-H", f"Cookie: {cookie}", "-H", f"X-CSRFToken: {token}"]
    amount = ["--hypothesis-max-examples", str(chosen.examples), "--hypothesis-seed", "1"]
    rest = ["--hypothesis-database", "none", "--hypothesis-suppress-health-check", "all", "--request-timeout", "60000"]
    what = ["run", folder / "openapi.json", "--base-url", _base(), "--checks", checks]
    ran = _run("schemathesis", *what, *headers, *amount, *rest)
    operations = sum(len(methods) for methods in description["paths"].values())
    passed = re.findall(r"^\s+(\w+)\s+(\d+ / \d+) passed", ran.stdout, re.MULTILINE)
    tried = [f"{name} {count}" for name, count in passed]
    print(f"    {operations} operations; {', '.join(tried)}")
    if ran.returncode:
        yield Finding("schemathesis", "", ran.stdout[-6000:])
    if describing.read(_base() + "/my/", cookie)[0] >= 500:
        yield Finding("afterwards", "/my/", "the product did not answer any more")


def wapiti(cookie: str, folder: Path, chosen: argparse.Namespace) -> Iterator[Finding]:
    """All modules, on every address that links lead to."""
    report = folder / "wapiti.json"
    left_out = [word for path in ENDS_THE_SITTING for word in ("-x", _base() + path)]
    kept = ["--store-session", folder / "session", "--store-config", folder / "config", "--flush-session"]
    width = ["--max-files-per-dir", "10", "--max-links-per-page", "100", "-d", "8", "--tasks", "2"]
    limits = ["--max-attack-time", str(chosen.seconds), "--max-scan-time", "120"]
    what = ["-u", _base() + "/", "--scope", "domain", "-m", "all", "-H", f"Cookie: {cookie}"]
    ran = _run("wapiti", *what, *left_out, *kept, *width, *limits, "--no-bugreport", "-f", "json", "-o", report)
    if ran.returncode or not report.exists():
        yield Finding("wapiti", "", (ran.stdout + ran.stderr)[-3000:])
        return
    told = json.loads(report.read_text())
    print(f"    {told['infos']['crawled_pages_nbr']} pages walked")
    for part in ("vulnerabilities", "anomalies"):
        for kind, each in told[part].items():
            yield from (Finding(kind, one["path"], one["info"]) for one in each)


if __name__ == "__main__":
    sys.exit(main())

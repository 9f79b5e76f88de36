"""Kill -9 the server and the letters' worker at random moments; nothing acknowledged may be lost, nothing doubled.

    .venv/bin/python -m bench.kill [ROUNDS]

A round: `rinnalla serve` runs on SQLite, clients send referrals over HTTP, each with its form's own key, and the whole
process group is killed. Whoever got no answer sends the same form again after the next start, as a person would.
At the end the database is asked: every form is there exactly once, with its person, its promise, its consent, its
letters and its lines in the ledger; no row without its line, no line without its row; the chain is whole.
"""

import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
CLIENTS = 3
PAGE = "/refer/contact/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
ONCE = re.compile(r'name="once" value="([^"]+)"')
COMMAND = [sys.executable, "-m", "rinnalla.config.cli"]


@dataclass
class Form:
    """One referral as the browser holds it: sent until an answer comes, always the same."""

    phone: str
    fields: dict[str, str]
    cookie: str
    was_answered: bool = False
    times_sent: int = 0


@dataclass
class Tally:
    forms: list[Form] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    starts: list[float] = field(default_factory=list)  # seconds from start to the first page

    @property
    def open(self) -> list[Form]:
        return [form for form in self.forms if not form.was_answered]


# --- the server -------------------------------------------------------------------------------------------
def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RINNALLA_", "DATABASE_URL"))}
    kept.pop("DJANGO_SETTINGS_MODULE", None)
    own = {"RINNALLA_HOME": str(home), "RINNALLA_PROXIES": "1", "RINNALLA_LOG": "CRITICAL"}
    return kept | own | {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}


def prepare(home: Path) -> None:
    words = "init --union Liitto --phone 0900000 --association Yhdistys --county 13 --administrator l@example.org"
    command = [*COMMAND, *words.split(), "--administrator-name", "Leena"]
    done = subprocess.run(command, env=environment(home), input="\n" * 9, text=True, capture_output=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(home: Path, port: int) -> tuple[subprocess.Popen, float]:
    """The server in a process group of its own, and the seconds until its first page."""
    began = time.monotonic()
    command = [*COMMAND, "serve", "--port", str(port), "--workers", "2", "--no-letters"]
    server = subprocess.Popen(
        command, env=environment(home), start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    while time.monotonic() - began < 60:
        try:
            if ask(port, "GET", PAGE)[0] == 200:
                return server, time.monotonic() - began
        except OSError:
            if server.poll() is not None:
                raise SystemExit(f"The server did not start: {server.stdout.read().decode()}") from None
            time.sleep(0.05)
    raise SystemExit("The server did not answer within a minute.")


def kill(process: subprocess.Popen) -> None:
    """The whole group, at once, without a word."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if process.stdout:
        process.stdout.close()


def ask(port: int, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict, str]:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        line.request(method, path, body or None, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    except http.client.HTTPException as error:  # the answer broke off: none came
        raise ConnectionError(str(error)) from error
    finally:
        line.close()


# --- the clients ------------------------------------------------------------------------------------------
def fill(port: int, number: int) -> Form:
    _status, headers, page = ask(port, "GET", PAGE, X_Forwarded_For=address())
    phone = f"+35840{number:07d}"
    fields = {
        "csrfmiddlewaretoken": TOKEN.search(page)[1],
        "once": ONCE.search(page)[1],
        "called": f"N{number}",
        "phone": phone,
        "place": "Jyväskylä",
        "language": "fi",
        "recorded_by": "sairaanhoitaja",
        "agreed": "on",
    }
    cookie = headers.get("Set-Cookie") or headers["set-cookie"]
    return Form(phone, fields, cookie.split(";")[0])


def send(port: int, form: Form) -> None:
    """An answer is one that leads on; anything else is asked again later."""
    form.times_sent += 1
    kind = "application/x-www-form-urlencoded"
    sent = ask(
        port, "POST", PAGE, urlencode(form.fields), Content_Type=kind, Cookie=form.cookie, X_Forwarded_For=address()
    )
    form.was_answered = sent[0] == 302


def address() -> str:
    """Each from elsewhere, so that nobody is asked to wait."""
    return ".".join(str(random.randint(1, 254)) for _ in range(4))


def client(port: int, tally: Tally, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            with tally.lock:
                number = len(tally.forms)
                form = fill(port, number)
                tally.forms.append(form)
            send(port, form)
        except (OSError, TypeError):  # the server is gone, or the page broke off
            return


def one_round(home: Path, tally: Tally) -> None:
    port = free_port()
    server, seconds = start(home, port)
    tally.starts.append(seconds)
    stop = threading.Event()
    try:
        for form in tally.open:
            send(port, form)
        threads = [threading.Thread(target=client, args=(port, tally, stop)) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        wait_for_a_form(tally, len(tally.forms))
        time.sleep(random.uniform(0.0, 0.75))
    finally:
        kill(server)
        stop.set()
    for thread in threads:
        thread.join()


def wait_for_a_form(tally: Tally, before: int) -> None:
    """Until one more is about to be sent, however slow the machine; ten seconds at most."""
    until = time.monotonic() + 10
    while len(tally.forms) <= before and time.monotonic() < until:
        time.sleep(0.01)


def last_words(home: Path, tally: Tally) -> None:
    """Once more in peace: what got no answer is sent again, and some of what did, since people press twice."""
    port = free_port()
    server, _seconds = start(home, port)
    try:
        for form in [*tally.open, *random.sample(tally.forms, min(10, len(tally.forms)))]:
            send(port, form)
    finally:
        kill(server)


# --- the letters' worker ----------------------------------------------------------------------------------
def kill_workers(home: Path, rounds: int) -> None:
    """A worker killed at random moments; its leases are made to run out, as two minutes would."""
    for _ in range(rounds):
        worker = subprocess.Popen([*COMMAND, "worker"], env=environment(home), start_new_session=True)
        time.sleep(random.uniform(0.6, 1.6))
        kill(worker)
        judge(home, "let_leases_run_out")
    judge(home, "send_the_rest")


# --- what is there at the end -----------------------------------------------------------------------------
def judge(home: Path, act: str, *words: str) -> str:
    command = [sys.executable, "-m", "bench.kill_judge", act, *words]
    done = subprocess.run(command, env=environment(home), cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stdout + done.stderr)
    return done.stdout


def run(rounds: int, worker_rounds: int, home: Path) -> dict:
    prepare(home)
    judge(home, "add_staff")
    tally = Tally()
    for number in range(rounds):
        one_round(home, tally)
        if sys.stderr.isatty():
            print(f"\r{number + 1} of {rounds} rounds, {len(tally.forms)} forms", end="", file=sys.stderr, flush=True)
    unanswered = len(tally.open)
    last_words(home, tally)
    kill_workers(home, worker_rounds)
    phones = home / "phones.json"
    phones.write_text(json.dumps([form.phone for form in tally.forms]))
    found = json.loads(judge(home, "count", str(phones)))
    starts = sorted(tally.starts)
    return {
        "rounds": rounds,
        "forms": len(tally.forms),
        "unanswered before the last start": unanswered,
        "sent more than once": sum(form.times_sent > 1 for form in tally.forms),
        "start to first page, median s": round(starts[len(starts) // 2], 2),
    } | found


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory(prefix="rinnalla-kill-") as folder:
        for what, figure in run(rounds, max(3, rounds // 5), Path(folder)).items():
            print(f"{what:42} {figure}")


if __name__ == "__main__":
    main()

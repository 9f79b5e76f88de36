"""`rinnalla check`: is everything well here. Each answer says what to do, never only that something is wrong."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.core import checks as django_checks
from django.db import DatabaseError, connection

from rinnalla.base import clock
from rinnalla.config import serving

WELL, LOOK, MEND = "well", "look", "mend"
LITTLE_DISK = 2 * 1024**3  # bytes
BACKUP_IS_FRESH, BACKUP_IS_OLD = timedelta(days=2), timedelta(days=7)
CLOCKS_MAY_DIFFER = timedelta(seconds=5)
OURS_TO_DECIDE = {
    "security.W002",  # `frame-ancestors` in our own headers says it (rinnalla.base.headers)
    "security.W004",  # HSTS follows from the address
    "security.W005",
    "security.W008",  # the proxy in front sends people to https
    "security.W012",  # secure cookies follow from the address
    "security.W016",
    "security.W018",
    "security.W021",  # being on the browsers' preload list is the owner's own decision
}


@dataclass(frozen=True)
class Answer:
    """state: well | look | mend; words: one sentence."""

    state: str
    words: str


def check() -> int:
    """Print every answer; 0 when nothing has to be mended."""
    answers = [answer for question in QUESTIONS for answer in _answers(question)]
    for answer in answers:
        print(f"{answer.state:<6}{answer.words}")
    to_mend = sum(answer.state == MEND for answer in answers)
    print("Everything needed is in place." if not to_mend else f"{to_mend} of {len(answers)} are to be mended.")
    return 1 if to_mend else 0


def _answers(question: Callable[[], Iterator[Answer]]) -> Iterator[Answer]:
    """A question that breaks is an answer too: the others are still asked."""
    try:
        yield from question()
    except Exception as fault:
        yield Answer(MEND, f"{question.__name__.replace('_', ' ')}: {type(fault).__name__}: {fault}")


# --- questions --------------------------------------------------------------------------------------------
def settings_in_force() -> Iterator[Answer]:
    if settings.HTTPS:
        yield Answer(WELL, f"The address is {settings.SITE_ADDRESS}.")
    elif _is_for_this_machine():
        yield Answer(LOOK, f"{settings.SITE_ADDRESS} is for this machine only; set RINNALLA_ADDRESS for others.")
    else:
        yield Answer(MEND, "RINNALLA_ADDRESS does not begin with https: what people write could be read on the way.")
    if settings.DEBUG:
        yield Answer(MEND, "RINNALLA_DEBUG is on; it shows the inside of the service to strangers. Unset it.")
    if settings.DEMO:
        yield Answer(LOOK, "This is the demo: anyone may sign in as anyone. Keep real people out of it.")


def secret_key() -> Iterator[Answer]:
    if len(settings.SECRET_KEY) < 50:
        yield Answer(MEND, "The secret key is short. Let `rinnalla init` make one, or set RINNALLA_SECRET_KEY.")
    elif settings.SECRET_KEY_PATH.exists() and _others_may_read(settings.SECRET_KEY_PATH):
        yield Answer(MEND, f"Other users can read {settings.SECRET_KEY_PATH}: chmod 600 it.")
    else:
        yield Answer(WELL, "The secret key is long and private.")


def database() -> Iterator[Answer]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fault:
        yield Answer(MEND, f"The database does not answer: {str(fault).strip()}")
        return
    yield Answer(WELL, f"The database answers ({connection.vendor}).")
    if connection.vendor == "sqlite":
        from django.db.backends.sqlite3.base import Database  # type: ignore[attr-defined]

        good = serving.sqlite_is_good()
        words = "" if good else ": two writers can corrupt it. Install the package pysqlite3"
        yield Answer(WELL if good else MEND, f"SQLite {Database.sqlite_version}{words}.")
    waiting = serving.waiting_migrations()
    if waiting:
        yield Answer(MEND, f"{len(waiting)} changes wait: make a backup, then run `rinnalla upgrade`.")
    else:
        yield Answer(WELL, "The database is of this version.")


def database_roles() -> Iterator[Answer]:
    if connection.vendor != "postgresql":
        return
    from rinnalla.config import roles

    missing = list(roles.lacking())
    yield from (Answer(LOOK, words) for words in missing)
    if not missing:
        yield Answer(WELL, "Row-level security binds the pages' own database user; backups and migrations have theirs.")


def ways_to_others() -> Iterator[Answer]:
    """What leaves this machine is encrypted, and the other side proves who it is."""
    database_way = settings.DATABASES["default"]
    if connection.vendor == "postgresql" and not _is_here(str(database_way.get("HOST") or "")):
        if database_way.get("OPTIONS", {}).get("sslmode") == "verify-full":
            yield Answer(WELL, "The way to the database is encrypted, and its certificate is checked.")
        else:
            yield Answer(MEND, "The database is on another machine: add ?sslmode=verify-full to each DATABASE_…URL.")
    if "smtp" in settings.EMAIL_BACKEND and not _is_here(settings.EMAIL_HOST):
        if settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL:
            yield Answer(WELL, "The way to the mail server is encrypted, and its certificate is checked.")
        else:
            yield Answer(MEND, "Letters leave unencrypted: begin RINNALLA_MAIL with smtp+tls:// or smtp+ssl://.")
    if settings.HTTPS and settings.ALLAUTH_TRUSTED_PROXY_COUNT != 1:
        count = settings.ALLAUTH_TRUSTED_PROXY_COUNT
        yield Answer(LOOK, f"RINNALLA_PROXIES is {count}: so many servers in front have to overwrite X-Forwarded-For.")


def _is_here(host: str) -> bool:
    """This machine, or a socket of it."""
    return host in {"", "localhost", "127.0.0.1", "::1"} or host.startswith("/")


def keyring() -> Iterator[Answer]:
    from rinnalla.vault.keyring import keyring as ring
    from rinnalla.vault.root import is_there

    if settings.KEYRING == "process":
        yield _keyring_process(ring)
        return
    if settings.HTTPS:
        yield Answer(LOOK, "The keyring opens inside the service; RINNALLA_KEYS=process gives it a process of its own.")
    if not is_there(settings.ROOT_KEY_PATH):
        yield Answer(MEND, f"The root key {settings.ROOT_KEY_PATH} is missing; bring it back, never make a new one.")
        return
    if settings.ROOT_KEY_PATH.exists() and _others_may_read(settings.ROOT_KEY_PATH):
        yield Answer(MEND, f"Other users can read the root key: chmod 600 {settings.ROOT_KEY_PATH}")
    ring().subkey("check")
    yield Answer(WELL, "The keyring opens with the root key.")
    database_folder = Path(str(settings.DATABASES["default"]["NAME"])).parent
    if connection.vendor == "sqlite" and settings.KEYRING_PATH.parent == database_folder and not settings.DEMO:
        yield Answer(LOOK, "The keyring lies beside the database. Keep it out of the backups of the database.")


def _keyring_process(ring: Callable) -> Answer:
    from rinnalla.vault.keyring import SocketKeyring

    if SocketKeyring(str(settings.KEYRING_SOCKET)).is_there():
        ring().subkey("check")
        return Answer(WELL, f"The keyring process answers at {settings.KEYRING_SOCKET}.")
    return Answer(LOOK, "The keyring process does not run; `rinnalla serve` starts it, or `rinnalla keys` does.")


def ledger() -> Iterator[Answer]:
    from rinnalla.ledger import checking

    yield Answer(WELL, f"The ledger's head is {checking.head()}; `rinnalla ledger verify` walks it all.")
    yield _last_night()


def _last_night() -> Answer:
    """What the nightly check of the ledger found, and whether it was made."""
    from rinnalla.base import clock
    from rinnalla.ledger.models import DailyHead

    newest = DailyHead.objects.newest()
    if newest is None:
        return Answer(LOOK, "The ledger has not been checked at night yet; `rinnalla tick` does it now.")
    if not (newest.is_whole and newest.holds):
        return Answer(MEND, f"The ledger did not hold on {newest.day}. Run `rinnalla ledger verify`; call the union.")
    if clock.today() - newest.day > timedelta(days=2):
        return Answer(LOOK, f"The ledger was last checked on {newest.day}; is the worker running?")
    return Answer(WELL, f"The ledger was checked on {newest.day}: all well, {newest.checked} lines.")


def mail() -> Iterator[Answer]:
    if "filebased" in settings.EMAIL_BACKEND:
        state = WELL if settings.DEMO else LOOK if _is_for_this_machine() else MEND
        yield Answer(state, f"Letters go to the folder {settings.MAIL_FOLDER}; set RINNALLA_MAIL to send them.")
        return
    from django.core.mail import get_connection

    try:
        way = get_connection(fail_silently=False)
        way.open()
        way.close()
    except OSError as fault:
        yield Answer(MEND, f"The mail server {settings.EMAIL_HOST} does not take letters: {fault}")
        return
    yield Answer(WELL, f"The mail server {settings.EMAIL_HOST} takes letters.")


def time_of_day() -> Iterator[Answer]:
    try:
        ZoneInfo("Europe/Helsinki")
    except ZoneInfoNotFoundError:
        yield Answer(MEND, "This machine does not know Finnish time: install the package tzdata.")
        return
    built = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if clock.now() < built - timedelta(days=1):
        yield Answer(MEND, "The clock is behind the day this version was made; set the clock.")
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            apart = abs(cursor.fetchone()[0] - clock.now())
        if apart > CLOCKS_MAY_DIFFER:
            yield Answer(MEND, f"This machine's clock and the database's differ by {apart}; promises depend on it.")
            return
    yield Answer(WELL, "The clock is plausible and knows Finnish time.")


def disk() -> Iterator[Answer]:
    free = shutil.disk_usage(settings.HOME).free
    state = WELL if free > LITTLE_DISK else MEND
    yield Answer(state, f"{free / 1024**3:.1f} GiB of disk are free in {settings.HOME}.")
    if not os.access(settings.HOME, os.W_OK):
        yield Answer(MEND, f"{settings.HOME} cannot be written to by this user.")


def backups() -> Iterator[Answer]:
    from rinnalla.config import backup

    at = backup.last_at()
    if settings.DEMO and at is None:
        yield Answer(WELL, "A demo needs no backup.")
    elif at is None:
        yield Answer(LOOK, "No backup has been made yet: `rinnalla backup --make-key FILE` begins (docs/runbook.md).")
    else:
        age = clock.now() - at
        state = WELL if age < BACKUP_IS_FRESH else LOOK if age < BACKUP_IS_OLD else MEND
        yield Answer(state, f"The last backup is {_hours(age)} old.")
    yield from _left_from_restore()


def copies_of_keys() -> Iterator[Answer]:
    """The keyring's daily sealed copies, for the user who may read it; of another user's its own check tells."""
    from rinnalla.config import snapshots

    if settings.DEMO or not settings.BACKUP_RECIPIENT or not os.access(settings.KEYRING_PATH, os.R_OK):
        return
    at = snapshots.newest_at(Path(settings.KEYRING_SNAPSHOTS))
    if at is None:
        yield Answer(LOOK, "There is no sealed copy of the keyring yet; `rinnalla keys snapshot` makes one.")
        return
    age = clock.now() - at
    state = WELL if age < BACKUP_IS_FRESH else LOOK
    yield Answer(state, f"The newest sealed copy of the keyring is {_hours(age)} old.")


def _hours(age: timedelta) -> str:
    hours = int(age.total_seconds() // 3600)
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"


def _left_from_restore() -> Iterator[Answer]:
    """What a restore set aside is a second copy of what people told; it is not to stay for ever."""
    from rinnalla.config import copying

    store = copying.store()
    if isinstance(store, copying.SqliteStore) and store.before.exists():
        yield Answer(LOOK, f"{store.before} was set aside by a restore; remove it when all is well.")
    elif isinstance(store, copying.PostgresStore) and store.has_before():
        yield Answer(LOOK, f"The schema {store.schema} was set aside by a restore; drop it when all is well.")


def package() -> Iterator[Answer]:
    collected = serving.has_collected_files()
    words = "are in place" if collected else "are missing: install the wheel, or run `tools/assets.py`"
    yield Answer(WELL if collected else MEND, f"Style sheets {words}.")
    lacking = [
        po.parent for po in settings.PACKAGE.glob("*/locale/*/LC_MESSAGES/*.po") if not po.with_suffix(".mo").exists()
    ]
    has_any = next(settings.PACKAGE.glob("*/locale/*/LC_MESSAGES/*.mo"), None)
    complete = has_any is not None and not lacking
    words = "are in place" if complete else "are not compiled: run `tools/messages.py compile`"
    yield Answer(WELL if complete else MEND, f"The Finnish and Swedish texts {words}.")


def organisation() -> Iterator[Answer]:
    from rinnalla.associations.choices import RoleKind
    from rinnalla.associations.models import Association, Role, Union

    if not Union.get():
        yield Answer(MEND, "No union is named yet: run `rinnalla init`.")
        return
    alone = [each.fi for each in Association.objects.filter(is_active=True) if not _coordinators(each)]
    if alone:
        yield Answer(LOOK, f"Nobody coordinates: {', '.join(alone)}. Invite a coordinator on the union's pages.")
    if not Role.objects.standing().filter(kind=RoleKind.ADMINISTRATOR).exists():
        yield Answer(LOOK, "No administrator has taken up the invitation yet.")


def _coordinators(association) -> bool:
    from rinnalla.associations.choices import RoleKind

    return association.roles.filter(until=None, kind=RoleKind.COORDINATOR).exists()


def what_django_says() -> Iterator[Answer]:
    found = django_checks.run_checks(include_deployment_checks=True, databases=["default"])
    for message in found:
        if message.id in OURS_TO_DECIDE or message.level < django_checks.WARNING:
            continue
        state = MEND if message.is_serious() else LOOK
        yield Answer(state, f"{message.msg} {message.hint or ''}".strip())


def _is_for_this_machine() -> bool:
    return settings.SITE_ADDRESS.startswith(("http://127.0.0.1", "http://localhost"))


def _others_may_read(path: Path) -> bool:
    return bool(path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO))


QUESTIONS = (
    settings_in_force,
    secret_key,
    database,
    database_roles,
    ways_to_others,
    keyring,
    ledger,
    mail,
    time_of_day,
    disk,
    backups,
    copies_of_keys,
    package,
    organisation,
    what_django_says,
)

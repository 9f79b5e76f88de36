"""The worker: sends what waits in the outbox, and does the programme's regular work once an hour (docs/adr/0005).

Letters to someone whose things rest wait until the rest is over, but for those about just that (GDPR art. 18).
A letter is claimed by a lease of two minutes, sent outside any transaction, then marked done. A worker that dies in
between loses its lease, and another sends the letter: at least once, with the same Message-ID.
"""

import logging
import signal
import threading
import time
from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.core import mail
from django.db import close_old_connections, connection, transaction
from django.utils.module_loading import import_string

from rinnalla.base import clock
from rinnalla.boundary import scope
from rinnalla.letters import post, texts
from rinnalla.letters.choices import LetterStage
from rinnalla.letters.models import Letter

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)
AT_A_TIME = 5  # five slow letters of EMAIL_TIMEOUT each still end before the lease does
MOST_TRIES = 8
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=12)  # eight tries take a day and a half
PAUSE = 2.0  # seconds between looks at an empty outbox
TICK = 3600.0  # seconds between rounds of the regular work

CLAIM = """
WITH due AS MATERIALIZED (
    SELECT id FROM letters_letter
    WHERE stage = 'waiting' AND way = 'mail' AND due_at <= %(now)s AND (leased_until IS NULL OR leased_until <= %(now)s)
    AND (kind = 'rights' OR NOT EXISTS (
        SELECT 1 FROM people_person WHERE people_person.id = letters_letter.to_id AND restricted_at IS NOT NULL
    ))
    ORDER BY due_at LIMIT %(count)s {lock}
)
UPDATE letters_letter SET leased_until = %(until)s, tries = tries + 1 WHERE id IN (SELECT id FROM due)
RETURNING id
"""  # drawn up once: inside the condition itself, PostgreSQL may ask for the due ones again and again, past the limit


@scope.system("letters")
def send_due(limit: int = 500) -> int:
    """One pass: send what is due, at most `limit` letters; returns how many went out."""
    sent = 0
    while sent < limit:
        letters = claim(min(AT_A_TIME, limit - sent))
        went = _send(letters)
        sent += went
        if not letters or not went:
            break
    return sent


@scope.system("letters")
def claim(count: int) -> list[Letter]:
    """Lease up to `count` due letters to this worker; no two workers get the same one."""
    now = clock.now()
    lock = "FOR UPDATE SKIP LOCKED" if connection.features.has_select_for_update_skip_locked else ""
    moment = connection.ops.adapt_datetimefield_value
    told = {"now": moment(now), "until": moment(now + LEASE), "count": count}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CLAIM.format(lock=lock), told)
        keys = [row[0] for row in cursor.fetchall()]
    claimed = Letter.objects.filter(pk__in=keys).select_related("to", "association")
    return list(claimed.order_by("to_id", "made_at", "pk"))


def _send(letters: list[Letter]) -> int:
    """Send one mail to each person among `letters`: several notices say the same, so they go as one."""
    if not letters:
        return 0
    line = mail.get_connection()
    went = 0
    try:
        for _person, theirs in groupby(letters, key=lambda letter: letter.to_id):
            went += _send_one(list(theirs), line)
    finally:
        line.close()
    return went


def _send_one(letters: list[Letter], line) -> int:
    """Send the first of one person's letters for all of them; returns how many are done by it."""
    try:
        message = texts.notice(letters[0])
        if message:
            line.open()
            message.connection = line
            message.send()
    except Exception as error:
        line.close()
        log.error("A letter was not sent (try %d): %s", letters[0].tries, type(error).__name__)  # no address
        for letter in letters:
            _try_again(letter)
        return 0
    if message is None:
        for letter in letters:
            _call_instead(letter)
        return 0
    now = clock.now()  # one moment for all that went as one mail: if it comes back, it comes back for all
    return sum(_finish(letter, stage=LetterStage.SENT, done_at=now) for letter in letters)


def _try_again(letter: Letter) -> None:
    """Later, each time later; after eight tries a person tells it instead of a mail."""
    if letter.tries >= MOST_TRIES:
        _call_instead(letter)
        return
    wait = min(FIRST_WAIT * 3 ** (letter.tries - 1), LONGEST_WAIT)
    _finish(letter, due_at=clock.now() + wait, leased_until=None)


@transaction.atomic
def _call_instead(letter: Letter) -> None:
    """The mail is given up."""
    if _finish(letter, stage=LetterStage.FAILED, done_at=clock.now()):
        post.call_instead(letter)


def _finish(letter: Letter, **facts) -> int:
    """Write the outcome, only if the lease is still this worker's; returns 1, or 0 when another took over."""
    ours = Letter.objects.filter(pk=letter.pk, stage=LetterStage.WAITING, leased_until=letter.leased_until)
    return ours.update(**facts)


@scope.system("letters")
def forget_old() -> int:
    """Letters that are done and 30 days old are gone (R39); returns how many."""
    kept_for = settings.KEPT_FOR["letter"]
    assert kept_for, "letters are not kept for ever"
    done = Letter.objects.exclude(stage=LetterStage.WAITING)
    return done.filter(done_at__lt=clock.now() - kept_for).delete()[0]


def tick() -> None:
    """The regular work of every room, named in `settings.TICKS`; each part stands alone and may be done twice."""
    for name in getattr(settings, "TICKS", []):
        try:
            import_string(name)()
        except Exception:
            log.exception("The regular work %s did not go through", name)


def run(stop: threading.Event | None = None) -> None:
    """Send letters until told to stop. Started beside the server by `rinnalla serve`, or alone by `rinnalla worker`."""
    stop = stop or _stop_on_signals()
    next_tick = 0.0
    while not stop.is_set():
        close_old_connections()
        try:
            if time.monotonic() >= next_tick:
                next_tick = time.monotonic() + TICK
                tick()
            busy = send_due() > 0
        except Exception as error:  # the database is away for a while: the letters wait in it
            log.error("The outbox could not be read: %s", type(error).__name__)
            busy = False
        stop.wait(0 if busy else PAUSE)


def _stop_on_signals() -> threading.Event:
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop

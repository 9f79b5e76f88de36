"""The operator's command line: `rinnalla demo | init | serve | check | import | worker | tick | backup |
restore | upgrade | keys | ledger`.

Each act lives in a module of its own and is imported only when asked for, since Django must not read its settings
before the act has said where things are kept.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from rinnalla import __version__
from rinnalla.boundary import scope

DATABASE_ROLE_OF = {"init": "owner", "upgrade": "owner", "restore": "owner", "backup": "backup"}  # else the pages' own

MOST_OF_A_MAIL = 10_000_000  # bytes
TRY_AGAIN = 75  # what mail servers know as EX_TEMPFAIL


def main(arguments: Sequence[str] | None = None) -> int:
    """Do one act; 0 when it went well, 1 when a person has something to mend."""
    chosen = parser().parse_args(arguments)
    if chosen.home:
        os.environ["RINNALLA_HOME"] = str(Path(chosen.home).resolve())
    if role := DATABASE_ROLE_OF.get(chosen.act.__name__):
        os.environ["RINNALLA_DATABASE_AS"] = role
    try:
        with ExitStack() as until_done:
            if chosen.act.__name__ not in ("serve", "demo"):  # a page is answered in the scope of who asks for it
                until_done.enter_context(scope.system("operator"))
            return chosen.act(chosen) or 0
    except KeyboardInterrupt:
        return 130


def parser() -> argparse.ArgumentParser:
    whole = argparse.ArgumentParser(prog="rinnalla", description="Runs a peer-support programme.")
    whole.add_argument("--version", action="version", version=__version__)
    whole.add_argument("--home", metavar="FOLDER", help="where everything is kept; else RINNALLA_HOME, else ./var")
    acts = whole.add_subparsers(required=True, metavar="ACT")
    _demo(acts.add_parser("demo", help="a Finnish demo union to look at"))
    _init(acts.add_parser("init", help="begin: folder, keys, database, first association and administrator"))
    _serve(acts.add_parser("serve", help="serve the pages and send the letters"))
    _import(acts.add_parser("import", help="bring in supporters or asks from spreadsheets"))
    _backup(acts.add_parser("backup", help="two encrypted files, data and keys, opened again and compared"))
    _restore(acts.add_parser("restore", help="put a backup back; whoever was erased since stays unreadable"))
    _keys(acts.add_parser("keys", help="the keyring as a process of its own; `serve` starts it too"))
    _match(acts.add_parser("match", help="who waits, what stands in the way, what other weights would change"))
    _ledger(acts.add_parser("ledger", help="the book of who did and saw what"))
    acts.add_parser("tick", help="the regular work at once: reminders, erasing by schedule").set_defaults(act=tick)
    acts.add_parser("check", help="a doctor: is everything well").set_defaults(act=check)
    upgrade_words = acts.add_parser("upgrade", help="bring the database up to this version")
    upgrade_words.add_argument("--yes", action="store_true", help="do not ask")
    upgrade_words.set_defaults(act=upgrade)
    acts.add_parser("bounce", help="take in a mail that came back, from standard input").set_defaults(act=bounce)
    worker_words = acts.add_parser("worker", help="only send the letters; `serve` does it too")
    worker_words.add_argument("--with-parent", type=int, default=0, help=argparse.SUPPRESS)
    worker_words.set_defaults(act=worker)
    return whole


# --- what each act can be told ----------------------------------------------------------------------------
def _demo(words: argparse.ArgumentParser) -> None:
    words.add_argument("--fresh", action="store_true", help="begin the demo union anew")
    words.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    words.set_defaults(act=demo)


def _init(words: argparse.ArgumentParser) -> None:
    words.add_argument("--union", metavar="NAME", help="the union's name in Finnish")
    words.add_argument("--union-sv", metavar="NAME", default=None, help="in Swedish")
    words.add_argument("--union-en", metavar="NAME", default=None, help="in English")
    words.add_argument("--phone", metavar="NUMBER", help="the union's telephone, shown on every page")
    words.add_argument("--association", metavar="NAME", help="the first association's name in Finnish")
    words.add_argument("--association-sv", metavar="NAME", default=None, help="in Swedish")
    words.add_argument("--association-en", metavar="NAME", default=None, help="in English")
    words.add_argument("--association-phone", metavar="NUMBER", help="else the union's")
    words.add_argument("--county", metavar="CODE", default=None, help="its area, as a county's two-digit code")
    words.add_argument("--administrator", metavar="ADDRESS", help="the first administrator's e-mail")
    words.add_argument("--administrator-name", metavar="NAME", help="what the administrator is called")
    words.set_defaults(act=init)


def _serve(words: argparse.ArgumentParser) -> None:
    words.add_argument("--address", default="127.0.0.1", help="which address to listen on")
    words.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    words.add_argument("--workers", type=int, default=0, help="processes; else one a core")
    words.add_argument("--no-letters", action="store_true", help="another `rinnalla worker` sends the letters")
    words.set_defaults(act=serve)


def _import(words: argparse.ArgumentParser) -> None:
    words.add_argument("files", nargs="+", type=Path, metavar="FILE", help="xlsx or csv")
    words.add_argument("--association", required=True, metavar="NAME", help="whose people these are; or its code")
    words.add_argument("--confirm", "--yes", action="store_true", help="bring in without asking once more")
    words.set_defaults(act=import_files)


def _backup(words: argparse.ArgumentParser) -> None:
    words.add_argument("--to", type=Path, metavar="FOLDER", help="else RINNALLA_BACKUP, else `backup` in the home")
    words.add_argument("--make-key", type=Path, metavar="FILE", help="only make the secret key that opens backups")
    words.set_defaults(act=backup)


def _restore(words: argparse.ArgumentParser) -> None:
    words.add_argument("file", type=Path, metavar="FILE", help="data-….age")
    words.add_argument("--keys", type=Path, metavar="FILE", help="keys-….age; only when the keyring itself is lost")
    words.add_argument("--identity", type=Path, metavar="FILE", help="the secret key that opens backups")
    words.add_argument("--over", action="store_true", help="in place of the database that is here")
    words.set_defaults(act=restore)


def _keys(words: argparse.ArgumentParser) -> None:
    words.add_argument("--with-parent", type=int, default=0, help=argparse.SUPPRESS)
    words.set_defaults(act=keys)
    acts = words.add_subparsers(metavar="ACT")
    acts.add_parser("snapshot", help="a sealed copy of the keyring, now").set_defaults(act=snapshot_keys)
    back = acts.add_parser("restore", help="put the keyring alone back from a sealed copy; the erased stay erased")
    back.add_argument("file", type=Path, metavar="FILE", help="keys-….age")
    back.add_argument("--identity", type=Path, metavar="FILE", help="the secret key that opens backups")
    back.add_argument("--over", action="store_true", help="in place of a keyring that is damaged")
    back.set_defaults(act=restore_keys)
    root = acts.add_parser("rotate-root", help="wrap all keys under a new root key")
    root.add_argument("--halves", action="store_true", help="made of two passphrases that two people choose")
    root.set_defaults(act=rotate_root)
    anew = acts.add_parser("rotate", help="a new key for a person; the old one is destroyed at the end")
    anew.add_argument("code", nargs="?", default="", metavar="CODE", help="the person's code")
    anew.add_argument("--all", action="store_true", help="for everyone")
    anew.set_defaults(act=rotate)


def _match(words: argparse.ArgumentParser) -> None:
    what = words.add_mutually_exclusive_group(required=True)
    what.add_argument("--queue", nargs="?", const="", default=None, metavar="ASSOCIATION", help="everyone who waits")
    what.add_argument("--propose", nargs="?", const="", default=None, metavar="ASSOCIATION", help="a fair proposal")
    what.add_argument("--explain", nargs="+", metavar="CODE", help="an ask, and a supporter's code if you wish")
    what.add_argument("--compare", metavar="VERSION", help="the weights in force beside another version")
    words.add_argument("--language", choices=["fi", "sv", "en"], default="fi", help="of the sentences")
    words.set_defaults(act=match)


def _ledger(words: argparse.ArgumentParser) -> None:
    acts = words.add_subparsers(required=True, metavar="ACT")
    verify = acts.add_parser("verify", help="walk the whole chain")
    verify.add_argument(
        "--head", action="append", default=[], metavar="SEEN", help="a head shown earlier, or a file of them"
    )
    verify.set_defaults(act=ledger_verify)
    acts.add_parser("head", help="where the chain ends now").set_defaults(act=ledger_head)


# --- the acts ---------------------------------------------------------------------------------------------
def start_django() -> None:
    """Read the settings and load every room."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rinnalla.config.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
        from django.conf import settings

        settings.SECRET_KEY  # noqa: B018 - reading it is the question
    except ImproperlyConfigured as fault:
        if "SECRET_KEY" not in str(fault):
            raise
        home = Path(os.environ.get("RINNALLA_HOME", "var")).resolve()
        print(f"Nothing is in {home} yet. Begin with `rinnalla init`, or look around with `rinnalla demo`.")
        raise SystemExit(1) from None
    from rinnalla.config import keys as ring

    ring.at_hand()


def demo(chosen: argparse.Namespace) -> int:
    from rinnalla.config import showing

    return showing.demo(port=chosen.port, fresh=chosen.fresh)


def init(chosen: argparse.Namespace) -> int:
    from rinnalla.config import starting

    starting.make_folder()
    start_django()
    return starting.init(chosen)


def serve(chosen: argparse.Namespace) -> int:
    start_django()
    from rinnalla.config import serving

    return serving.serve(chosen.address, chosen.port, workers=chosen.workers, letters=not chosen.no_letters)


def check(chosen: argparse.Namespace) -> int:
    start_django()
    from rinnalla.config import doctor

    return doctor.check()


def upgrade(chosen: argparse.Namespace) -> int:
    start_django()
    from rinnalla.config import starting

    return starting.upgrade(ask=not chosen.yes)


def backup(chosen: argparse.Namespace) -> int:
    if chosen.make_key:
        from rinnalla.config import keeping

        return keeping.make_key(chosen.make_key)
    start_django()
    from rinnalla.config import backup as making

    return making.backup(chosen.to)


def restore(chosen: argparse.Namespace) -> int:
    from rinnalla.config import starting

    starting.make_folder()
    start_django()
    from rinnalla.config import restore as putting_back

    return putting_back.restore(chosen.file, chosen.keys, chosen.identity, over=chosen.over)


def import_files(chosen: argparse.Namespace) -> int:
    start_django()
    from rinnalla.desk.importing import run_from_command_line

    return run_from_command_line(chosen.files, chosen.association, chosen.confirm) or 0


def match(chosen: argparse.Namespace) -> int:
    start_django()
    from rinnalla.config import matching

    return matching.run(chosen)


def tick(chosen: argparse.Namespace) -> int:
    start_django()
    from rinnalla.config import ticking

    return ticking.tick()


def worker(chosen: argparse.Namespace) -> int:
    start_django()
    from rinnalla.config import serving

    return serving.send_letters(with_parent=chosen.with_parent)


def bounce(chosen: argparse.Namespace) -> int:
    """Always 0, so that no answer goes to the sender; 75 (try again later) when the database is away."""
    returned = sys.stdin.buffer.read(MOST_OF_A_MAIL)
    start_django()
    from django.db import DatabaseError

    from rinnalla.letters import bounces

    try:
        calls = bounces.take(returned)
    except DatabaseError:
        return TRY_AGAIN
    print(f"Letters that will be told by telephone instead: {calls}.")
    return 0


def keys(chosen: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rinnalla.config.settings")
    from rinnalla.config import keys as ring

    return ring.run(with_parent=chosen.with_parent)


def snapshot_keys(chosen: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rinnalla.config.settings")
    from rinnalla.config import keys as ring

    return ring.snapshot()


def restore_keys(chosen: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rinnalla.config.settings")
    from django.conf import settings

    settings.USE_I18N = False
    from rinnalla.config import putting_keys

    return putting_keys.restore(chosen.file, chosen.identity, over=chosen.over)


def rotate_root(chosen: argparse.Namespace) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rinnalla.config.settings")
    from rinnalla.config import keys as ring

    return ring.rotate_root(split=chosen.halves)


def rotate(chosen: argparse.Namespace) -> int:
    start_django()
    from rinnalla.config import keys as ring

    if bool(chosen.code) == chosen.all:
        print("Say whose key: a person's code, or --all.")
        return 1
    return ring.renew(chosen.code, everyone=chosen.all)


def ledger_verify(chosen: argparse.Namespace) -> int:
    start_django()
    from django.utils import translation

    with translation.override("en"):  # what is found is told in the language of the rest
        return _verify(chosen)


def _verify(chosen: argparse.Namespace) -> int:
    from tqdm import tqdm

    from rinnalla.ledger import checking
    from rinnalla.ledger.models import Event

    known: list[checking.Shown] = []
    for words in chosen.head:
        try:
            known += _heads(words)
        except ValueError as fault:
            print(fault)
            return 1
    with tqdm(total=Event.objects.count(), unit=" events", disable=not sys.stderr.isatty()) as bar:
        report = checking.verify(known, progress=bar.update)
    for finding in report.findings:
        print(f"{finding.seq}: {finding.what}")
    if known:
        print(f"Heads shown earlier that were looked for: {len(known)}.")
    words = "The chain is whole" if report.is_whole else "The chain does not hold"
    print(f"{words}: {report.checked} events, head {report.head}.")
    return 0 if report.is_whole else 1


def _heads(words: str) -> list[Any]:
    """One head, or those in a file. Raises ValueError, with a sentence, for what holds none."""
    from rinnalla.ledger import checking

    try:
        text = Path(words).read_bytes().decode("utf-8", "replace")
    except OSError:  # no such file, or none that may be read: then it is a head, or nothing
        return [checking.Shown.read(words)]
    found = checking.Shown.all_in(text)
    if not found:
        raise ValueError(f"There is no head in {words}. A head looks like 1234-0123456789abcdef.")
    return found


def ledger_head(chosen: argparse.Namespace) -> int:
    start_django()
    from rinnalla.ledger import checking

    print(checking.head())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

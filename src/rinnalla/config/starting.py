"""`rinnalla init` and `rinnalla upgrade`: from an empty machine to a union with its first association."""

import argparse
import os
import secrets
import sys
from pathlib import Path

SECRET_CHARACTERS = 64  # 384 bits as text; Django asks for 50 characters


# --- before Django reads its settings ---------------------------------------------------------------------
def make_folder() -> Path:
    """The folder and the secret key in it, readable by this user alone; what is there already stays."""
    home = Path(os.environ.get("RINNALLA_HOME", "var")).resolve()
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = home / "secret.key"
    if not key.exists() and not os.environ.get("RINNALLA_SECRET_KEY"):
        with open(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(SECRET_CHARACTERS))
    return home


# --- init -------------------------------------------------------------------------------------------------
def init(chosen: argparse.Namespace) -> int:
    """Keys, database, union, association, administrator. Again: goes on from where it was."""
    from django.core.management import call_command

    from rinnalla.associations import facts
    from rinnalla.base.errors import RuleBroken
    from rinnalla.supporters.agreement_text import load_agreement
    from rinnalla.supporters.pledge_text import load_pledge
    from rinnalla.training import plans

    answers = _ask_all(chosen)
    if answers is None:
        return 1
    if not make_root_key():
        return 1
    print("Making the database …", flush=True)
    call_command("migrate", verbosity=0, interactive=False)
    give_roles()
    try:
        facts.load()
        load_pledge()
        load_agreement()
        plans.load()
        print(_begin(answers))
    except RuleBroken as broken:
        print(broken.sentence)
        return 1
    return 0


QUESTIONS = (  # flag, question, needed
    ("union", "The union's name in Finnish", True),
    ("union_sv", "  in Swedish (Enter leaves it the same)", False),
    ("union_en", "  in English (Enter leaves it the same)", False),
    ("phone", "The union's telephone, shown on every page", True),
    ("association", "The first association's name in Finnish", True),
    ("association_sv", "  in Swedish (Enter leaves it the same)", False),
    ("association_en", "  in English (Enter leaves it the same)", False),
    ("county", "  its area as a county's two-digit code (Enter: choose later)", False),
    ("administrator", "The first administrator's e-mail", True),
    ("administrator_name", "  and first name", True),
)


def _ask_all(chosen: argparse.Namespace) -> dict[str, str] | None:
    """What the flags did not tell is asked when somebody is there to answer; None when something needed is missing."""
    answers = {}
    for flag, question, is_needed in QUESTIONS:
        told = getattr(chosen, flag)
        if told is None and sys.stdin.isatty():
            told = _ask(question, is_needed)
        if is_needed and not (told or "").strip():
            print(f"{question.strip()} is needed: --{flag.replace('_', '-')}")
            return None
        answers[flag] = (told or "").strip()
    answers["association_phone"] = (chosen.association_phone or answers["phone"]).strip()
    return answers


def _ask(question: str, is_needed: bool) -> str:
    while True:
        told = input(f"{question}: ").strip()
        if told or not is_needed:
            return told


def make_root_key() -> bool:
    """The root key, unless it is there. A keyring without its root key means a lost key: nothing is made then."""
    from django.conf import settings

    from rinnalla.vault.keyring import create_root_key

    if settings.ROOT_KEY_PATH.exists():
        return True
    if settings.KEYRING_PATH.exists():
        print(f"{settings.KEYRING_PATH} is there but its root key {settings.ROOT_KEY_PATH} is not. Bring it back.")
        return False
    create_root_key()
    return True


def _begin(answers: dict[str, str]) -> str:
    """Union, association and administrator in one transaction; the words to print."""
    from django.db import transaction

    from rinnalla.associations import moves
    from rinnalla.associations.choices import RoleKind
    from rinnalla.associations.models import Role, Union

    with transaction.atomic():
        if Union.get() and Role.objects.standing().filter(kind=RoleKind.ADMINISTRATOR).exists():
            return "The union is there already; nothing was changed. Go on with `rinnalla serve`."
        if not Union.get():
            moves.found_union(**_union(answers), by=None)
            moves.add_association(**_association(answers), by=None)
        link = _invite_administrator(answers)
    return f"All is in place.\nStart with `rinnalla serve`, then open this link, which works once:\n{link}"


def _invite_administrator(answers: dict[str, str]) -> str:
    """The whole address to take up the first administrator's role; an earlier one stops working."""
    from django.conf import settings
    from django.urls import reverse

    from rinnalla.associations import invites
    from rinnalla.associations.choices import RoleKind
    from rinnalla.people.models import Identity

    who = Identity(called=answers["administrator_name"], email=answers["administrator"])
    role = RoleKind.ADMINISTRATOR
    _, token = invites.invite(kind=role, association=None, identity=who, language="fi", by=None)
    return f"{settings.SITE_ADDRESS}{reverse('invitation', args=[token])}"


def _union(answers: dict[str, str]) -> dict[str, str]:
    return {
        "fi": answers["union"],
        "sv": answers["union_sv"],
        "en": answers["union_en"],
        "phone": answers["phone"],
    }


def _association(answers: dict[str, str]) -> dict:
    from rinnalla.associations.models import County

    return {
        "fi": answers["association"],
        "sv": answers["association_sv"],
        "en": answers["association_en"],
        "phone": answers["association_phone"],
        "county": County.objects.filter(code=answers["county"]).first() if answers["county"] else None,
    }


# --- upgrade ----------------------------------------------------------------------------------------------
def upgrade(*, ask: bool) -> int:
    """Apply the migrations that wait, after a yes."""
    from django.core.management import call_command

    from rinnalla.config.serving import waiting_migrations
    from rinnalla.privacy import moves as privacy

    waiting = waiting_migrations()
    if not waiting:
        privacy.replay()  # rows of the erased that a restore brought back
        give_roles()
        print("The database is of this version already.")
        return 0
    print(f"{len(waiting)} changes wait: {', '.join(waiting)}")
    if ask:
        if not sys.stdin.isatty():
            print("Nobody is here to answer; say --yes after making a backup.")
            return 1
        if input("Is there a fresh backup, and may they be applied? (yes/no) ").strip().casefold() not in ("yes", "y"):
            print("Nothing was changed.")
            return 1
    call_command("migrate", verbosity=0, interactive=False)
    give_roles()
    privacy.replay()
    print("The database is of this version now.")
    return 0


def give_roles() -> None:
    """PostgreSQL: the roles of the pages and of backups, with their rights; what could not be done is said."""
    from django.db import connection

    if connection.vendor == "postgresql":
        from rinnalla.config import roles

        for line in roles.settle():
            print(line)

"""The people of a demo, for its front page; in earnest there are none."""

from typing import NamedTuple

from django.conf import settings
from django.utils.module_loading import import_string


class SignIn(NamedTuple):
    role: str
    name: str
    email: str
    url: str


def sign_ins(language: str) -> list[SignIn]:
    """Whom to sign in as, in the words of `language`; nothing when this is no demo or it has no people."""
    where = getattr(settings, "DEMO_SIGN_INS", "")
    if not (settings.DEMO and where):
        return []
    try:
        people = import_string(where)()
    except ImportError:
        return []
    return [_sign_in(one, language) for one in people]


def _sign_in(one: tuple[dict[str, str], str, str, str], language: str) -> SignIn:
    roles, name, email, url = one
    return SignIn(roles.get(language) or roles["fi"], name, email, url)

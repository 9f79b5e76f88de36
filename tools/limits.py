"""The rules of every form and the limits of the programme, written from forms and settings as they are.

python tools/limits.py          writes docs/limits.md anew
python tools/limits.py check    says whether it is stale
"""

import ast
import inspect
import sys
import textwrap
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from typing import Any

from written import ROOT, Page

LIMITS = [  # what it is for, whose it is, where it stands; a name without a colon is a setting
    ("a request for a sign-in code, by mail address and by network address", "one", "ACCOUNT_RATE_LIMITS"),
    ("tries of one mailed code", "one", "ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS"),
    ("how long a mailed code works (seconds)", "one", "ACCOUNT_LOGIN_BY_CODE_TIMEOUT"),
    ("tries of codes that are free, before each wait doubles", "one", "rinnalla.people.patience:FREE_TRIES"),
    ("the longest wait between tries (seconds)", "one", "rinnalla.people.patience:LONGEST_WAIT"),
    ("how long tries are remembered (seconds)", "one", "rinnalla.people.patience:REMEMBERED"),
    ("a session without use", "one", "IDLE_END"),
    ("a session in all (seconds)", "one", "SESSION_COOKIE_AGE"),
    ("after showing a key, the address may change for", "one", "rinnalla.people.shown:LASTS"),
    ("from a yes to a new key until its link", "one", "RECOVERY_WAIT"),
    ("how long that link works", "one", "RECOVERY_LINK_WORKS"),
    ("how long a request for a new key waits for a yes", "one", "RECOVERY_WAITS_FOR_YES"),
    ("persons whose keys one may open at once, and a second after that", "one", "KEYRING_LIMIT"),
    ("the same for the service itself", "all", "KEYRING_SYSTEM_LIMIT"),
    ("bytes of a form without files", "one", "DATA_UPLOAD_MAX_MEMORY_SIZE"),
    ("fields of a form", "one", "DATA_UPLOAD_MAX_NUMBER_FIELDS"),
    ("bytes of a spreadsheet that is held in memory", "one", "FILE_UPLOAD_MAX_MEMORY_SIZE"),
    ("bytes of one sealed text", "one", "rinnalla.vault.sealing:LONGEST_TEXT"),
    ("working days until a request is answered (R17)", "one", "PROMISE_WORKING_DAYS"),
    ("a proposal is reminded of after", "one", "PROPOSAL_REMINDER"),
    ("a proposal is taken back after", "one", "PROPOSAL_EXPIRES"),
    ("the first review, in weeks (R24)", "one", "FIRST_REVIEW_WEEKS"),
    ("the longest time to a review, in weeks", "one", "REVIEW_WITHIN_WEEKS"),
    ("a wish to be erased can be taken back for", "one", "ERASED_AFTER"),
    ("letters sent in one go", "all", "rinnalla.letters.worker:AT_A_TIME"),
    ("pairs that a trial of other weights looks at", "all", "rinnalla.matching.comparing:PAIRS_LOOKED_AT"),
]


# --- limits -------------------------------------------------------------------------------------------------
def limits() -> Iterator[str]:
    yield "| what | for one, or for all | value | where |"
    yield "|---|---|---|---|"
    for words, whose, name in LIMITS:
        yield f"| {words} | {whose} | {_told(_value(name))} | `{name.replace(':', '.')}` |"


def _value(name: str) -> Any:
    from django.conf import settings

    module, _mark, attribute = name.partition(":")
    return getattr(import_module(module), attribute) if attribute else getattr(settings, name)


def _told(value: Any) -> str:
    if isinstance(value, timedelta):
        minutes = round(value.total_seconds() / 60)
        for size, word in ((1440, "days"), (60, "hours")):
            if minutes % size == 0 and minutes > size:
                return f"{minutes // size} {word}"
        return f"{minutes} minutes"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {each}" for key, each in value.items())
    if isinstance(value, tuple):
        return ", ".join(_told(each) for each in value)
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else str(value)


# --- forms --------------------------------------------------------------------------------------------------
def every_form() -> list[type]:
    """Each form of the product that has questions, by room and name."""
    from django.forms import BaseForm

    source = ROOT / "src"
    for path in sorted(source.glob("rinnalla/*/**/*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        if "forms" in parts or path.stem == "sign_in_forms":
            import_module(".".join(parts).removesuffix(".__init__"))
    found, waiting = set(), [BaseForm]
    while waiting:
        for form in waiting.pop().__subclasses__():
            waiting.append(form)
            ours = form.__module__.startswith("rinnalla.") and "forms" in form.__module__
            if ours and form.base_fields:
                found.add(form)
    return sorted(found, key=lambda form: (form.__module__, form.__qualname__))


def forms() -> Iterator[str]:
    room = ""
    for form in every_form():
        if (here := form.__module__.split(".")[1]) != room:
            room = here
            yield f"\n### {room}\n"
            yield "| form | question | kind | needed | rule |"
            yield "|---|---|---|---|---|"
        for name, field in form.base_fields.items():
            needed = "yes" if field.required else "no"
            yield f"| {form.__qualname__} | {name} | {_kind(field)} | {needed} | {_rule(field)} |"


def _kind(field: Any) -> str:
    return type(field).__name__.removesuffix("Field").lower() or "field"


def _rule(field: Any) -> str:
    """What the field itself holds to, beside "marks that show" which all texts hold to (base/forms.py)."""
    told = []
    for name, words in (("min_length", "at least {} marks"), ("max_length", "at most {} marks")):
        if (value := getattr(field, name, None)) is not None:
            told.append(words.format(value))
    for name, words in (("min_value", "from {}"), ("max_value", "to {}")):
        value = getattr(field, name, None)
        if value is not None and not callable(value):
            told.append(words.format(value))
    choices = getattr(field, "choices", None)
    if choices is not None:
        several = "Multiple" in type(field).__name__
        told.append("some of those offered" if several else "one of those offered")
    return "; ".join(told)


def together() -> Iterator[str]:
    """What must fit between answers, in the words in which people are told (V2.1.2)."""
    for form in every_form():
        sentences = list(dict.fromkeys(_sentences(form)))
        if sentences:
            yield f"- **{form.__module__.split('.')[1]} {form.__qualname__}**"
            yield from (f"    - {words}" for words in sentences)


def _sentences(form: type) -> Iterator[str]:
    """The translated sentences within the form's own `clean…` methods."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(form)))
    for method in ast.walk(tree):
        if not isinstance(method, ast.FunctionDef) or not method.name.lstrip("_").startswith("clean"):
            continue
        for call in ast.walk(method):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in {"_", "gettext", "ngettext"}:
                yield from (each.value for each in call.args if isinstance(each, ast.Constant) and each.value)


# --- the file -----------------------------------------------------------------------------------------------
def written() -> str:
    parts = ["## Limits\n", *limits(), "\n## Questions of each form", *forms()]
    return "\n".join([*parts, "\n## What must fit together\n", *together()])


PAGE = Page("limits", written)

if __name__ == "__main__":
    PAGE.main(sys.argv[1:])

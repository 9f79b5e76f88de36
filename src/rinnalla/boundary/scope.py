"""Whose work is being done now, told to PostgreSQL for one transaction at a time (docs/adr/0012).

The scope in force stands in a context variable. It is told with `set_config(..., true)`, so it ends with its
transaction and never stays on a connection: at the first statement of every transaction, and at once when it changes
inside one.
In SQLite, which has no such policies, nothing is told.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, replace
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from rinnalla.boundary.choices import CROSSING

IDLE, OPEN = 0, 2  # libpq's PQTRANS_IDLE and PQTRANS_INTRANS
CHANGING = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")


@dataclass(frozen=True)
class Scope:
    """Words as PostgreSQL is told them; "" tells nothing.

    person, code   of the person; coordinates, works_in  keys of associations, as an array ({1,2})
    union          kinds of role held in the union itself, as an array; system  one of CROSSING
    """

    person: str = ""
    code: str = ""
    coordinates: str = ""
    works_in: str = ""
    union: str = ""
    system: str = ""


NOBODY = Scope()
_current: ContextVar[Scope | None] = ContextVar("whose work is being done", default=None)
_answering: ContextVar["_Request | None"] = ContextVar("the request that is being answered", default=None)


def in_force() -> Scope | None:
    return _current.get()


def array(values) -> str:
    return "{" + ",".join(str(value) for value in values) + "}"


@contextmanager
def system(name: str) -> Iterator[None]:
    """What is done inside may cross the wall. `name` says why, from CROSSING; keep it as narrow as one question."""
    if name not in CROSSING:
        raise ValueError(f"{name} is not declared in boundary/choices.py")
    before = _current.get()
    if before is not None and before.system:
        yield  # already on the other side, for a reason that is named further out
        return
    with given(replace(before or NOBODY, system=name)):
        yield


@contextmanager
def given(scope: Scope) -> Iterator[None]:
    """This scope is in force inside, and the one before it afterwards."""
    token = _current.set(scope)
    try:
        _tell()
        yield
    finally:
        _current.reset(token)
        _tell()


def _tell() -> None:
    """The open transaction learns of a change. One that is broken need not: rolling back undoes what was told."""
    if not settings.configured:
        return  # the command line begins before the settings are read
    raw = connection.connection
    if raw is not None and connection.vendor == "postgresql" and raw.info.transaction_status == OPEN:
        _set(raw, _current.get())


def _set(raw: Any, scope: Scope | None) -> None:
    told = {f"rinnalla.{name}": value for name, value in asdict(scope or NOBODY).items()}
    if settings.DATABASE_ROLE:
        told["role"] = settings.DATABASE_ROLE if scope else "none"
    words = ", ".join("set_config(%s, %s, true)" for _ in told)
    with raw.cursor() as cursor:
        cursor.execute(f"SELECT {words}", [part for pair in told.items() for part in pair])


# --- every connection -------------------------------------------------------------------------------------
def watch(connection: Any, **_: Any) -> None:
    """For `connection_created`: statements of this connection are told the scope first."""
    if connection.vendor == "postgresql" and _scoped not in connection.execute_wrappers:
        connection.execute_wrappers.append(_scoped)


def _scoped(execute: Callable, sql: Any, params: Any, many: bool, context: dict) -> Any:
    """A transaction's first statement is preceded by the scope; one outside any gets a transaction of its own."""
    scope, used = _current.get(), context["connection"]
    if scope is None or used.connection.info.transaction_status != IDLE:
        return execute(sql, params, many, context)
    if used.in_atomic_block:
        if str(sql).startswith("SET TRANSACTION"):  # only before any other statement
            execute(sql, params, many, context)
            return _set(used.connection, scope)
        _set(used.connection, scope)
        return execute(sql, params, many, context)
    if not str(sql).lstrip(" (\n").upper().startswith(CHANGING):
        return execute(sql, params, many, context)  # what may not stand in a transaction, as CREATE INDEX CONCURRENTLY
    with transaction.atomic(using=used.alias):
        _set(used.connection, scope)
        return execute(sql, params, many, context)


# --- one request ------------------------------------------------------------------------------------------
class _Request:
    """The transaction in which a request is answered."""

    def __init__(self) -> None:
        self.atomic: AbstractContextManager = transaction.atomic(savepoint=False)
        self.depth = 0

    def begin(self) -> None:
        self.atomic.__enter__()
        self.depth = len(connection.atomic_blocks)

    def end(self, *error: Any) -> None:
        self.atomic.__exit__(*(error or (None, None, None)))


@contextmanager
def request() -> Iterator[None]:
    """One transaction for all that a page asks, since what is told lasts no longer than that."""
    answering = _Request()
    answering.begin()
    token = _answering.set(answering)
    try:
        yield
    except BaseException as error:
        answering.end(type(error), error, error.__traceback__)
        raise
    else:
        answering.end()
    finally:
        _answering.reset(token)


def settle() -> None:
    """End the request's transaction and begin the next, unless a move is under way in it.

    A reading holds the ledger until its transaction ends; the page is then written without keeping others waiting.
    """
    answering = _answering.get()
    if answering is not None and len(connection.atomic_blocks) == answering.depth:
        answering.end()
        answering.begin()

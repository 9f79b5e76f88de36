"""PostgreSQL's own roles: the owner makes tables, the pages work as a role that owns none, backups only read.

Which role is which follows from the three URLs (docs/adr/0012). Everything here may be done twice.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from psycopg import sql

LEDGER = ("ledger_event", "ledger_mention")  # lines are added, and leave only by schedule (ledger.retention)
FOR_APP = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
    *(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {{role}}" for table in LEDGER),
)
FOR_BACKUP = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {role}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO {role}",
)
NOT_FOR_ALL = (
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "REVOKE EXECUTE ON FUNCTION ledger_forget(bigint) FROM PUBLIC",
)


@dataclass(frozen=True)
class Login:
    """One of the three, from its URL; "" where there is no such URL, or it is not of PostgreSQL."""

    name: str = ""
    password: str = ""

    @classmethod
    def of(cls, which: str) -> "Login":
        url = urlsplit(os.environ.get(settings.DATABASE_NAMES[which], ""))
        if not url.scheme.startswith("postgres"):
            return cls()
        return cls(unquote(url.username or ""), unquote(url.password or ""))


def settle() -> list[str]:
    """Make the roles that are missing and give each its rights; what could not be done, in sentences.

    Done by the owner, at `rinnalla init`, `upgrade` and `restore`. With one URL only, there is nothing to give.
    """
    if connection.vendor != "postgresql":
        return []
    owner, app, backup = (Login.of(which) for which in ("owner", "app", "backup"))
    said = []
    if owner.name and app.name and app.name != owner.name:
        said += _make(app, "NOBYPASSRLS")
        said += _give(app.name, FOR_APP)
    if backup.name and backup.name not in (owner.name, app.name):
        said += _make(backup, "BYPASSRLS")
        said += _give(backup.name, FOR_BACKUP)
    return said


def _make(login: Login, row_level: str) -> list[str]:
    words = f"LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT {row_level}"
    if facts(login.name):
        return []
    made = sql.SQL("CREATE ROLE {} {} PASSWORD {}").format(
        sql.Identifier(login.name), sql.SQL(words), sql.Literal(login.password or None)
    )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(made)
    except DatabaseError:
        return [f"This user may not make roles. As the database's administrator: CREATE ROLE {login.name} {words};"]
    return []


def _give(role: str, statements: tuple[str, ...]) -> list[str]:
    try:
        give(role, statements)
    except DatabaseError:
        return [f"The role {role} was not given its rights; the tables' owner gives them with `rinnalla upgrade`."]
    return []


def give(role: str, statements: tuple[str, ...]) -> None:
    """All of `statements` for `role`, in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*statements, *NOT_FOR_ALL):
            cursor.execute(sql.SQL(statement).format(role=sql.Identifier(role)))


# --- how it is --------------------------------------------------------------------------------------------
def facts(role: str) -> dict[str, bool] | None:
    """Whether the role passes over the guards, owns tables here, may add tables; None when it is not there."""
    question = """
    SELECT rolsuper OR rolbypassrls, EXISTS (SELECT 1 FROM pg_class c WHERE c.relowner = r.oid AND relkind = 'r'
        AND relnamespace = 'public'::regnamespace), has_schema_privilege(oid, 'public', 'CREATE')
    FROM pg_roles r WHERE rolname = %s"""
    with connection.cursor() as cursor:
        cursor.execute(question, [role])
        row = cursor.fetchone()
    return dict(zip(("passes", "owns", "makes"), row, strict=True)) if row else None


def unguarded() -> list[str]:
    """Guarded tables whose guard has been switched off, or does not bind the owner."""
    question = """
    SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
        AND oid IN (SELECT polrelid FROM pg_policy) AND NOT (relrowsecurity AND relforcerowsecurity) ORDER BY 1"""
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [name for (name,) in cursor.fetchall()]


def lacking() -> Iterator[str]:
    """What is missing for the second lock to hold, each in a sentence."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        me = facts(cursor.fetchone()[0]) or {}
    if not Login.of("owner").name:
        yield (
            "One database user does everything. Set DATABASE_OWNER_URL (migrations) and DATABASE_BACKUP_URL (backups) "
            "beside DATABASE_URL, then run `rinnalla upgrade`."
        )
    elif not Login.of("backup").name:
        yield "Backups have no user of their own: set DATABASE_BACKUP_URL, then run `rinnalla upgrade`."
    if me.get("passes"):
        yield "The user in DATABASE_URL passes over row-level security: let it be neither SUPERUSER nor BYPASSRLS."
    if me.get("owns") and Login.of("owner").name:
        yield "The user in DATABASE_URL owns the tables. Give them to the one in DATABASE_OWNER_URL."
    if tables := unguarded():
        yield f"Row-level security is switched off for {', '.join(tables)}: run `rinnalla upgrade`, or restore."

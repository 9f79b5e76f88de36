"""Triggers that write the log of changes (changes.py): the database is the witness, whoever changes a row and how.

A table that SQLite makes anew (many changes of a column do that) loses its triggers: the migration that does so notes
it again with `Noted`. A test fails until then, and meanwhile no index is kept (`missing`).
"""

from dataclasses import dataclass

from django.db import connection
from django.db.migrations.operations.base import Operation

from rinnalla.boundary.guards import behind_the_guards
from rinnalla.matching.changes import ALL, PERSON, SUPPORTER


@dataclass(frozen=True)
class Watched:
    """A table that matching reads: whose row it is (`kind`, by column `key`), and which columns count."""

    table: str
    kind: str
    key: str
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"noted_{self.table}"


WATCHED = (
    Watched(
        "supporters_supporter", SUPPORTER, "id",
        ("person_id", "association_id", "calling", "stage", "at_limit", "capacity", "places_taken", "languages",
         "with_minors", "experience"),
    ),
    Watched("people_person", PERSON, "id", ("identity", "restricted_at")),
    Watched("people_consent", PERSON, "person_id", ("person_id", "purpose", "withdrawn_at")),
    Watched("training_qualification", PERSON, "person_id", ("person_id", "course_id", "valid_until", "withdrawn_at")),
    Watched("supporters_pledge", SUPPORTER, "supporter_id", ("supporter_id", "text_id")),
    Watched(
        "supporters_volunteeragreement", SUPPORTER, "supporter_id",
        ("supporter_id", "text_id", "association_id", "confirmed_at", "ended_at"),
    ),
    Watched("supporters_backgroundcheck", SUPPORTER, "supporter_id", ("supporter_id",)),
    Watched("matching_proposal", SUPPORTER, "supporter_id", ("supporter_id", "stage")),
    Watched("supporters_pledgetext", ALL, "", ("in_force_from",)),
    Watched("supporters_agreementtext", ALL, "", ("in_force_from",)),
    Watched("associations_association", ALL, "", ("is_active",)),
    Watched("associations_topic", ALL, "", ("key", "kind", "parent_id")),
    Watched("associations_municipality", ALL, "", ("code", "longitude", "latitude")),
)  # fmt: skip


class Noted(Operation):
    """From now on changes of this table are noted, in place of what was noted before."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str, kind: str, key: str, columns: tuple[str, ...]):
        self.watched = Watched(table, kind, key, tuple(columns))

    @classmethod
    def of(cls, watched: Watched) -> "Noted":
        return cls(watched.table, watched.kind, watched.key, watched.columns)

    def state_forwards(self, app_label, state):
        """Tables stay as they are."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        made = _for_postgres if schema_editor.connection.vendor == "postgresql" else _for_sqlite
        for statement in made(self.watched):
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        on = f" ON {self.watched.table}" if schema_editor.connection.vendor == "postgresql" else ""
        for when in ("insert", "update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {self.watched.name}_{when}{on}", params=None)

    def describe(self):
        return f"Note changes of {self.watched.table}"

    def deconstruct(self):
        watched = self.watched
        return "Noted", [watched.table, watched.kind, watched.key, watched.columns], {}


def _for_sqlite(watched: Watched) -> list[str]:
    def note(row: str, where: str = "") -> str:
        key = f"{row}.{watched.key}" if watched.key else "0"
        return (
            f"INSERT INTO matching_change (kind, key, at) "
            f"SELECT '{watched.kind}', {key}, strftime('%Y-%m-%d %H:%M:%f', 'now'){where};"
        )

    differs = " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in watched.columns)
    moved = note("OLD", f" WHERE OLD.{watched.key} IS NOT NEW.{watched.key}") if watched.key else ""
    begin = f"CREATE TRIGGER {watched.name}"
    return [
        f"{begin}_insert AFTER INSERT ON {watched.table} BEGIN {note('NEW')} END",
        f"{begin}_delete AFTER DELETE ON {watched.table} BEGIN {note('OLD')} END",
        f"{begin}_update AFTER UPDATE OF {', '.join(watched.columns)} ON {watched.table} WHEN {differs} "
        f"BEGIN {note('NEW')} {moved} END",
    ]


def _for_postgres(watched: Watched) -> list[str]:
    """As the tables' owner, since the pages' role is not to write into the log whatever it likes."""

    def note(row: str) -> str:
        key = f"{row}.{watched.key}" if watched.key else "0"
        return (
            f"INSERT INTO matching_change (kind, key, at, xact) "  # noqa: S608 - names of our own  # nosec
            f"VALUES ('{watched.kind}', {key}, now(), pg_current_xact_id()::text::bigint);"
        )

    moved = f"TG_OP = 'UPDATE' AND OLD.{watched.key} IS DISTINCT FROM NEW.{watched.key}" if watched.key else ""
    old = f"IF {moved} THEN {note('OLD')} END IF;" if moved else ""
    differs = " OR ".join(f"OLD.{name} IS DISTINCT FROM NEW.{name}" for name in watched.columns)
    do = f"FOR EACH ROW EXECUTE FUNCTION {watched.name}()"
    when = f"FOR EACH ROW WHEN ({differs}) EXECUTE FUNCTION {watched.name}()"
    return [
        behind_the_guards(
            f"{watched.name}()",
            returns="trigger",
            kind="VOLATILE",
            body=f"IF TG_OP = 'DELETE' THEN {note('OLD')} ELSE {note('NEW')} END IF; {old}",
            answer="NULL",
        ),
        f"CREATE TRIGGER {watched.name}_insert AFTER INSERT ON {watched.table} {do}",
        f"CREATE TRIGGER {watched.name}_delete AFTER DELETE ON {watched.table} {do}",
        f"CREATE TRIGGER {watched.name}_update AFTER UPDATE OF {', '.join(watched.columns)} ON {watched.table} {when}",
    ]


def missing() -> set[str]:
    """Tables whose changes nobody notes."""
    if connection.vendor == "postgresql":
        question = "SELECT tgname FROM pg_trigger WHERE tgname LIKE 'noted_%%' AND tgenabled IN ('O', 'A')"
    else:
        question = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'noted_%%'"
    with connection.cursor() as cursor:
        cursor.execute(question.replace("%%", "%"))
        there = {name for (name,) in cursor.fetchall()}
    whole = ("insert", "update", "delete")
    return {watched.table for watched in WATCHED if any(f"{watched.name}_{when}" not in there for when in whole)}

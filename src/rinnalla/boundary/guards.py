"""How a migration guards a table: row-level security with FORCE, one condition, whoever asks (docs/adr/0012).

    Guarded("asks_ask", own("person_id"), coordinated("association_id"))
    AlsoSeen("supporters_supporter", "seeker", with_a("matching_card", "supporter_id"))

A row may be read, changed, added or removed when one of the conditions holds. A condition asks who is at work with
`(SELECT boundary_…())`, which PostgreSQL answers once a statement and not once a row.
"""

import re

from django.db.migrations.operations.base import Operation

SYSTEM = "(SELECT boundary_system())"
PERSON = "(SELECT boundary_person())"
CODE = "(SELECT boundary_code())"
COORDINATES = "(SELECT boundary_coordinates())::bigint[]"
WORKS_IN = "(SELECT boundary_works_in())::bigint[]"
UNION = "(SELECT boundary_union())::text[]"
COST = 500  # operators that one call takes, so that the planner does not ask the guards of rows it need not
ASKED = re.compile(r"\[\[(?P<column>\w+)\|(?P<question>.*?)\]\]")  # a question to another table about a column of this


# --- conditions -------------------------------------------------------------------------------------------
def own(column: str) -> str:
    """The person in `column` is at work."""
    return f"{column} = {PERSON}"


def own_code(column: str) -> str:
    return f"{column} = {CODE}"


def coordinated(column: str) -> str:
    """The association in `column` is one that the person coordinates; none is the union's own queue."""
    return f"({column} = ANY ({COORDINATES}) OR ({column} IS NULL AND {held_in_union('coordinator')}))"


def worked_in(column: str) -> str:
    """The person has some role in the association in `column`; none is the union, seen by all who work for it."""
    return f"({column} = ANY ({WORKS_IN}) OR ({column} IS NULL AND {staff_of_union()}))"


def held_in_union(kind: str) -> str:
    return f"'{kind}' = ANY ({UNION})"


def staff_of_union() -> str:
    return f"cardinality({UNION}) > 0"


def staff() -> str:
    """Works somewhere in the programme."""
    return f"(cardinality({WORKS_IN}) > 0 OR {staff_of_union()})"


def with_its(table: str, column: str, *conditions: str, key: str = "id") -> str:
    """The row of `table` to which `column` points may be seen; `conditions` name its columns as `its.…`."""
    more = f" AND ({' OR '.join(conditions)})" if conditions else ""
    return f"[[{column}|SELECT 1 FROM {table} its WHERE its.{key} = $1{more}]]"  # noqa: S608 - names of our own  # nosec


def with_a(table: str, column: str, *conditions: str, key: str = "id") -> str:
    """Some row of `table` that points here with `column` may be seen."""
    more = f" AND ({' OR '.join(conditions)})" if conditions else ""
    return f"[[{key}|SELECT 1 FROM {table} its WHERE its.{column} = $1{more}]]"  # noqa: S608 - names of our own  # nosec


# --- operations -------------------------------------------------------------------------------------------
class OnPostgres(Operation):
    """Statements for PostgreSQL, each with what undoes it; in SQLite nothing is done."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, forwards: list[str], backwards: list[str]):
        self.forwards, self.backwards = forwards, backwards

    def state_forwards(self, app_label, state):
        """Tables stay as they are."""

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        self._run(schema_editor, self.forwards)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        self._run(schema_editor, self.backwards)

    def _run(self, schema_editor, statements: list[str]) -> None:
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement, params=None)

    def deconstruct(self):
        return type(self).__name__, [self.forwards, self.backwards], {}


class Guarded(OnPostgres):
    """From now on a row of `table` is there only for whom one of `conditions` holds, the table's owner included."""

    def __init__(self, table: str, *conditions: str):
        self.table, self.conditions = table, conditions
        rule, made, dropped = _rule(table, f"boundary_{table}", (SYSTEM, *conditions))
        super().__init__(
            [
                *made,
                f"CREATE POLICY boundary ON {table} FOR ALL USING ({rule}) WITH CHECK ({rule})",
                f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY",
            ],
            [
                f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY",
                f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
                f"DROP POLICY boundary ON {table}",
                *dropped,
            ],
        )

    def describe(self):
        return f"Guard {self.table}"

    def deconstruct(self):
        return "Guarded", [self.table, *self.conditions], {}


class AlsoSeen(OnPostgres):
    """Rows of a guarded table are read, and only read, by someone more: for what another table tells of them.

    PostgreSQL asks a table's policies from the last name to the first. `boundary` is to come first, since it holds for
    most rows and is cheap; with the costly questions before it a worklist took twice its time.
    """

    def __init__(self, table: str, name: str, *conditions: str):
        self.table, self.name, self.conditions = table, name, conditions
        policy = f"also_{name}"
        rule, made, dropped = _rule(table, f"boundary_{table}_{name}", conditions)
        super().__init__(
            [*made, f"CREATE POLICY {policy} ON {table} FOR SELECT USING ({rule})"],
            [f"DROP POLICY {policy} ON {table}", *dropped],
        )

    def describe(self):
        return f"Open {self.table} to {self.name}"

    def deconstruct(self):
        return "AlsoSeen", [self.table, self.name, *self.conditions], {}


def behind_the_guards(
    signature: str, *, returns: str, kind: str, body: str, declare: str = "", answer: str = ""
) -> str:
    """A function of the tables' owner that meets no guard while it works, and leaves the scope as it was.

    The scope is told inside: only a superuser may write a setting of ours into a function (`SET rinnalla.…`), and the
    owner is none. An error takes the change back with the rest of its transaction.
    """
    return (
        f"CREATE OR REPLACE FUNCTION {signature} RETURNS {returns} LANGUAGE plpgsql {kind} COST {COST} "
        f"SECURITY DEFINER SET search_path = public, pg_temp AS $$ "
        f"DECLARE told text := current_setting('rinnalla.system', true); {declare} "
        f"BEGIN PERFORM set_config('rinnalla.system', 'guard', true); {body} "
        f"PERFORM set_config('rinnalla.system', coalesce(told, ''), true); RETURN {answer}; END $$"
    )


class Answer(OnPostgres):
    """A question to the tables that a condition may ask without meeting their guards, which would go round for ever."""

    def __init__(self, name: str, returns: str, question: str):
        self.name, self.returns, self.question = name, returns, question
        super().__init__(
            [
                behind_the_guards(
                    f"{name}()",
                    returns=returns,
                    kind="STABLE",
                    body=f"answer := ({question});",
                    declare=f"answer {returns};",
                    answer="answer",
                )
            ],
            [f"DROP FUNCTION {name}()"],
        )

    def describe(self):
        return f"Answer {self.name}"

    def deconstruct(self):
        return "Answer", [self.name, self.returns, self.question], {}


def _rule(table: str, name: str, conditions: tuple[str, ...]) -> tuple[str, list[str], list[str]]:
    """The rule, the functions it calls, and what drops them.

    A question to another guarded table goes into a function of its own: written into the rule, PostgreSQL would draw
    that table's guards into the plan, and theirs, and theirs again; a line in the ledger then took 200 ms to plan.
    """
    made: list[str] = []
    dropped: list[str] = []

    def a_function(asked: re.Match) -> str:
        function = f"{name}_{len(made) + 1}"
        made.append(
            f"CREATE FUNCTION {function}(anyelement) RETURNS boolean LANGUAGE plpgsql STABLE COST {COST} "
            f"AS $$ BEGIN RETURN EXISTS ({asked['question']}); END $$"
        )
        dropped.append(f"DROP FUNCTION {function}(anyelement)")
        return f"{function}({table}.{asked['column']})"

    return ASKED.sub(a_function, " OR ".join(conditions)), made, dropped

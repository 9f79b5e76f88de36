"""Guards for proposals for a whole queue, and for needs told without a name with their answers (R18, docs/adr/0022).

A need is there for every coordinator, since it is told to every region; the ask behind it is not. Four empty tables:
no live person's row changes. Backwards the guards are taken away.
"""

from django.db import migrations

from rinnalla.boundary.guards import COORDINATES, Guarded, coordinated, held_in_union, with_its

THE_COORDINATORS_ASK = coordinated("its.association_id")
ANY_COORDINATOR = f"cardinality({COORDINATES}) > 0"
OF_THE_COORDINATORS_NEED = (
    f"EXISTS (SELECT 1 FROM asks_ask asked WHERE asked.id = its.ask_id AND {coordinated('asked.association_id')})"  # noqa: S608 - names of our own  # nosec
)


class Migration(migrations.Migration):
    dependencies = [("config", "0002_wall_of_later_tables"), ("matching", "0003_queue_and_nameless")]
    operations = [
        Guarded(
            "matching_queueproposal",
            f"(NOT is_whole AND {coordinated('association_id')})",
            f"(is_whole AND {held_in_union('administrator')})",
        ),
        Guarded("matching_queueline", with_its("asks_ask", "ask_id", THE_COORDINATORS_ASK)),
        Guarded("matching_namelessneed", with_its("asks_ask", "ask_id", THE_COORDINATORS_ASK), ANY_COORDINATOR),
        Guarded(
            "matching_namelessanswer",
            coordinated("association_id"),
            with_its("matching_namelessneed", "need_id", OF_THE_COORDINATORS_NEED),
        ),
    ]

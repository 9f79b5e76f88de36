"""Functions by which the guards ask who is at work. No live person's row changes; old code runs beside it."""

from django.db import migrations

from rinnalla.boundary.guards import OnPostgres

# An unset value of PostgreSQL comes back as '' once it has been set in the session, so each is asked with nullif.
TOLD = {
    "boundary_person": ("bigint", "nullif(current_setting('rinnalla.person', true), '')::bigint"),
    "boundary_code": ("text", "nullif(current_setting('rinnalla.code', true), '')"),
    "boundary_coordinates": ("bigint[]", "nullif(current_setting('rinnalla.coordinates', true), '')::bigint[]"),
    "boundary_works_in": ("bigint[]", "nullif(current_setting('rinnalla.works_in', true), '')::bigint[]"),
    "boundary_union": ("text[]", "nullif(current_setting('rinnalla.union', true), '')::text[]"),
    "boundary_system": ("boolean", "nullif(current_setting('rinnalla.system', true), '') IS NOT NULL"),
}


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        OnPostgres(
            [
                f"CREATE FUNCTION {name}() RETURNS {kind} LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT {words} $$"
                for name, (kind, words) in TOLD.items()
            ],
            [f"DROP FUNCTION {name}()" for name in TOLD],
        )
    ]

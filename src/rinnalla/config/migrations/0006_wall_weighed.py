"""What a guard's function costs is told to PostgreSQL, where an earlier version made it without.

No row changes and nobody sees more or less. Untold, a function counts as a hundred operators and takes about five
hundred: a list of fifty supporters then asked the guards of a hundred and fifty people.
"""

from django.db import migrations

from rinnalla.boundary.guards import OnPostgres

WEIGH = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT proc.oid::regprocedure AS called FROM pg_proc proc JOIN pg_language lang ON lang.oid = proc.prolang
    WHERE lang.lanname = 'plpgsql' AND starts_with(proc.proname, 'boundary_') LOOP
    EXECUTE 'ALTER FUNCTION ' || one.called || ' COST 500';
  END LOOP;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("config", "0005_wall_asked_in_order")]
    operations = [OnPostgres([WEIGH], [])]

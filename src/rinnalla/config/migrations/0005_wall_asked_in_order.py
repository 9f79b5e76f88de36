"""Names by which PostgreSQL asks the cheap guard first, where an earlier version of `AlsoSeen` gave others.

No row changes and nobody sees more or less. Backwards nothing is done: the names matter to nobody but the planner.
"""

from django.db import migrations

from rinnalla.boundary.guards import OnPostgres

RENAME = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT polrelid::regclass AS place, polname AS name FROM pg_policy WHERE polname LIKE 'boundary\\_%' LOOP
    EXECUTE format('ALTER POLICY %I ON %s RENAME TO %I', one.name, one.place, 'also_' || substr(one.name, 10));
  END LOOP;
END $$"""


class Migration(migrations.Migration):
    dependencies = [("config", "0004_wall_walked")]
    operations = [OnPostgres([RENAME], [])]

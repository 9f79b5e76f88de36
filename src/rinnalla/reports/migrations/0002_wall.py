"""A guard for the counts of waits: the union's administrators, and the system. No row changes; backwards it goes."""

from django.db import migrations

from rinnalla.boundary.guards import Guarded, held_in_union


class Migration(migrations.Migration):
    dependencies = [("boundary", "0001_who_is_at_work"), ("reports", "0001_waits")]
    operations = [Guarded("reports_wait", held_in_union("administrator"))]

"""Guards for the wishes to be called: for coordinators of the association that one went to, and nobody else (R15, R35).

No live person's row changes. Backwards the guard is taken away.
"""

from django.db import migrations

from rinnalla.boundary.guards import Guarded, coordinated


class Migration(migrations.Migration):
    dependencies = [("config", "0003_wall_of_queue_and_nameless"), ("asks", "0002_call_wishes")]
    operations = [Guarded("asks_callwish", coordinated("association_id"))]

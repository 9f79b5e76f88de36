"""The log of what has changed for matching, and the triggers that write it (docs/adr/0016).

No live person's row changes. Old code runs beside it: the database writes the log, whoever changes a row. Backwards the
triggers and the log are taken away, and matching opens the supporters for each list again.
"""

from django.db import migrations, models

from rinnalla.boundary.guards import Guarded
from rinnalla.matching.noting import WATCHED, Noted


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0003_queue_and_nameless"),
        ("associations", "0001_initial"),
        ("boundary", "0001_who_is_at_work"),
        ("people", "0003_lost_keys_and_sign_ins"),
        ("supporters", "0002_given_words"),
        ("training", "0001_initial"),
    ]
    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=10)),
                ("key", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("xact", models.BigIntegerField(null=True)),
            ],
            options={"indexes": [models.Index(fields=["xact"], name="change_by_transaction")]},
        ),
        Guarded("matching_change"),
        *(Noted.of(watched) for watched in WATCHED),
    ]

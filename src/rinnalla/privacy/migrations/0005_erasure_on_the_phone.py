"""An erasure wished on the phone is a wish of its own kind: words of a choice alone, nothing in the database changes."""

from django.db import migrations, models

KINDS = [
    ("correct", "to have something corrected"),
    ("object", "that something is not done with my details"),
    ("rest", "that everything of mine rests"),
    ("erase", "that everything of mine is erased"),
]


class Migration(migrations.Migration):
    dependencies = [("privacy", "0004_wishes_on_the_phone")]

    operations = [
        migrations.AlterField("rightsrequest", "kind", models.CharField(choices=KINDS, max_length=8)),
    ]

"""A draft may also be words that someone was sending when their session ended.

No row changes. Old code beside this reads such a draft as one of a kind it does not look for. Backwards nothing is undone.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_lost_keys_and_sign_ins")]
    operations = [
        migrations.AlterField(
            model_name="draft",
            name="kind",
            field=models.CharField(
                choices=[
                    ("ask", "request for a peer"),
                    ("application", "application to become a peer supporter"),
                    ("import", "spreadsheet waiting for a yes"),
                    ("form", "words written while signing in had run out"),
                ],
                max_length=12,
            ),
        )
    ]

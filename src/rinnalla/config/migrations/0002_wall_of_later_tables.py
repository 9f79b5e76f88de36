"""Guards for the questions about a look, the openings in need, the weekly watch and the wishes about one's data (R38).

No live person's row changes. Backwards the guards are taken away.
"""

from django.db import migrations

from rinnalla.boundary.guards import Guarded, coordinated, held_in_union, own


class Migration(migrations.Migration):
    dependencies = [("config", "0001_wall"), ("privacy", "0003_rights_requests"), ("matching", "0002_weighings")]
    operations = [
        Guarded("privacy_question", own("person_id"), coordinated("association_id"), held_in_union("administrator")),
        Guarded(
            "privacy_opening",
            own("person_id"),
            own("by_id"),
            coordinated("association_id"),
            held_in_union("administrator"),
        ),
        Guarded(
            "privacy_rightsrequest", own("person_id"), coordinated("association_id"), held_in_union("administrator")
        ),
        Guarded("privacy_outlier", own("person_id"), held_in_union("administrator")),
    ]

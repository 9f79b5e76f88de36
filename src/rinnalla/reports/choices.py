from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

WEEKS = 12
HORIZON = 7 * WEEKS  # days; whoever had time enough to be served is judged by the same time (docs/adr/0023)
BOUNDS = (1, 3, 7, 14, 28, 42, 56, HORIZON)  # a wait is kept as the least of these that it did not pass
NOT, STILL = 1000, 2000  # not within the horizon, or gone before it; still on the way, with days left
CUTS = ((7, 28, HORIZON), (28, HORIZON))  # where the columns that are told end: of the first offer, of the peer
OFFER, PAIR = 0, 1


class Kind(TextChoices):
    """By what people are grouped. TIME is told by the quarter itself and not kept."""

    TIME = "time", _("Time of asking")
    REGION = "region", _("Region")
    LANGUAGE = "language", _("Language")
    AGE = "age", _("Age")
    CHANNEL = "channel", _("How the request came")


KEPT = (Kind.REGION, Kind.LANGUAGE, Kind.AGE, Kind.CHANNEL)

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Course(TextChoices):
    BASIC = "basic", _("basic course")
    CONTINUING = "continuing", _("continuing course")


class Ground(TextChoices):
    ATTENDED = "attended", _("attended the course")
    RECOGNISED = "recognised", _("equivalent knowledge recognised by the union")

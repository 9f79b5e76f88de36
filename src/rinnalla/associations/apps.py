from django.apps import AppConfig


class AssociationsConfig(AppConfig):
    name = "rinnalla.associations"
    label = "associations"

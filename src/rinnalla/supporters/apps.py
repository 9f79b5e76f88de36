from django.apps import AppConfig


class SupportersConfig(AppConfig):
    name = "rinnalla.supporters"
    label = "supporters"

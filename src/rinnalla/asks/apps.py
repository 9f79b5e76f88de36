from django.apps import AppConfig


class AsksConfig(AppConfig):
    name = "rinnalla.asks"
    label = "asks"

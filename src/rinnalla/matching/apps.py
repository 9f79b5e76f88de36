from django.apps import AppConfig


class MatchingConfig(AppConfig):
    name = "rinnalla.matching"
    label = "matching"

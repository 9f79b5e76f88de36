from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "rinnalla.home"
    label = "home"

from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "rinnalla.base"
    label = "base"

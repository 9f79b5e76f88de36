from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "rinnalla.desk"
    label = "desk"

from django.apps import AppConfig


class CompanionshipsConfig(AppConfig):
    name = "rinnalla.companionships"
    label = "companionships"

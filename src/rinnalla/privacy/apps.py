from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "rinnalla.privacy"
    label = "privacy"

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "rinnalla.vault"
    label = "vault"

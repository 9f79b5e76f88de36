from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "rinnalla.ledger"
    label = "ledger"

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "rinnalla.reports"
    label = "reports"

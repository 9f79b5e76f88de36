from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "rinnalla.config"
    label = "config"

    def ready(self):
        """Django learns of the checks as they are imported."""
        from rinnalla.config import checks  # noqa: F401

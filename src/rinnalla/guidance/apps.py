from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    name = "rinnalla.guidance"
    label = "guidance"

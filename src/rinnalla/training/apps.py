from django.apps import AppConfig


class TrainingConfig(AppConfig):
    name = "rinnalla.training"
    label = "training"

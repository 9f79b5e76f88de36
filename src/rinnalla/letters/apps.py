from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "rinnalla.letters"
    label = "letters"

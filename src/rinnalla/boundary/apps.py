from django.apps import AppConfig
from django.db.backends.signals import connection_created


class BoundaryConfig(AppConfig):
    name = "rinnalla.boundary"

    def ready(self):
        """Every connection of this process tells PostgreSQL the scope in force, whichever thread opens it."""
        from rinnalla.boundary import scope

        connection_created.connect(scope.watch, dispatch_uid="boundary")

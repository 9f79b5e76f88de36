"""Lost second keys."""

from django.urls import path

from rinnalla.desk.views import recovering

urlpatterns = [
    path("keys/", recovering.every, name="desk-recoveries"),
    path("keys/<code:code>/", recovering.one, name="desk-recovery"),
    path("keys/<code:code>/stop/", recovering.stop, name="desk-recovery-stop"),
]

"""The one page of this room: taking up an invitation."""

from django.urls import path

from rinnalla.associations import views

urlpatterns = [path("invitation/<str:token>/", views.invitation, name="invitation")]

from django.shortcuts import render

from rinnalla.base.permission import require
from rinnalla.desk import policies


def everyone(request):
    require(request, policies.coordinates_somewhere)
    return render(request, "desk/asks/list.html", {})


def new(request):
    require(request, policies.coordinates_somewhere)
    return render(request, "desk/asks/list.html", {})

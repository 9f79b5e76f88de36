from django.shortcuts import render

from rinnalla.base.permission import require
from rinnalla.desk import policies


def desk(request):
    require(request, policies.sees_desk)
    return render(request, "desk/worklist/list.html", {})

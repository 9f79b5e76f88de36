"""A supporter's own coping: guide, meetings, rhythm, thanks, and the private reflection."""

from django.urls import path

from rinnalla.home.views import coping, reflection

urlpatterns = [
    path("my/coping/", coping.mine, name="my-coping"),
    path("my/coping/rhythm/", coping.rhythm, name="my-rhythm"),
    path("my/coping/for-a-while/", coping.for_a_while, name="my-for-a-while"),
    path("my/coping/rest-later/", coping.rest_later, name="my-rest-later"),
    path("my/coping/experience/", coping.still_holds, name="my-experience-holds"),
    path("my/coping/thanks/", coping.thanks, name="my-thanks"),
    path("my/coping/wall/", coping.wall, name="my-wall"),
    path("my/coping/meetings/<code:code>/", coping.meeting, name="my-guidance-meeting"),
    path("my/coping/meetings/<code:code>/join/", coping.join, name="my-guidance-join"),
    path("my/coping/meetings/<code:code>/leave/", coping.leave, name="my-guidance-leave"),
    path("my/coping/meetings/<code:code>/meeting.ics", coping.calendar, name="my-guidance-calendar"),
    path("my/coping/reflection/", reflection.mine, name="my-reflection"),
    path("my/coping/reflection/write/", reflection.write, name="my-reflection-write"),
    path("my/coping/reflection/erase/", reflection.erase, name="my-reflection-erase"),
    path("my/coping/reflection/<str:key>/erase/", reflection.remove, name="my-reflection-remove"),
]

"""A proposal for a whole queue; and needs that other regions tell of without a name."""

from django.urls import path

from rinnalla.desk.views import nameless, queue, queue_whole

urlpatterns = [
    path("queue/", queue.queues, name="desk-queue"),
    path("queue/<code:code>/", queue.one, name="desk-queue-one"),
    path("queue/<code:code>/bound/", queue.bound, name="desk-queue-bound"),
    path("queue/of/<str:where>/make/", queue.make, name="desk-queue-make"),
    path("queue/pairs/<code:code>/take/", queue.take, name="desk-queue-take"),
    path("queue/pairs/<code:code>/change/", queue.change, name="desk-queue-change"),
    path("queue/pairs/<code:code>/leave/", queue.leave, name="desk-queue-leave"),
    path("queue/pairs/<code:code>/care/", queue.claim, name="desk-queue-claim"),
    path("union/queue/", queue_whole.whole, name="union-queue"),
    path("union/queue/make/", queue_whole.make, name="union-queue-make"),
    path("union/queue/bound/", queue_whole.bound, name="union-queue-bound"),
    path("elsewhere/<code:code>/", nameless.one, name="desk-need"),
    path("elsewhere/<code:code>/someone/", nameless.someone, name="desk-need-someone"),
    path("elsewhere/<code:code>/not-now/", nameless.not_now, name="desk-need-not-now"),
    path("requests/<code:code>/named/<code:answer>/", nameless.look, name="desk-ask-named"),
]

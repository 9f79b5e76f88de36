"""The pages that anyone may read: no session, no script, no account."""

from django.urls import path

from rinnalla.home.views import leaving, public

urlpatterns = [
    path("", public.front, name="front"),
    path("leave/", leaving.leave, name="leave"),
    path("calendar/<slug:language>/", leaving.calendar, name="calendar"),
    path("find/", public.find, name="find"),
    path("help/", public.helplines, name="helplines"),
    path("bad-day/", public.bad_day, name="bad-day"),
    path("what-we-see/", public.what_we_see, name="what-we-see"),
    path("principles/", public.principles, name="principles"),
    path("accessibility/", public.accessibility, name="accessibility"),
    path("about/", public.about, name="about"),
    path("selko/<slug:page>/", public.selko, name="selko"),
    path("robots.txt", public.robots, name="robots"),
    path("favicon.ico", public.favicon, name="favicon"),
    path(".well-known/security.txt", public.security_txt, name="security-txt"),
]

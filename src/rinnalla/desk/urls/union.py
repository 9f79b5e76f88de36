"""The union's own pages."""

from django.urls import path

from rinnalla.desk.views import union, union_signing, union_staff, union_texts, weights

urlpatterns = [
    path("union/", union.overview, name="union"),
    path("union/details/", union.change_union, name="union-change"),
    path("union/associations/add/", union.add_association, name="association-add"),
    path("union/associations/<code:code>/", union.association, name="association"),
    path("union/associations/<code:code>/change/", union.change_association, name="association-change"),
    path("union/associations/<code:code>/area/", union.area, name="association-area"),
    path("union/associations/<code:code>/area/<str:county>/", union.area_of_county, name="association-county"),
    path("union/staff/", union_staff.staff, name="union-staff"),
    path("union/staff/invite/", union_staff.invite, name="union-invite"),
    path("union/staff/<code:person>/<slug:kind>/end/", union_staff.end, name="union-role-end"),
    path("union/associations/<code:code>/staff/", union_staff.staff, name="association-staff"),
    path("union/associations/<code:code>/staff/invite/", union_staff.invite, name="association-invite"),
    path(
        "union/associations/<code:code>/staff/<code:person>/<slug:kind>/end/",
        union_staff.end,
        name="association-role-end",
    ),
    path("union/sign-ins/", union_signing.end_sign_ins, name="union-sign-ins"),
    path("union/topics/", union_texts.topics, name="topics"),
    path("union/topics/add/", union_texts.add_topic, name="topic-add"),
    path("union/topics/<slug:key>/", union_texts.change_topic, name="topic-change"),
    path("union/weights/", weights.versions, name="weights"),
    path("union/weights/change/", weights.change, name="weights-change"),
    path("union/weights/<code:code>/take-away/", weights.take_away, name="weights-take-away"),
    path("union/pledge/", union_texts.pledges, name="pledges"),
    path("union/pledge/add/", union_texts.add_pledge, name="pledge-add"),
    path("union/agreement/", union_texts.agreements, name="agreement-texts"),
    path("union/agreement/add/", union_texts.add_agreement, name="agreement-text-add"),
]

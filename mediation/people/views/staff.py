"""The staff of a centre: who holds which post, new people, new one-time links, dismissal."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mediation.people.actions import dismiss, engage, invite
from mediation.people.forms import StaffForm
from mediation.people.models import User
from mediation.people.reads import centres_of, posts_under, roles_given_by
from mediation.people.rules import may_staff
from mediation.refusals import Invalid, WrongPerson


@login_required
@never_cache
def staff(request: HttpRequest) -> HttpResponse:
    """Everybody who works at my centres; a form for one more."""
    me = _keeper(request)
    form = StaffForm(request.POST or None, centres=centres_of(me), roles=roles_given_by(me))
    refused: object = ""
    if request.method == "POST" and form.is_valid():
        try:
            person = engage(**form.cleaned_data, by=me)
        except Invalid as refusal:
            refused = refusal.sentence
        else:
            return _link_page(request, person)
    rows = [{"post": post, "mine": post.user_id != me.pk and may_staff(me, post.role, post.centre_id)} for post in posts_under(me)]
    return render(request, "people/staff.html", {"rows": rows, "form": form, "refused": refused}, status=422 if refused or form.errors else 200)


@login_required
@require_POST
@never_cache
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """A new one-time link for a person of my centres; it is shown once."""
    me = _keeper(request)
    return _link_page(request, get_object_or_404(posts_under(me), pk=pk).user)


@login_required
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post at one of my centres."""
    me = _keeper(request)
    dismiss(membership=get_object_or_404(posts_under(me), pk=pk), by=me)
    return redirect("people:staff")


def _keeper(request: HttpRequest) -> User:
    """The reader, when there are centres whose staff they look after."""
    user = request.user
    if not isinstance(user, User) or not centres_of(user).exists():
        raise WrongPerson(_("Only the administrator, or the manager of the same centre, can do this."))
    return user


def _link_page(request: HttpRequest, person: User) -> HttpResponse:
    path = invite(user=person, by=request.user)
    return render(request, "people/link.html", {"person": person, "link": settings.PUBLIC_URL + path})

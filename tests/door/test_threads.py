"""The door for HTTP: one change of threads, answers whole and in pieces, callers who leave."""

import asyncio
import threading

import pytest
from asgiref.testing import ApplicationCommunicator
from django.http import HttpResponse, StreamingHttpResponse
from django.test import override_settings
from django.urls import path
from django.utils import translation

from mediation.http import Threads

pytestmark = pytest.mark.django_db(transaction=True)
seen = []


def plain(request):
    seen.append(threading.current_thread().name)
    return HttpResponse(f"{request.GET['n']} {translation.get_language()}")


def pieces(request):
    return StreamingHttpResponse(f"{n};".encode() for n in range(5))


def broken(request):
    raise RuntimeError("our own mistake")


urlpatterns = [path("plain", plain), path("pieces", pieces), path("broken", broken)]


def call(door, where, query="", language="en"):
    headers = [(b"host", b"localhost"), (b"accept-language", language.encode())]
    scope = {"type": "http", "method": "GET", "path": where, "query_string": query.encode(), "headers": headers, "http_version": "1.1", "scheme": "http"}
    return ApplicationCommunicator(door, scope)


async def answer(caller):
    await caller.send_input({"type": "http.request"})
    start, body = await caller.receive_output(5), b""
    while True:
        part = await caller.receive_output(5)
        body += part.get("body", b"")
        if not part.get("more_body"):
            return start["status"], body


@pytest.fixture
def door():
    with override_settings(ROOT_URLCONF=__name__):
        yield Threads(4)


async def test_many_at_once_each_get_their_own_answer_in_their_own_language(door):
    seen.clear()
    calls = [(n, "en" if n % 2 else "zh-hans") for n in range(40)]
    answers = await asyncio.gather(*(answer(call(door, "/plain", f"n={n}", language)) for n, language in calls))
    assert answers == [(200, f"{n} {language}".encode()) for n, language in calls]
    assert set(seen) <= {f"http_{n}" for n in range(4)}


async def test_a_stream_comes_in_pieces_and_whole(door):
    assert await answer(call(door, "/pieces")) == (200, b"0;1;2;3;4;")


async def test_a_caller_who_leaves_before_the_end_of_the_question_gets_no_answer(door):
    caller = call(door, "/plain", "n=1")
    await caller.send_input({"type": "http.disconnect"})
    await caller.wait(5)
    assert caller.output_queue.empty()


async def test_our_own_mistake_is_a_page_and_the_door_stays_open(door):
    status, _body = await answer(call(door, "/broken"))
    assert status == 500
    assert await answer(call(door, "/plain", "n=7")) == (200, b"7 en")

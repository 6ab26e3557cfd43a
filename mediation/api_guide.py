"""The API, readable in a browser: drawn from the OpenAPI description, so that it cannot differ from it."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiJsonRenderer

from mediation.problems import PROBLEM

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Line:
    """One field of a request or an answer."""

    name: str
    kind: str
    required: bool
    hint: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing a program can do."""

    method: str
    path: str
    ident: str
    summary: str
    words: str
    headers: tuple[str, ...]
    takes: tuple[Line, ...]
    status: str
    gives: tuple[Line, ...]

    @property
    def is_open(self) -> bool:
        """Can it be looked at by following a link?"""
        return self.method == "GET" and "{" not in self.path


def guide(request: HttpRequest) -> HttpResponse:
    """Everything a program can do."""
    return render(request, "api.html", {"operations": _operations(get_language() or "")})


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The description itself, for programs (OpenAPI 3.1)."""
    return HttpResponse(_described(get_language() or ""), content_type=OpenApiJsonRenderer.media_type)


def nothing_here(request: HttpRequest, rest: str) -> JsonResponse:
    """An address that leads nowhere, answered as the API answers."""
    sentence = _("There is nothing at this address.")
    return JsonResponse({"type": "urn:mediation-code:not-found", "title": sentence, "status": 404, "detail": sentence}, status=404, content_type=PROBLEM)


@lru_cache(maxsize=4)
def _described(language: str) -> bytes:
    """Looking through all views takes a second, and the answer changes only with the program."""
    return bytes(OpenApiJsonRenderer().render(SchemaGenerator().get_schema(request=None, public=True)))


@lru_cache(maxsize=4)
def _operations(language: str) -> tuple[Operation, ...]:
    described = json.loads(_described(language))
    shapes = described["components"]["schemas"]
    return tuple(_operation(path, method, deed, shapes) for path, deeds in described["paths"].items() for method, deed in deeds.items())


def _operation(path: str, method: str, deed: dict[str, Any], shapes: dict[str, Any]) -> Operation:
    status, answer = next(iter(deed["responses"].items()))
    return Operation(
        method=method.upper(),
        path=path,
        ident=deed["operationId"],
        summary=deed.get("summary", ""),
        words=deed.get("description", ""),
        headers=tuple(p["name"] for p in deed.get("parameters", ()) if p["in"] == "header"),
        takes=_lines(deed.get("requestBody", {}), shapes),
        status=status,
        gives=_lines(answer, shapes),
    )


def _lines(body: dict[str, Any], shapes: dict[str, Any]) -> tuple[Line, ...]:
    shape = _resolved(body.get("content", {}).get(JSON, {}).get("schema", {}), shapes)
    if shape.get("type") == "array":
        shape = _resolved(shape["items"], shapes)
    required = shape.get("required", ())
    return tuple(Line(name, _kind(field), name in required, field.get("description", "")) for name, field in shape.get("properties", {}).items())


def _resolved(shape: dict[str, Any], shapes: dict[str, Any]) -> dict[str, Any]:
    return shapes[shape["$ref"].rsplit("/", 1)[-1]] if "$ref" in shape else shape


def _kind(field: dict[str, Any]) -> str:
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[-1]
    if "items" in field:
        return f"{_kind(field['items'])}[]"
    kind = field.get("type", "")
    return " | ".join(kind) if isinstance(kind, list) else str(field.get("format", kind))

"""The small server that receives submissions and stores them as files to be taken in.

It has no database, no cookie and no log of who came. What it stores is what was sent, once
it reads as a submission; judging it against the records is for `mrezha intake DIR`.
"""

import asyncio
import functools
import html
import ipaddress
import json
import os
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from mrezha.intake.envelope import Envelope, open_parcel
from mrezha.intake.openapi import describe_api
from mrezha.intake.payloads import read_payload
from mrezha.intake.refusal import RefusalError
from mrezha.intake.templates import issue_templates
from mrezha.problems import Problem, describe, load_messages
from mrezha.schema import load_schema
from mrezha.schema.jsonschema import envelope_schema
from mrezha.schema.submission import load_contract

KINDS = {
    "application/json": ".json",
    "application/x-www-form-urlencoded": ".form",
    "multipart/form-data": ".post",
}
# A person needs longer than this to fill in the shortest form.
FASTEST_S = 3
# Whoever sends 12 MB by a poor mobile line needs about a minute.
SLOWEST_S = 120
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'",
    "Referrer-Policy": "no-referrer",
}


@dataclass(slots=True)
class Gate:
    """How many may come: `burst` at once from one address, then one each `refill_s`.

    `clock` gives seconds. Addresses are kept in memory only, and forgotten when at rest.
    """

    clock: Callable[[], float]
    burst: int = 6
    refill_s: float = 120
    seen: dict[str, tuple[float, float]] = field(default_factory=dict)

    def lets(self, address: str) -> bool:
        """Say whether one more may come from an address, and count it."""
        now, address = self.clock(), neighbours_of(address)
        left, then = self.seen.get(address, (float(self.burst), now))
        left = min(float(self.burst), left + (now - then) / self.refill_s)
        is_let = left >= 1
        self.seen[address] = (left - 1 if is_let else left, now)
        if len(self.seen) > 10_000:
            rest = self.burst * self.refill_s
            self.seen = {key: one for key, one in self.seen.items() if now - one[1] < rest}
        return is_let


def neighbours_of(address: str) -> str:
    """Return whom an address counts with: of IPv6 its network of 64 bits, which one person has."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        mapped = found.ipv4_mapped
        return str(mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(found)


@dataclass(frozen=True, slots=True)
class Store:
    """A folder of received submissions with an upper limit; full is full."""

    folder: Path
    most_files: int = 1000

    def keep(self, name: str, data: bytes) -> bool:
        """Write a file once; False when there is no room. Raises OSError."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = self.folder / name
        if place.exists():
            return True
        if sum(1 for _ in self.folder.iterdir()) >= self.most_files:
            return False
        half = self.folder / f".{name}.half"
        handle = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        half.replace(place)
        return True


def make_app(store: Store, gate: Gate | None, origin: str = "") -> Starlette:
    """Return the application; `origin` is the site whose form may send from a script."""

    async def receive(request: Request) -> Response:
        return await _receive(request, store, gate, origin)

    async def openapi(_: Request) -> Response:
        return JSONResponse(describe_api(), headers=_HEADERS)

    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok"}, headers=_HEADERS)

    routes = [
        Route("/submissions", receive, methods=["POST"]),
        Route("/openapi.json", openapi, methods=["GET"]),
        Route("/health", health, methods=["GET"]),
    ]
    allowed = [origin] if origin else []
    cors = Middleware(CORSMiddleware, allow_origins=allowed, allow_methods=["POST"])
    return Starlette(routes=routes, middleware=[cors])


async def _receive(request: Request, store: Store, gate: Gate | None, origin: str) -> Response:
    address = request.client.host if request.client else ""
    if gate is not None and not gate.lets(address):
        return _answer(request, 429, "serve-often", origin)
    header = request.headers.get("content-type", "")
    kind = header.partition(";")[0].strip().casefold()
    if kind not in KINDS:
        return _answer(request, 415, "serve-kind", origin)
    try:
        async with asyncio.timeout(SLOWEST_S):
            raw = await _read_body(request.stream(), load_contract().limits["bytes"])
    except TimeoutError:
        return _answer(request, 408, "serve-slow", origin)
    if raw is None:
        return _answer(request, 413, "serve-size", origin)
    if kind == "multipart/form-data":
        line = header.replace("\r", "").replace("\n", "").encode("latin-1", "replace")
        raw = b"Content-Type: " + line + b"\r\n\r\n" + raw
    envelope, problems = _judge(raw)
    if envelope is not None and kind == "application/json":
        problems = _misfits(raw)
        envelope = None if problems else envelope
    if _is_machine(envelope, problems):
        return _answer(request, 202, "serve-thanks", origin)  # a program learns nothing
    if envelope is None:
        return _answer(request, 422, "serve-refused", origin, problems)
    if not store.keep(f"{envelope.digest}{KINDS[kind]}", raw):
        return _answer(request, 503, "serve-full", origin)
    return _answer(request, 202, "serve-thanks", origin, receipt=envelope.digest[:10])


async def _read_body(stream: AsyncIterator[bytes], limit: int) -> bytes | None:
    """Return the body, None as soon as it is longer than the limit."""
    parts, size = [], 0
    async for part in stream:
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
    return b"".join(parts)


def _judge(raw: bytes) -> tuple[Envelope | None, list[Problem]]:
    try:
        parcels = read_payload(raw, issue_templates)
    except RefusalError as error:
        return None, [error.problem("submission")]
    if len(parcels) != 1:
        return None, [Problem("submission-unread", "submission")]
    return open_parcel(parcels[0], "submission")


def _misfits(raw: bytes) -> list[Problem]:
    """Return where a JSON submission does not fit its published schema."""
    found = _checker().iter_errors(json.loads(raw.decode("utf-8-sig")))
    places = sorted({".".join(str(step) for step in one.absolute_path) for one in found})
    return [
        Problem("submission-shape", "submission", None, place, {"expected": "JSON Schema"})
        for place in places
    ]


@functools.cache
def _checker() -> Any:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(envelope_schema(load_schema(), load_contract()))


def _is_machine(envelope: Envelope | None, problems: list[Problem]) -> bool:
    if any(one.code == "submission-bait" for one in problems):
        return True
    spent = envelope.spent_s if envelope else None
    return spent is not None and spent < FASTEST_S


def _answer(
    request: Request,
    status: int,
    key: str,
    origin: str,
    problems: list[Problem] | None = None,
    receipt: str = "",
) -> Response:
    """Answer a script in JSON, a form without one with a page; both languages."""
    said = {lang: str(load_messages(f"cli-{lang}")[f"intake-{key}"]) for lang in ("bg", "en")}
    headers = dict(_HEADERS) | ({"Retry-After": "600"} if status in (429, 503) else {})
    found = [_told(one) for one in problems or []]
    if "text/html" in request.headers.get("accept", ""):
        return HTMLResponse(_page(said, found, receipt, origin), status, headers)
    body: dict[str, Any] = {"message": said}
    if found:
        body["problems"] = found
    if receipt:
        body["receipt"] = receipt
    return JSONResponse(body, status, headers)


def _told(problem: Problem) -> dict[str, Any]:
    return {
        "field": problem.field.encode("utf-8", "replace").decode(),
        "code": problem.code,
        **{
            lang: " ".join(describe(problem, lang)).encode("utf-8", "replace").decode()
            for lang in ("bg", "en")
        },
    }


def _page(
    said: Mapping[str, str], problems: list[dict[str, Any]], receipt: str, origin: str
) -> str:
    items = "".join(
        f"<li>{html.escape(str(one['field']))}: {html.escape(str(one['bg']))}</li>"
        for one in problems
    )
    back = f'<p><a href="{html.escape(origin)}">{html.escape(origin)}</a></p>' if origin else ""
    return (
        '<!doctype html><html lang="bg"><meta charset="utf-8"><title>Мрежа</title>'
        f'<main><h1>{html.escape(said["bg"])}</h1><p lang="en">{html.escape(said["en"])}</p>'
        f"<p>{html.escape(receipt)}</p>{f'<ul>{items}</ul>' if items else ''}{back}</main></html>"
    )

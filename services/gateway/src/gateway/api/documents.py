"""What this is and how to speak to it: the start page, OpenAPI, AsyncAPI, schemas. No token, nothing of any region."""

import json
from functools import cache
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from chassis import languages
from chassis.door import Door
from chassis.problems import NoSuchRoute
from contracts import export
from gateway.documents.gather import Gathered, GatheredProblems
from gateway.policy import TABLE
from gateway.refusals import STATUS

router = APIRouter(route_class=Door, include_in_schema=False)

SWAGGER = "fastapi_swagger.resources"
OWN_ASSETS = "gateway.documents.assets"

ASSETS = {
    "swagger-ui-bundle.js": (SWAGGER, "text/javascript"),
    "swagger-ui.css": (SWAGGER, "text/css"),
    "favicon-32x32.png": (SWAGGER, "image/png"),
    "docs.js": (OWN_ASSETS, "text/javascript"),
    "baton.css": (OWN_ASSETS, "text/css"),
}
"""Everything that the pages load: government networks are closed, so nothing comes from elsewhere."""

PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    "X-Content-Type-Options": "nosniff",
}


@cache
def _pages() -> Environment:
    return Environment(loader=PackageLoader("gateway.documents", "pages"), autoescape=True, undefined=StrictUndefined)


@cache
def _asset(name: str) -> bytes:
    return files(ASSETS[name][0]).joinpath(name).read_bytes()


@cache
def _generated() -> dict[str, str]:
    return export.files()


@cache
def _asyncapi() -> str:
    return json.dumps(export.asyncapi(), ensure_ascii=False, indent=1)


def _page(name: str, **values: Any) -> HTMLResponse:
    """A page of the gateway: each is written in both languages."""
    page = HTMLResponse(_pages().get_template(name).render(**values), headers=PAGE_HEADERS)
    languages.told_in(page, "zh", "en")
    return page


@router.get("/")
async def start() -> Response:
    resources = sorted({"/" + row.template[1:].split("/")[0].split(":")[0] for row in TABLE})
    return _page("start.html", resources=resources)


@router.get("/docs")
async def docs() -> Response:
    return _page("docs.html")


@router.get("/assets/{name}")
async def asset(name: str, request: Request) -> Response:
    if name not in ASSETS:
        raise NoSuchRoute(method=request.method, path=request.scope["path"])
    headers = {"Cache-Control": "max-age=3600", "X-Content-Type-Options": "nosniff"}
    return Response(_asset(name), media_type=ASSETS[name][1], headers=headers)


@router.get("/openapi.json")
async def openapi(request: Request) -> Response:
    state = request.app.state
    if getattr(state, "gathered", None) is None:
        state.gathered = Gathered()
    return JSONResponse(await state.gathered.document(state.desk.services, request.app.openapi()))


@router.get("/asyncapi.json")
async def asyncapi_json() -> Response:
    return Response(_asyncapi(), media_type="application/json")


@router.get("/asyncapi.yaml")
async def asyncapi_yaml() -> Response:
    return Response(_generated()["asyncapi.yaml"], media_type="application/yaml")


@router.get("/problems/{code}")
async def problem_type(code: str, request: Request) -> Response:
    state = request.app.state
    if getattr(state, "problem_types", None) is None:
        state.problem_types = GatheredProblems()
    found = await state.problem_types.of(code, state.desk.services)
    if not found:
        raise NoSuchRoute(method=request.method, path=request.scope["path"])
    # the door answers some of its own refusals with a status that their kind does not give
    status = STATUS.get(code, found[0].status)
    return _page("problem.html", code=code, status=status, meanings=[one.texts for one in found])


@router.get("/schemas/{name}")
async def schema(name: str, request: Request) -> Response:
    found = _generated().get(f"schemas/{name}")
    if found is None:
        raise NoSuchRoute(method=request.method, path=request.scope["path"])
    return Response(found, media_type="application/schema+json")

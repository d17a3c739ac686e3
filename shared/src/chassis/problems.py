"""RFC 9457 problem details: every refusal as application/problem+json, with code, values and both languages."""

from collections.abc import Mapping
from typing import Any

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ValidationError
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException

from chassis import languages, tracing
from chassis.auth import Unauthenticated
from chassis.body import Unreadable
from chassis.invalid import chinese, english
from chassis.languages import Language
from chassis.refusal import Kind, Refusal
from chassis.retry import is_transient

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
STATUS: Mapping[Kind, int] = {
    "malformed": 400,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "gone": 410,
    "invalid": 422,
    "unavailable": 503,
}


class Problem(BaseModel):
    """What an error answer holds; documented on every route."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    texts: dict[Language, str]
    values: dict[str, Any]
    instance: str


class VersionRequired(Refusal):
    code = "version_required"
    kind = "invalid"
    en = "This change needs the header If-Match with the version you read (its ETag). Read the resource, then retry."
    zh = "此修改须带 If-Match 请求头，写明您读取时的版本（ETag）。请先读取再重试。"


class VersionDiffers(Refusal):
    code = "version_differs"
    kind = "conflict"
    en = "You changed version {given}, but version {actual} is in force. Read it again and decide anew."
    zh = "您修改的是第 {given} 版，而现行为第 {actual} 版。请重新读取后再决定。"


class NotAVersion(Refusal):
    code = "not_a_version"
    kind = "invalid"
    en = 'If-Match "{given}" is no version. Send the ETag as you received it, for example "3".'
    zh = 'If-Match “{given}”不是版本号。请原样发送收到的 ETag，例如 "3"。'


class InvalidRequest(Refusal):
    code = "invalid_request"
    kind = "invalid"
    en = "The request does not fit: {summary}. See values.errors for every place."
    zh = "请求不符合要求：{summary_zh}。各处详见 values.errors。"


class RequestUnreadable(Refusal):
    code = "request_unreadable"
    kind = "malformed"
    en = "The request cannot be read. Check its headers and its body against the document at /openapi.json."
    zh = "无法读取请求。请对照 /openapi.json 检查请求头和请求体。"


class CannotBeKept(Refusal):
    code = "cannot_be_kept"
    kind = "conflict"
    en = "The change contradicts what is stored (rule {constraint}). Nothing was changed; read the present state."
    zh = "修改与已存数据冲突（规则 {constraint}）。未作任何更改；请读取当前状态。"


class ValueCannotBeKept(Refusal):
    code = "value_cannot_be_kept"
    kind = "invalid"
    en = "A value of the request cannot be stored ({why}). Remove NUL characters and keep numbers in their range."
    zh = "请求中有无法存储的值（{why}）。请去除 NUL 字符，数值不得超出范围。"


class DatabaseUnavailable(Refusal):
    code = "database_unavailable"
    kind = "unavailable"
    en = "The database did not answer. Repeat the request with the same Idempotency-Key in a moment."
    zh = "数据库未响应。请稍后以相同的 Idempotency-Key 重试。"


class NotAuthenticated(Refusal):
    code = "not_authenticated"
    kind = "forbidden"
    en = "The access token is missing, expired or not for this service ({why}). Get a new one and retry."
    zh = "访问令牌缺失、过期或不适用于本服务（{why}）。请重新获取后再试。"


class NoSuchRoute(Refusal):
    code = "no_such_route"
    kind = "not_found"
    en = "{method} {path} does not exist. The document at /openapi.json lists what does."
    zh = "{method} {path} 不存在。可用接口见 /openapi.json。"


class MethodNotAllowed(Refusal):
    code = "method_not_allowed"
    kind = "invalid"
    en = "{path} does not answer {method}. The document at /openapi.json lists what it does."
    zh = "{path} 不支持 {method}。可用方法见 /openapi.json。"


class BodyTooLarge(Refusal):
    code = "body_too_large"
    kind = "invalid"
    en = "The body is larger than {limit} bytes. Send it in parts."
    zh = "请求体超过 {limit} 字节。请分批发送。"


class TooMuchArrived(HTTPException):
    """More of a body than its path may send: raised where the body is read, whoever reads it."""

    def __init__(self, limit: int):
        super().__init__(413)
        self.limit = limit


class InternalError(Refusal):
    code = "internal_error"
    kind = "unavailable"
    en = "Something failed here that should not. Nothing was changed. Tell the operators the request id {request_id}."
    zh = "系统内部出错，未作任何更改。请将请求编号 {request_id} 告知运维。"


STATUS_OF_CODE = {
    "version_required": 428,
    "version_differs": 412,
    "not_authenticated": 401,
    "body_too_large": 413,
    "internal_error": 500,
    "method_not_allowed": 405,
}


def responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The documentation of a route's problems."""
    return {status: {"model": Problem, "content": {MEDIA_TYPE: {}}} for status in statuses}


def status_of(refusal: Refusal) -> int:
    return STATUS_OF_CODE.get(refusal.code) or STATUS[refusal.kind]


def problem(
    request: Request, refusal: Refusal, *, headers: dict[str, str] | None = None, status: int | None = None
) -> Response:
    """The refusal as an answer; `status` where a service has one of its own for this code."""
    status = status or status_of(refusal)
    language = languages.wanted(request)
    texts: dict[Language, str] = {"zh": refusal.text("zh"), "en": refusal.text("en")}
    body = Problem(
        type=f"/problems/{refusal.code}",
        title=refusal.code.replace("_", " "),
        status=status,
        code=refusal.code,
        detail=texts[language],
        texts=texts,
        values=jsonable_encoder(refusal.values),
        instance=request.scope["path"],
    )
    extra = {"Content-Language": language, "Vary": "Accept-Language", **(headers or {})}
    if status == 503:
        extra.setdefault("Retry-After", "1")
    if status == 401:
        extra.setdefault("WWW-Authenticate", "Bearer")
    return JSONResponse(body.model_dump(mode="json"), status_code=status, media_type=MEDIA_TYPE, headers=extra)


def code_of(body: bytes) -> str | None:
    """The code of a problem in its bytes; None where they hold none."""
    try:
        return Problem.model_validate_json(body).code
    except ValidationError:
        return None


def expect_version(given: int, actual: int) -> None:
    """Raises VersionDiffers where the caller read another version than the one in force."""
    if given != actual:
        raise VersionDiffers(given=given, actual=actual)


def etag(response: Response, version: int) -> None:
    response.headers["ETag"] = f'"{version}"'


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)  # noqa: S101  # starlette types every handler alike
    return problem(request, error)


def _unauthenticated(request: Request, error: Exception) -> Response:
    assert isinstance(error, Unauthenticated)  # noqa: S101  # starlette types every handler alike
    return problem(request, NotAuthenticated(why=error.code))


def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101  # starlette types every handler alike
    errors = [
        {
            "at": ".".join(str(part) for part in one["loc"]),
            "message": english(one),
            "message_zh": chinese(one),
            "value": _shown(one.get("input")),
        }
        for one in error.errors()
    ]
    first = errors[0]
    summary, summary_zh = (f"{first['at']}: {first[name]}" for name in ("message", "message_zh"))
    return problem(request, InvalidRequest(summary=summary, summary_zh=summary_zh, errors=errors))


def _shown(value: Any) -> Any:
    """A value as the answer repeats it: bounded, and always representable."""
    text = value if isinstance(value, str) else repr(value)
    return text.encode("utf-8", "replace").decode()[:200]


def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101  # starlette types every handler alike
    headers = dict(error.headers or {})
    if error.status_code == 404:
        return problem(request, NoSuchRoute(method=request.method, path=request.scope["path"]), headers=headers)
    if error.status_code == 405:
        return problem(request, MethodNotAllowed(method=request.method, path=request.scope["path"]), headers=headers)
    if isinstance(error, TooMuchArrived):
        return problem(request, BodyTooLarge(limit=error.limit), headers=headers)
    if isinstance(error, Unreadable):
        return problem(request, error.refusal, headers=headers)
    log.warning("request_unreadable", path=request.scope["path"], status=error.status_code, detail=str(error.detail))
    return problem(request, RequestUnreadable(), headers=headers)


def _database(request: Request, error: Exception) -> Response:
    if isinstance(error, IntegrityError):
        constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or "unknown"
        return problem(request, CannotBeKept(constraint=constraint))
    if isinstance(error, DataError):
        # what no model foresaw; logged, because a model should have
        log.warning("value_cannot_be_kept", path=request.scope["path"], error=str(error.orig))
        return problem(request, ValueCannotBeKept(why=_unkept(error.orig)))
    if isinstance(error, PoolTimeout) or (isinstance(error, DBAPIError) and is_transient(error)):
        log.warning("database_unavailable", path=request.scope["path"], exc_info=error)
        return problem(request, DatabaseUnavailable())
    return _unexpected(request, error)


UNKEPT: Mapping[str, str] = {
    "22001": "text_too_long",
    "22003": "number_out_of_range",
    "22007": "time_out_of_range",
    "22008": "time_out_of_range",
    "22021": "nul_character",
    "22P05": "nul_character",
}
"""SQLSTATE (PostgreSQL, appendix A) → why a value cannot be kept, a word of `vocabulary.WHY`."""


def _unkept(error: BaseException | None) -> str:
    # the driver itself refuses NUL characters, before any server gives a state
    state = getattr(error, "sqlstate", None)
    if state is None and "NUL" in str(error):
        return "nul_character"
    return UNKEPT.get(state or "", "cannot_be_stored")


def _unexpected(request: Request, error: Exception) -> Response:
    # starlette calls this outside every middleware, where nothing of the request is bound any more
    request_id = request.headers.get("x-request-id", "-")
    log.error(
        "unexpected_error", service=request.app.state.service.name, request_id=request_id,
        trace=tracing.trace_of(request.headers.get("traceparent")), path=request.scope["path"], exc_info=error,
    )  # fmt: skip
    return problem(request, InternalError(request_id=request_id))


def install(app: FastAPI) -> None:
    """Every app registers all of them: a mounted app does not inherit the handlers of the one around it."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(Unauthenticated, _unauthenticated)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(DBAPIError, _database)
    app.add_exception_handler(PoolTimeout, _database)
    app.add_exception_handler(Exception, _unexpected)

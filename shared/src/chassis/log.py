"""Structured logs: one JSON object a line, with the service, and the request and trace ids of what is being done."""

import json
import logging
from typing import Any, TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

from chassis.repeats import Repeats


def configure(level: str = "INFO", *, service: str, file: TextIO | None = None) -> None:
    """Called once by a main. `service` stands in lines that nothing else names a service for; `file` is standard
    output where it is not given.

    What libraries log goes the same way, from warnings on.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            _named(service),
            Repeats(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _rendered,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(file),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_Foreign()], force=True)


def _named(service: str) -> structlog.typing.Processor:
    def named(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
        line.setdefault("service", service)
        return line

    return named


_encoder = json.JSONEncoder(ensure_ascii=False, default=repr)
"""Made once: json.dumps would make one for every line."""


def _rendered(_logger: WrappedLogger, _method: str, line: EventDict) -> str:
    """A caller can put into a path what no file can hold: half of a surrogate pair."""
    return _encoder.encode(line).encode("utf-8", "backslashreplace").decode()


class _Foreign(logging.Handler):
    """Hands on what a library logs. Its text is a value, never a piece of JSON."""

    def emit(self, record: logging.LogRecord) -> None:
        said: dict[str, Any] = {"logger": record.name, "template": str(record.msg)}
        if record.exc_info:
            said["exc_info"] = record.exc_info
        try:
            text = record.getMessage()
        except Exception:  # the library's mistake: its text does not fit its values
            text, said["values"] = str(record.msg), repr(record.args)
        structlog.get_logger().log(record.levelno, text, **said)

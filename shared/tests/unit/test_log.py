"""Lines of the log: one JSON object each, whoever wrote it, and few of them however long something is gone."""

import io
import json
import logging
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import psycopg
import pytest
import structlog
from aiokafka.errors import KafkaConnectionError
from sqlalchemy.exc import OperationalError
from structlog import DropEvent

from chassis import log, repeats
from chassis.repeats import Repeats


class Paper(io.StringIO):
    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.getvalue().splitlines()]


@pytest.fixture
def paper() -> Iterator[Paper]:
    written = Paper()
    structlog.reset_defaults()
    log.configure("INFO", service="scoring", file=written)
    yield written
    structlog.reset_defaults()
    log.configure("WARNING", service="test")


class TestEveryLine:
    def test_of_a_library_is_json_too_with_service_and_time(self, paper: Paper) -> None:
        logging.getLogger("aiokafka.client").error('Unable to "connect" to %s\n', "node\\1")
        (line,) = paper.lines
        assert line["event"] == 'Unable to "connect" to node\\1\n'
        assert (line["service"], line["level"], line["logger"]) == ("scoring", "error", "aiokafka.client")
        assert line["timestamp"].endswith("Z")

    def test_of_a_library_has_the_ids_of_the_request_that_it_was_written_for(self, paper: Paper) -> None:
        with structlog.contextvars.bound_contextvars(request_id="r-1", trace="t-1", service="gateway"):
            logging.getLogger("httptools").warning("odd")
        (line,) = paper.lines
        assert (line["request_id"], line["trace"], line["service"]) == ("r-1", "t-1", "gateway")

    def test_of_a_library_whose_text_does_not_fit_its_values_has_both(self, paper: Paper) -> None:
        (ours,) = (one for one in logging.getLogger().handlers if type(one).__module__ == log.__name__)
        ours.handle(logging.LogRecord("careless", logging.WARNING, __file__, 1, "%s and %s", ("one",), None))
        (line,) = paper.lines
        assert (line["event"], line["values"]) == ("%s and %s", "('one',)")

    def test_can_be_written_whatever_a_caller_put_into_it(self, paper: Paper) -> None:
        structlog.get_logger().info("answered", status=404, path="/\ud800/云溪县")
        (line,) = paper.lines
        assert line["path"] == "/\ud800/云溪县"

    def test_is_left_out_below_the_level_of_the_process(self, paper: Paper) -> None:
        structlog.get_logger().debug("detail")
        logging.getLogger("asyncio").info("detail")
        assert paper.lines == []


class TestAnOutage:
    """Two lines a second for two and a half minutes are three lines, and no traceback."""

    def told(self, at: list[float], error: BaseException, *, event: str = "clockwork_failed") -> list[dict[str, Any]]:
        """What is written of lines at these seconds."""
        moments = iter(at)
        processor = Repeats(lambda: next(moments))
        lines = []
        for _ in at:
            with suppress(DropEvent):
                line = {"event": event, "service": "scoring", "exc_info": error}
                lines.append(dict(processor(None, "warning", line)))
        return lines

    @pytest.mark.parametrize(
        "error",
        [
            ConnectionRefusedError(111, "refused"),
            TimeoutError(),
            OSError("Multiple exceptions: [Errno 111] …"),
            KafkaConnectionError("no broker"),
            OperationalError("SELECT 1", {}, psycopg.OperationalError("connection refused\nIs the server running?")),
        ],
    )
    def test_is_told_at_once_and_then_once_a_minute(self, error: BaseException) -> None:
        lines = self.told([half / 2 for half in range(300)], error)
        assert [line.get("unsaid") for line in lines] == [None, 119, 119]
        assert all("traceback" not in line for line in lines)
        assert all(line["error"].startswith(type(error).__name__) for line in lines)

    def test_is_below_ten_kilobytes_a_minute_with_every_loop_of_a_service(self) -> None:
        names = [f"loop-{number}" for number in range(12)]
        error = OSError("x" * 5_000)
        lines = [line for name in names for line in self.told([n / 2 for n in range(120)], error, event=name)]
        assert sum(len(json.dumps(line)) for line in lines) < 10_000

    def test_ends_and_another_one_is_told_at_once(self) -> None:
        lines = self.told([0.0, 0.5, 200.0], TimeoutError())
        assert [line.get("unsaid") for line in lines] == [None, 1]


class TestAFaultOfOurOwn:
    def test_is_shown_with_the_place_once_a_minute(self, paper: Paper) -> None:
        for number in range(repeats.OF_A_FAULT + 5):
            try:
                raise KeyError(number)
            except KeyError:
                structlog.get_logger().warning("event_failed", exc_info=True)
        assert len(paper.lines) == repeats.OF_A_FAULT
        assert ["traceback" in line for line in paper.lines] == [True] + [False] * (repeats.OF_A_FAULT - 1)
        assert "raise KeyError(number)" in paper.lines[0]["traceback"]
        assert paper.lines[1]["error"] == "KeyError: 1"

    def test_never_loses_the_request_id_that_a_caller_was_told_to_report(self, paper: Paper) -> None:
        for number in range(300):
            structlog.get_logger().error("unexpected_error", request_id=f"r-{number}", exc_info=ValueError("x"))
        assert [line["request_id"] for line in paper.lines] == [f"r-{number}" for number in range(300)]
        assert sum("traceback" in line for line in paper.lines) == 1

    def test_of_another_kind_has_a_count_of_its_own(self, paper: Paper) -> None:
        for error in (ValueError("a"), KeyError("b"), TimeoutError("c"), TimeoutError("d")):
            structlog.get_logger().warning("event_failed", exc_info=error)
        assert [line["error"] for line in paper.lines] == ["ValueError: a", "KeyError: 'b'", "TimeoutError: c"]


class TestAnswers:
    @pytest.mark.parametrize("status", [200, 404, 500])
    def test_leave_a_line_each(self, paper: Paper, status: int) -> None:
        for _ in range(50):
            structlog.get_logger().info("answered", status=status)
        assert len(paper.lines) == 50

    @pytest.mark.parametrize("status", [429, 502, 503, 504])
    def test_of_an_outage_or_a_flood_are_counted(self, paper: Paper, status: int) -> None:
        for _ in range(50):
            structlog.get_logger().warning("answered", status=status)
        assert len(paper.lines) == repeats.OF_ANSWERS

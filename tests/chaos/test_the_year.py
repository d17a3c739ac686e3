"""The year of public payments over real Kafka, nothing killed."""

import json
from pathlib import Path

import pytest
from tests.chaos import by_hand
from tests.chaos.conftest import Played

pytestmark = [pytest.mark.kafka, pytest.mark.slow]


class TestTheYear:
    def test_its_result_is_the_one_worked_out_by_hand(self, calm: Played, shared_data: Path) -> None:
        assert by_hand.differences(json.loads(calm.line), shared_data) == {}

    def test_what_was_sent_was_stored_by_everybody_who_listens(self, calm: Played) -> None:
        sent = set[str]().union(*(events["sent"] for events in calm.events.values()))
        assert calm.events["gateway"]["stored"] == sent, "the gateway keeps every event"
        assert all(events["stored"] <= sent for events in calm.events.values())

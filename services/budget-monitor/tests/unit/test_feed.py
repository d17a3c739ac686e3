"""Feeds: when silence begins."""

from datetime import UTC, datetime, timedelta

from budget_monitor.domain.feed import Feed

START = datetime(2025, 1, 1, tzinfo=UTC)


class TestSilence:
    def test_a_feed_without_a_rhythm_is_never_silent(self) -> None:
        assert not Feed("erp", None, START, None).is_silent(START + timedelta(days=9999))

    def test_a_feed_is_silent_once_its_rhythm_has_passed_without_an_arrival(self) -> None:
        feed = Feed("erp", 7, START, START + timedelta(days=3))
        assert not feed.is_silent(START + timedelta(days=10) - timedelta(seconds=1))
        assert feed.is_silent(START + timedelta(days=10))

    def test_a_feed_that_never_delivered_is_counted_from_its_registration(self) -> None:
        assert Feed("erp", 7, START, None).silent_from() == START + timedelta(days=7)

"""In which language a caller is answered."""

import pytest

from chassis.languages import preferred


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("zh;q=0.1,en;q=0.9", "en"),
        ("en;q=0.1,zh-Hans-CN;q=0.2", "zh"),
        ("de, zh;q=0.3", "zh"),
        ("de, fr;q=0.9", "en"),
        ("en, zh", "en"),
        ("zh, en", "zh"),
        ("zh;q=0", "en"),
        ("*", "en"),
        ("en;q=0, *", "zh"),
        ("*;q=0.5, en;q=0.1", "zh"),
        ("zh ; q=0.5 , en ; Q=1.000", "en"),
        ("ZH-cn", "zh"),
        ("zh;q=2,en;q=0.1", "en"),
        ("zhx", "en"),
        (";;,,=", "en"),
    ],
)
def test_the_greater_weight_counts_and_of_two_alike_the_first(header: str, language: str) -> None:
    assert preferred(header) == language

"""What does not fit in a request is said in Chinese too."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core.core_schema import ErrorType

from chassis.invalid import CHINESE, chinese
from contracts.money import Money

OF_THE_CONTRACTS = {"decimal_not_a_string", "decimal_format"}


class Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")

    language: Literal["zh", "en"] = "zh"
    code: Annotated[str, Field(pattern="^[a-z]+$", max_length=5)] = "a"
    day: date = date(2026, 1, 1)
    share: Annotated[Decimal, Field(ge=0, max_digits=5)] = Decimal(0)
    amount: Money = Money("0.00")
    units: Annotated[list[str], Field(min_length=1)] = ["a"]


def said(**given: Any) -> list[str]:
    with pytest.raises(ValidationError) as refused:
        Asked.model_validate(given)
    return [chinese(dict(error)) for error in refused.value.errors()]


class TestWhatDoesNotFit:
    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            ({"language": "fr"}, "须为以下之一：'zh'、'en'"),
            ({"code": 1}, "须为文本"),
            ({"code": "abcdef"}, "最多 5 个字符"),
            ({"code": "A"}, "须符合格式 ^[a-z]+$"),
            ({"day": "2026-02-30"}, "须为日期（YYYY-MM-DD）"),
            ({"share": "x"}, "须为十进制数"),
            ({"share": "-1"}, "须不小于 0"),
            ({"share": "1.234567"}, "最多 5 位数字"),
            ({"amount": 1.5}, '须写成文本，如 "12.50"，不得为 float'),
            ({"units": []}, "至少 1 项"),
            ({"units": "a"}, "须为列表"),
            ({"more": 1}, "没有这一字段"),
        ],
    )
    def test_is_said_in_chinese(self, given: dict[str, Any], sentence: str) -> None:
        assert said(**given) == [sentence]

    def test_of_a_kind_that_nobody_foresaw_is_said_in_english_rather_than_not_at_all(self) -> None:
        assert chinese({"type": "value_error", "msg": "Value error, nothing changes"}) == "Value error, nothing changes"

    def test_every_kind_is_one_that_there_is(self) -> None:
        assert set(CHINESE) <= {*get_args(ErrorType), *OF_THE_CONTRACTS}

"""What does not fit in a request is said in Chinese too."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, get_args

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core.core_schema import ErrorType

from chassis.invalid import CHINESE, OTHERWISE, chinese, english
from chassis.texts import BLANK
from contracts.money import Money

OUR_OWN = {"decimal_not_a_string", "decimal_format", BLANK}


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
            ({"code": "A"}, "格式不符，写法见接口文档 /openapi.json"),
            ({"day": "2026-02-30"}, "须为日期（YYYY-MM-DD）"),
            ({"share": "x"}, "须为十进制数"),
            ({"share": "-1"}, "须不小于 0"),
            ({"share": "1.234567"}, "最多 5 位数字"),
            ({"amount": 1.5}, '金额须写成文本，如 "1250.00"'),
            ({"amount": "1.5e3"}, '须为金额，写成十进制数，如 "1250.00"'),
            ({"units": []}, "至少 1 项"),
            ({"units": "a"}, "须为列表"),
            ({"more": 1}, "没有这一字段"),
        ],
    )
    def test_is_said_in_chinese(self, given: dict[str, Any], sentence: str) -> None:
        assert said(**given) == [sentence]

    def test_of_a_kind_that_nobody_foresaw_is_said_in_one_language_each(self) -> None:
        unforeseen = {"type": "value_error", "msg": "Value error, nothing changes"}
        assert (english(unforeseen), chinese(unforeseen)) == ("nothing changes", OTHERWISE)

    def test_a_check_of_our_own_says_it_in_both(self) -> None:
        own = {"type": "value_error", "msg": "Value error, nothing changes / 没有变动"}
        assert (english(own), chinese(own)) == ("nothing changes", "没有变动")

    def test_never_shows_a_pattern(self) -> None:
        for given in ({"code": "A"}, {"amount": "x"}):
            with pytest.raises(ValidationError) as refused:
                Asked.model_validate(given)
            for error in refused.value.errors():
                assert not set("^$[]{}\\") & set(english(dict(error)) + chinese(dict(error)))

    def test_every_kind_is_one_that_there_is(self) -> None:
        assert set(CHINESE) <= {*get_args(ErrorType), *OUR_OWN}

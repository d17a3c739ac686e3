"""What this service refuses, each with its code, the values involved and what to do next."""

from typing import ClassVar

from chassis.refusal import Refusal
from contracts.vocabulary import NOUNS


class IllegalTransition(Refusal):
    code = "illegal_transition"
    kind = "conflict"
    en = "{command} is not possible: {what} {id} is {state} ({because}). Read it again to see what is open."
    zh = "无法执行“{command}”：{what} {id} 的状态为 {state}（{because}）。请重新读取并查看可办理的环节。"
    words: ClassVar = {"what": NOUNS}


class RoleMayNot(Refusal):
    code = "role_may_not"
    kind = "forbidden"
    en = "{command} on {id} is for {allowed}; you act as {roles} there. Ask somebody who holds that role."
    zh = "{id} 的“{command}”由 {allowed} 办理，您在此的角色为 {roles}。请由具备该角色者办理。"


class NothingToSubmit(Refusal):
    code = "nothing_to_submit"
    kind = "invalid"
    en = "Order {id} has no prepared answer. Send the answer, or have a clerk prepare one."
    zh = "整改通知 {id} 尚无拟办答复。请提交答复内容，或由经办人先行拟办。"


class ReasonNeeded(Refusal):
    code = "reason_needed"
    kind = "invalid"
    en = "The light of order {id} is still {level}: accepting it needs a reason."
    zh = "整改通知 {id} 的亮灯仍为 {level}：验收须说明理由。"


class RecheckNeeded(Refusal):
    code = "recheck_needed"
    kind = "invalid"
    en = "The light of order {id} is still {level}: accepting it needs a day for the re-check, after {today}."
    zh = "整改通知 {id} 的亮灯仍为 {level}：验收须指定 {today} 之后的复查日期。"


class RecheckNotNeeded(Refusal):
    code = "recheck_not_needed"
    kind = "invalid"
    en = "The light of order {id} is {level}, its best level: accept it without a re-check date."
    zh = "整改通知 {id} 的亮灯已为最佳等级 {level}：验收无须复查日期。"


class DateNotLater(Refusal):
    code = "date_not_later"
    kind = "invalid"
    en = "{field} is {given}; it must be later than {than}."
    zh = "{field} 为 {given}，须晚于 {than}。"


class HeldInTheFuture(Refusal):
    code = "held_in_the_future"
    kind = "invalid"
    en = "A talk cannot have been held on {given}: today is {today}."
    zh = "约谈日期不能为 {given}：今天是 {today}。"

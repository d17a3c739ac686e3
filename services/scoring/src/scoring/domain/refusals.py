"""What this service refuses, each with its code, the values involved and what to do next."""

from typing import ClassVar

from chassis.refusal import Refusal
from contracts.vocabulary import ORDER_STEPS


class IllegalTransition(Refusal):
    code = "illegal_transition"
    kind = "conflict"
    en = "The {what} {id} is {state}, so {command} is not possible. Read it again to see what is open."
    zh = "{what} {id} {state}，不能办理“{command}”。请重新读取并查看可办理的环节。"


class RoleMayNot(Refusal):
    code = "role_may_not"
    kind = "forbidden"
    en = "The step {command} of {id} is for {allowed}, which you are not there. Ask somebody who holds that role."
    zh = "{id} 的“{command}”由{allowed}办理，您在此不具备该角色。请由具备该角色者办理。"
    words: ClassVar = {"command": ORDER_STEPS}


class OwnUnit(Refusal):
    code = "own_unit"
    kind = "forbidden"
    en = (
        "{principal} is head or clerk of {unit}, or of a unit above or below it: '{command}' is a step of the other "
        "side. Ask somebody who is neither."
    )
    zh = "{principal} 是 {unit} 或其上级、下级单位的负责人或经办人，“{command}”须由此外的人员办理。"
    words: ClassVar = {"command": ORDER_STEPS}


class NothingToSubmit(Refusal):
    code = "nothing_to_submit"
    kind = "invalid"
    en = "Order {id} has no prepared answer. Send the answer, or have a clerk prepare one."
    zh = "整改通知 {id} 尚无拟办答复。请提交答复内容，或由经办人先行拟办。"


class EvidenceNamedTwice(Refusal):
    code = "evidence_named_twice"
    kind = "invalid"
    en = "{name} is given twice, with the hashes {one} and {other}. Give each file of an answer a name of its own."
    zh = "附件 {name} 重复（哈希 {one} 与 {other}）。同一答复中的每份附件须有各自的名称。"


class EvidenceIsEmpty(Refusal):
    code = "evidence_is_empty"
    kind = "invalid"
    en = "{name} is an empty file (0 bytes, or the hash of nothing): it supports no answer. Leave it out or attach it."
    zh = "附件 {name} 为空文件（0 字节，或其哈希为空内容的哈希），不能作为佐证。请删去或重新附上。"


class EvidenceSizesDiffer(Refusal):
    code = "evidence_sizes_differ"
    kind = "invalid"
    en = (
        "{one} ({bytes} bytes) and {other} ({other_bytes} bytes) have one hash, so they are one content. "
        "Take hash and size of both anew."
    )
    zh = "附件 {one}（{bytes} 字节）与 {other}（{other_bytes} 字节）哈希相同，内容应相同。请重新计算哈希与大小。"


class ReasonNeeded(Refusal):
    code = "reason_needed"
    kind = "invalid"
    en = "The light of order {id} is still {level}: accepting it needs a reason."
    zh = "整改通知 {id} 的亮灯仍为“{level}”：验收须说明理由。"


class RecheckNeeded(Refusal):
    code = "recheck_needed"
    kind = "invalid"
    en = "The light of order {id} is still {level}: accepting it needs a day for the re-check, after {today}."
    zh = "整改通知 {id} 的亮灯仍为“{level}”：验收须指定 {today} 之后的复查日期。"


class RecheckNotNeeded(Refusal):
    code = "recheck_not_needed"
    kind = "invalid"
    en = "The light of order {id} is {level}, its best level: accept it without a re-check date."
    zh = "整改通知 {id} 的亮灯已为最佳等级“{level}”：验收无须复查日期。"


class DateNotLater(Refusal):
    code = "date_not_later"
    kind = "invalid"
    en = "{field} is {given}; it must be later than {than}."
    zh = "{field} 为 {given}，须晚于 {than}。"


class TooManyExtensions(Refusal):
    code = "too_many_extensions"
    kind = "invalid"
    en = (
        "Extensions of order {id} so far: {granted}; its rule allows {most}. Answer it, or ask the office to "
        "suspend it."
    )
    zh = "整改通知 {id} 已延期 {granted} 次，规则最多允许 {most} 次。请答复，或商请考核办中止整改。"


class ExtensionTooLong(Refusal):
    code = "extension_too_long"
    kind = "invalid"
    en = (
        "until is {given}; the rule extends an order by at most {longest} working days after {due_on}, so until "
        "{latest}. Choose a day up to then."
    )
    zh = "延期至 {given}：规则规定延期最多为 {due_on} 之后 {longest} 个工作日，即至 {latest}。请选择该日或更早的日期。"


class SuspensionTooLong(Refusal):
    code = "suspension_too_long"
    kind = "invalid"
    en = (
        "until is {given}; the rule suspends an order for at most {longest} days in all, {before} of which are used, "
        "so until {latest}. Choose a day up to then."
    )
    zh = "中止至 {given}：按规则累计中止不超过 {longest} 天，已用 {before} 天，即至 {latest}。请选择不晚于该日。"


class TermTooLong(Refusal):
    code = "term_too_long"
    kind = "invalid"
    en = "working_days is {given}; the rule gives at most {longest} working days for a new answer. Give fewer."
    zh = "working_days 为 {given}；规则规定重新答复最多 {longest} 个工作日。请缩短期限。"


class RecheckTooLate(Refusal):
    code = "recheck_too_late"
    kind = "invalid"
    en = (
        "recheck_on is {given}; the longest time to a re-check is, in months, {months}: so by {latest}. "
        "Choose a day up to then."
    )
    zh = "复查日期为 {given}：规则规定复查须在 {months} 个月内，即不晚于 {latest}。请选择不晚于该日的日期。"


class HeldBeforeItsCall(Refusal):
    code = "held_before_its_call"
    kind = "invalid"
    en = "A talk that was called on {called_on} cannot have been held on {given}. Give the day on which it was held."
    zh = "该约谈于 {called_on} 发出，约谈日期不能为 {given}。请填写实际约谈日期。"


class HeldInTheFuture(Refusal):
    code = "held_in_the_future"
    kind = "invalid"
    en = "A talk cannot have been held on {given}: today is {today}."
    zh = "约谈日期不能为 {given}：今天是 {today}。"

"""What a scheme refuses, each with its code, the values involved and what to do next."""

from chassis.refusal import Refusal


class SchemeStepNotOpen(Refusal):
    code = "scheme_step_not_open"
    kind = "conflict"
    en = "{scheme} version {version} is {state}; '{step}' is open to versions that are {states}. Read it again."
    zh = "方案 {scheme} 第 {version} 版的状态为 {state}，“{step}”仅适用于状态 {states}。请重新读取。"


class SchemeBaseOutdated(Refusal):
    code = "scheme_base_outdated"
    kind = "conflict"
    en = (
        "{scheme} version {version} was drafted upon version {base} (0: none), and version {published} was published "
        "since. Draft a new version."
    )
    zh = "方案 {scheme} 第 {version} 版以第 {base} 版为基础（0 表示无），其后已发布第 {published} 版。请起草新版本。"


class SchemeNotPublishable(Refusal):
    code = "scheme_not_publishable"
    kind = "invalid"
    en = (
        "{scheme} version {version} was not published. Findings: {count}; values.findings lists each with its "
        "place and what would mend it. Return it to its draft, revise it, and have it approved again."
    )
    zh = (
        "方案 {scheme} 第 {version} 版有 {count} 处问题，未予发布。逐项位置与修改建议见 values.findings。"
        "请退回起草、修改后重新审定。"
    )


class SchemeAmendedTooEarly(Refusal):
    code = "scheme_amended_too_early"
    kind = "invalid"
    en = (
        "{scheme} version {version} would hold from {valid_from}, version {before} holds from {since}. "
        "Choose a later day."
    )
    zh = "方案 {scheme} 第 {version} 版拟自 {valid_from} 起生效，而第 {before} 版自 {since} 起生效。请选择更晚的日期。"


class AmendmentNeedsChange(Refusal):
    code = "amendment_needs_change"
    kind = "invalid"
    en = "Version {published} of {scheme} was published. Say what the new version is: change.size and change.reason."
    zh = "方案 {scheme} 第 {published} 版已发布。请说明新版本的修订幅度（change.size）与理由（change.reason）。"


class AmendmentWithoutDifference(Refusal):
    code = "amendment_without_difference"
    kind = "invalid"
    en = (
        "{scheme} version {version} says to the letter what version {before} says ({sha256}): it amends nothing. "
        "Return it to its draft and write down what changes, or leave version {before} in force."
    )
    zh = (
        "方案 {scheme} 第 {version} 版与第 {before} 版逐字相同（{sha256}），未作任何修订。"
        "请退回起草并写明修订内容，或继续执行第 {before} 版。"
    )


class NothingToAmend(Refusal):
    code = "nothing_to_amend"
    kind = "invalid"
    en = "No version of {scheme} was published yet: this draft amends nothing. Leave out change."
    zh = "方案 {scheme} 尚无已发布版本，本草案并非修订。请勿填写 change。"


class CodeDiffers(Refusal):
    code = "scheme_code_differs"
    kind = "invalid"
    en = "The text is of scheme {given}, the version of {scheme}. Send the text of this scheme."
    zh = "文本所属方案为 {given}，而该版本属于 {scheme}。请提交本方案的文本。"


class TextOutdated(Refusal):
    code = "scheme_text_outdated"
    kind = "conflict"
    en = "You revised text {given} of {scheme} version {version}; text {text} is the newest. Read it, then decide anew."
    zh = "您修改的是方案 {scheme} 第 {version} 版的第 {given} 稿，最新为第 {text} 稿。请重新读取后再决定。"


class TextNotConsulted(Refusal):
    code = "text_not_consulted"
    kind = "conflict"
    en = (
        "Text {text} of {scheme} version {version} was written after the last round, which showed text {seen}. "
        "Submit another round: nobody approves what members have not seen."
    )
    zh = "方案 {scheme} 第 {version} 版第 {text} 稿写于末轮征求意见（第 {seen} 稿）之后。请再征求一轮意见后审定。"


class RoundsMissing(Refusal):
    code = "rounds_missing"
    kind = "conflict"
    en = "{scheme} version {version} went through {held} of {demanded} rounds of consultation. Submit the next round."
    zh = "方案 {scheme} 第 {version} 版须征求意见 {demanded} 轮，已完成 {held} 轮。请提交下一轮。"


class ConsultationNotStated(Refusal):
    code = "consultation_not_stated"
    kind = "conflict"
    en = (
        "The text of {scheme} version {version} does not say in how many rounds its members are heard, and how many "
        "working days each has. Revise it: state consultation (rounds 0 where they are not heard)."
    )
    zh = (
        "方案 {scheme} 第 {version} 版的文本未写明征求意见几轮、每轮几个工作日。"
        "请修改文本，写明征求意见（不征求意见的写 0 轮）。"
    )


class RoundStillOpen(Refusal):
    code = "round_still_open"
    kind = "conflict"
    en = "Round {round} of {scheme} version {version} is open until the end of {due_on}. Wait for it to close."
    zh = "方案 {scheme} 第 {version} 版第 {round} 轮征求意见至 {due_on} 日终止。请待其结束。"


class RoundNotOpen(Refusal):
    code = "round_not_open"
    kind = "conflict"
    en = "Round {round} of {scheme} version {version} is not open. Read its rounds to see which one is."
    zh = "方案 {scheme} 第 {version} 版第 {round} 轮征求意见未开放。请读取各轮情况。"


class DueTooEarly(Refusal):
    code = "round_due_out_of_range"
    kind = "invalid"
    en = "{given}: members have {working_days} working days, until {least}, and at most {most} days. Choose such a day."
    zh = "{given} 不可：各单位有 {working_days} 个工作日（至 {least}），且最长 {most} 天。请另选日期。"


class CommentsUnanswered(Refusal):
    code = "comments_unanswered"
    kind = "conflict"
    en = "Comments on {scheme} version {version} without an answer: {count} (values.comments). Accept or reject each."
    zh = "方案 {scheme} 第 {version} 版有 {count} 条意见尚未答复（见 values.comments）。请逐条采纳或不予采纳。"


class CommentAnswered(Refusal):
    code = "comment_answered"
    kind = "conflict"
    en = "Comment {comment} was answered by {by} already; an answer never changes. Read it."
    zh = "第 {comment} 条意见已由 {by} 答复，答复不可更改。请查阅。"


class PlaceUnknown(Refusal):
    code = "place_unknown"
    kind = "invalid"
    en = "The text has no place {at}. Name a place as the text has it, such as parts[common].entries[jobs].weight."
    zh = "文本中没有 {at} 这一位置。请按文本写明，例如 parts[common].entries[jobs].weight。"


class UnitNeeded(Refusal):
    code = "unit_needed"
    kind = "invalid"
    en = "You speak for {count} units. Name the one that you speak for in this comment: unit."
    zh = "您可代表 {count} 个单位。请写明本条意见所代表的单位（unit）。"


class NotAMember(Refusal):
    code = "not_a_member"
    kind = "invalid"
    en = "{unit} is not assessed under this text. Only its members sign off."
    zh = "{unit} 不是该文本的考核对象。仅考核对象可签署。"


class UnitNotConcerned(Refusal):
    code = "unit_not_concerned"
    kind = "invalid"
    en = (
        "{unit} is not assessed under this text, nor is any unit above or below it. "
        "Those who are concerned and the office comment; hand the comment to one of them."
    )
    zh = "{unit} 及其上级、下级均非该文本的考核对象。意见由相关单位和考核办提出，请转由其中之一提出。"


class SignedOffAlready(Refusal):
    code = "signed_off_already"
    kind = "conflict"
    en = "{unit} signed off in round {round} already, once and for all of that round."
    zh = "{unit} 已在第 {round} 轮签署，每轮仅可签署一次。"


class DisagreementWithoutComment(Refusal):
    code = "disagreement_without_comment"
    kind = "invalid"
    en = "{unit} does not agree in round {round} and has not said at which line. Comment on that line first."
    zh = "{unit} 在第 {round} 轮不同意，但未指明条目。请先对相应条目提出意见。"


class LightOfAnotherScheme(Refusal):
    code = "light_of_another_scheme"
    kind = "conflict"
    en = "Light {light} is in force with another content under scheme {other}. Give the light of {scheme} its own code."
    zh = "灯规则 {light} 在方案 {other} 下以其他内容生效。请为方案 {scheme} 的灯规则另设编码。"


class SchemeTooLarge(Refusal):
    code = "scheme_too_large"
    kind = "invalid"
    en = "{scheme} is {size} bytes long when everything is written out; at most {most} can be published. Divide it."
    zh = "方案 {scheme} 完整写出为 {size} 字节，最多可发布 {most} 字节。请拆分方案。"

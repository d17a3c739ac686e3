"""What the front door says when it lets nobody through."""

from chassis.refusal import Refusal


class WhoAreYou(Refusal):
    code = "not_authenticated_at_the_door"
    kind = "forbidden"
    en = "No valid access token ({why}). Send `Authorization: Bearer …` with a token of the issuer {issuer}."
    zh = "没有有效的访问令牌（{why}）。请携带由 {issuer} 签发的令牌：`Authorization: Bearer …`。"


class RoleNotAllowed(Refusal):
    code = "role_not_allowed"
    kind = "forbidden"
    en = "{route} is for {allowed}; {acting}. Ask one who holds such a role for this, or for the role."
    zh = "{route} 仅限{allowed}办理；{acting_zh}。请由具备该角色的人员办理，或申请相应角色。"


class RoleNotHeld(Refusal):
    code = "role_not_held"
    kind = "forbidden"
    en = "The header Baton-Role names {allowed}; {acting}. Name a role that you hold, or none."
    zh = "请求头 Baton-Role 指定的角色为{allowed}；{acting_zh}。请指定您持有的角色，或不指定。"


class TooManyRequests(Refusal):
    code = "too_many_requests"
    kind = "unavailable"
    en = "More requests from one {of} than {limit}. Wait {seconds} s and repeat with the same Idempotency-Key."
    zh = "同一{of_zh}的请求超过 {limit}。请等待 {seconds} 秒后以相同的 Idempotency-Key 重试。"


class BodyTooSlow(Refusal):
    code = "body_too_slow"
    kind = "invalid"
    en = "The body did not arrive within {seconds} s. Send it faster, or in parts."
    zh = "请求体未在 {seconds} 秒内到达。请加快发送或分批发送。"


class ServiceUnreachable(Refusal):
    code = "service_unreachable"
    kind = "unavailable"
    en = "{service} cannot be reached ({why}). Nothing was changed; repeat with the same Idempotency-Key in a moment."
    zh = "无法连接 {service}（{why}）。未作任何更改；请稍后以相同的 Idempotency-Key 重试。"


class ServiceBroke(Refusal):
    code = "service_broke_off"
    kind = "unavailable"
    en = "{service} broke off without an answer. Whether it took effect is open: repeat with the same Idempotency-Key."
    zh = "{service} 中断，未返回结果。是否生效尚不确定：请以相同的 Idempotency-Key 重试。"


class ServiceTooSlow(Refusal):
    code = "service_too_slow"
    kind = "unavailable"
    en = "{service} gave no answer in {seconds} s. Whether it took effect is open: repeat it with its Idempotency-Key."
    zh = "{service} 未在 {seconds} 秒内返回结果。是否生效尚不确定：请以相同的 Idempotency-Key 重试。"


class RegionNotHeardYet(Refusal):
    code = "region_not_heard_yet"
    kind = "unavailable"
    en = "Region {region} was just defined, and {service} has not heard of it yet. Repeat the request in a moment."
    zh = "地区 {region} 刚刚定义，{service} 尚未收到。请稍后重试。"


class TooManyStreams(Refusal):
    code = "too_many_streams"
    kind = "unavailable"
    en = "{most} event streams are open, which is the limit. Close one, or read GET /events in pages."
    zh = "已打开 {most} 个事件流，达到上限。请关闭其一，或分页读取 GET /events。"


class PositionBeyond(Refusal):
    code = "position_beyond_the_log"
    kind = "gone"
    en = (
        "Position {position} lies beyond the end of the log, which is {last}: the log was set up anew or restored "
        "since, or the position is of another one. Read what you miss from a position that you trust, or from 0."
    )
    zh = (
        "位置 {position} 超出日志末尾（{last}）：日志已重建或已从备份恢复，或该位置属于另一套系统。"
        "请从可信的位置或从 0 重新读取。"
    )


class PositionForeign(Refusal):
    code = "position_of_another_log"
    kind = "gone"
    en = (
        "Position {position} is of another log: this one begins at {first} and ends at {last}. "
        "Read it from the beginning (position 0)."
    )
    zh = "位置 {position} 属于另一套系统的日志：本日志始于 {first}，止于 {last}。请从头（位置 0）读取。"


class CaseUnknown(Refusal):
    code = "case_unknown"
    kind = "not_found"
    en = "There is no case {case} in region {region} (yet). Orders and lights name their case; copy it from there."
    zh = "地区 {region} 中（尚）无案件 {case}。案件编号见整改通知或红黄绿灯。"


STATUS = {
    WhoAreYou.code: 401,
    TooManyRequests.code: 429,
    BodyTooSlow.code: 408,
    ServiceBroke.code: 502,
    ServiceTooSlow.code: 504,
}
"""Where the kind alone does not give the HTTP status."""

"""Why a register as a table is not taken: as a file, for its cells, or for a change that nobody explains."""

from chassis.refusal import Refusal


class WorkbookRefused(Refusal):
    code = "workbook_unreadable"
    kind = "invalid"
    en = "The file cannot be read as a workbook: {because}. Save it as .xlsx and send it again."
    zh = "文件无法作为工作簿读取：{because_zh}。请另存为 .xlsx 后重新提交。"


class RegisterRefused(Refusal):
    code = "register_refused"
    kind = "invalid"
    en = "{count} cells were refused and nothing was imported. values.refused lists each with its address and reason."
    zh = "有 {count} 个单元格被退回，未导入任何内容。逐项见 values.refused，含地址和原因。"


class ChangesUnexplained(Refusal):
    code = "changes_unexplained"
    kind = "invalid"
    en = "{codes} would change, and neither their rows nor the request say why. Give the reason."
    zh = "{codes} 的登记内容有变，但表中和请求中都没有变更理由。请填写理由。"

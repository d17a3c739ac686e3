"""The register of assessees as a workbook: sent in whole, taken whole, and written as it stands."""

import base64
import binascii
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field, field_validator

from chassis.door import CommandTx, Door, QueryTx
from chassis.languages import Speaking
from chassis.problems import responses
from indicators.api.assessees import AsOf, Filter
from indicators.api.texts import Command, Text
from indicators.usecases import assessee_register
from indicators.usecases.assessee_register import Imported

router = APIRouter(route_class=Door, tags=["assessees"])

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AS_FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {XLSX: {"schema": {"type": "string", "format": "binary"}}}}
}


class ImportRegister(Command):
    """An .xlsx file. Where cells are refused nothing is taken, unless the rest is asked for."""

    workbook: str = Field(description="the .xlsx file in base64", json_schema_extra={"contentEncoding": "base64"})
    skip_refused: bool = Field(default=False, description="take the rows that are not refused / 略过被退回的行")
    leave_out_hidden: bool = Field(default=False, description="leave out hidden rows and columns / 不读取隐藏的行和列")
    reason: Text | None = Field(default=None, description="why rows change that give no reason / 变更理由")

    @field_validator("workbook")
    @classmethod
    def is_base64(cls, given: str) -> str:
        try:
            base64.b64decode(given, validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError("the file is sent in base64 / 文件须以 base64 编码发送") from error
        return given


class ImportedOut(BaseModel):
    """Codes of who was registered and amended; refused cells and what was read over, as docs/registers.md tells."""

    registered: list[str]
    amended: list[str]
    unchanged: int
    refused: list[dict[str, Any]]
    left_out: list[dict[str, Any]]

    @classmethod
    def of(cls, imported: Imported) -> "ImportedOut":
        return cls(
            registered=[one.code for one in imported.changes.new],
            amended=[one.row.code for one in imported.changes.amended],
            unchanged=imported.changes.unchanged,
            refused=[one.as_json() for one in imported.refused],
            left_out=[one.as_json() for one in imported.left_out],
        )


@router.post("/assessees:import", responses=responses(409))
async def take(command: ImportRegister, tx: CommandTx) -> ImportedOut:
    """Register and amend from a workbook: all rows or none. / 从工作簿导入考核对象登记表：全部导入或全部不导入。"""
    content = base64.b64decode(command.workbook)
    taken = await assessee_register.take(
        tx,
        content,
        skip_refused=command.skip_refused,
        reason=command.reason,
        leave_out_hidden=command.leave_out_hidden,
    )
    return ImportedOut.of(taken)


@router.get("/assessees:export", response_class=Response, responses=AS_FILE)
async def write(
    tx: QueryTx,
    language: Speaking,
    category: Filter = None,
    as_of: AsOf = None,
) -> Response:
    """The register as a workbook that can be imported again. / 导出登记表，修改后可再导入。"""
    content = await assessee_register.write(tx, category=category, as_of=as_of, language=language)
    headers = {"Content-Disposition": 'attachment; filename="assessees.xlsx"'}
    return Response(content, media_type=XLSX, headers=headers)

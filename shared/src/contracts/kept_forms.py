"""Members of events that are forms of a model: kept to the letter, shown in documents with the schema of the model."""

from typing import Any

from pydantic import BaseModel, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, create_model
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from contracts import canonical


class FormOf:
    """The form of a model as it was published: plain JSON, kept to the letter; a model that is given is spelled.

    Reading it as a model and writing it again could change its digest.
    """

    def __init__(self, model: type[BaseModel]) -> None:
        self.model = model

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        plain = core_schema.dict_schema(core_schema.str_schema(), core_schema.any_schema())
        return core_schema.no_info_before_validator_function(self._spelled, plain)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        number = Field(default=None, ge=1, description="number of the form; none: 1, with all defaults written")
        numbered = create_model(f"FormOf{self.model.__name__}", __base__=self.model, form=(int | None, number))
        numbered.__doc__ = self.model.__doc__
        return handler(numbered.__pydantic_core_schema__)

    def _spelled(self, value: Any) -> Any:
        return canonical.form(value) if isinstance(value, self.model) else value

"""Errors in OpenAI's shape."""

from pydantic import BaseModel, Field


class Error(BaseModel):
    """What went wrong."""

    message: str
    type: str
    param: str | None = Field(None, description="The field that is at fault.")
    code: str | None = Field(None, description="See the table of error codes.")


class ErrorBody(BaseModel):
    """The body of an answer that says so."""

    error: Error

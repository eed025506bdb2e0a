"""Who may change what the server keeps: whoever sends the token of the settings."""

import hmac
from http import HTTPStatus

from vitts_server.protocols.http.handler import Handler
from vitts_server.protocols.http.routes import Answer

ADMIN_REFUSALS = (
    Answer(description="The admin token is missing or wrong.", status=HTTPStatus.UNAUTHORIZED),
    Answer(description="The server has no admin token, so nobody may do this.", status=HTTPStatus.FORBIDDEN),
)
"""What `is_admin` may have answered, for `Operation.answers`."""

_SCHEME = "bearer"


def is_admin(handler: Handler) -> bool:
    """Whether the request has the admin token. If not, it has been answered: 403 without a token set, else 401."""
    token = handler.application.http.admin_token
    if token is None:
        _refuse(handler, HTTPStatus.FORBIDDEN, "Changes are refused: the server has no http.admin-token set.")
        return False
    scheme, _, given = handler.request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == _SCHEME and hmac.compare_digest(given.strip().encode(), token.get_secret_value().encode()):
        return True
    handler.set_header("WWW-Authenticate", "Bearer")
    _refuse(handler, HTTPStatus.UNAUTHORIZED, "Changes need the header Authorization: Bearer with the admin token.")
    return False


def _refuse(handler: Handler, status: int, message: str) -> None:
    handler.send_json(handler.error_body(status, message), status)

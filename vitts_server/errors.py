"""The few errors that somebody acts upon, each with a code.

The hierarchy is flat on purpose. An adapter translates `code` into its own status through one table and never looks
at the words of a message. The message is written for the person who sent the request (or, for `ConfigError` and
`PluginError`, for the operator): it names the field and what is allowed.
"""


class VittsError(Exception):
    """Base of all errors that are part of the public interface."""

    code = "internal"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        """`field` names the part of the request or of the settings that is at fault, if one is."""
        super().__init__(message)
        self.message = message
        self.field = field


class BadRequest(VittsError):
    """The request can't be carried out as it stands; sending it again changes nothing."""

    code = "bad-request"


class NothingToSay(BadRequest):
    """The text has no sound: it is only white space, punctuation, or what is not read."""

    def __init__(self) -> None:
        super().__init__("The text holds nothing that can be spoken.", field="text")


class UnknownVoice(VittsError):
    """The request names a voice or a speaker that is not installed."""

    code = "unknown-voice"


class NoVoice(VittsError):
    """No voice is installed that could speak at all."""

    code = "no-voice"


class VoiceFailed(VittsError):
    """The voice could not be loaded, or failed while it spoke."""

    code = "voice-failed"


class Busy(VittsError):
    """Too many requests wait already, or the server is shutting down; try again after `retry_after_s`."""

    code = "busy"

    def __init__(self, message: str, *, retry_after_s: int = 1) -> None:
        """`retry_after_s`: whole seconds after which a new attempt makes sense."""
        super().__init__(message)
        self.retry_after_s = retry_after_s


class PluginError(VittsError):
    """A plugin broke the rules of the hooks; the message names it."""

    code = "plugin"


class ConfigError(VittsError):
    """A setting is unknown or has a value that is not allowed."""

    code = "config"


def unwrapped(error: BaseException) -> BaseException:
    """The one error inside a group of one; task groups wrap whatever leaves them."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error


ERROR_CODES: tuple[str, ...] = tuple(
    kind.code for kind in (VittsError, BadRequest, UnknownVoice, NoVoice, VoiceFailed, Busy, PluginError, ConfigError)
)
"""Every code there is; an adapter's table from code to status is tested to cover them."""

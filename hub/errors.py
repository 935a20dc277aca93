"""What may go wrong, as the wire knows it: one exception per code, each with a sentence safe to show.

Anything that is not a HubError is a bug: it is logged once, with ids and no content, and shown as `unavailable`.
"""

from typing import Any, ClassVar


class HubError(Exception):
    """A refusal. Nothing was committed, except where the child says otherwise.

    message: one sentence for the person who asked; never contains what they may not see.
    field: the argument at fault, where there is one.
    """

    code: ClassVar[str]
    status: ClassVar[int]
    retry: ClassVar[bool] = False
    sentence: ClassVar[str] = "That did not work."

    def __init__(self, message: str | None = None, *, field: str | None = None, retry_after_s: int | None = None):
        super().__init__(message or self.sentence)
        self.message = message or self.sentence
        self.field = field
        self.retry_after_s = retry_after_s

    def wire(self) -> dict[str, Any]:
        """The error as every door shows it: {code, message, field?, retry}."""
        shown: dict[str, Any] = {"code": self.code, "message": self.message, "retry": self.retry}
        if self.field is not None:
            shown["field"] = self.field
        return shown


class BadRequest(HubError):
    code, status, sentence = "bad_request", 400, "The request could not be read."


class SignedOut(HubError):
    code, status, sentence = "signed_out", 401, "You are signed out. Sign in to go on."


class Forbidden(HubError):
    code, status, sentence = "forbidden", 403, "Your role does not allow this."


class NotFound(HubError):
    """Absent, or not yours to see: the two look alike on purpose."""

    code, status, sentence = "not_found", 404, "There is no such record."


class Conflict(HubError):
    code, status, sentence = "conflict", 409, "Someone else changed this first. Look again and repeat."


class TooLarge(HubError):
    code, status, sentence = "too_large", 413, "That is too large to send in one piece."


class Invalid(HubError):
    code, status, sentence = "invalid", 422, "One of the fields is not right."


class Busy(HubError):
    code, status, retry, sentence = "busy", 429, True, "Too many requests at once. Wait a moment and repeat."


class Unavailable(HubError):
    code, status, retry = "unavailable", 503, True
    sentence = "The hub cannot do this right now. Nothing was saved; try again shortly."


class UnknownOutcome(HubError):
    """The commit may or may not have happened: repeat the same id to learn which."""

    code, status, retry = "unknown_outcome", 503, True
    sentence = "The hub was interrupted while saving. Send the same request again to learn the outcome."


class StartRefused(Exception):
    """The process may not start as it is configured; the text is one sentence that says what to do."""

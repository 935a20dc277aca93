"""The types of what the hub says about notices."""

from typing import Literal

from msgspec import UNSET, UnsetType

from hub.answers import Answer, Instant, Named, Ref

About = Literal["messages", "urgent", "overdue"]
Problem = Literal["unreachable", "tls", "sign_in", "sender", "recipient", "refused", "no_answer"]


class Notice(Answer, frozen=True):
    """Whether the reader is told by e-mail about one thing."""

    about: About
    email: bool


class NoticeList(Answer, frozen=True):
    """What the reader may be told about."""

    notices: list[Notice]


class NoticeFailed(Answer, frozen=True):
    """A mail that could not be delivered, and why. person: absent for an invitation, which names nobody yet."""

    delivery: Ref
    about: Literal["join", "reset", "messages", "urgent", "overdue"]
    problem: Problem
    at: Instant
    person: Named | UnsetType = UNSET


class FailureList(Answer, frozen=True):
    """What could not be delivered lately, newest first."""

    failures: list[NoticeFailed]

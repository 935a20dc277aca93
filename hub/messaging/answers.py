"""What clients are shown of conversations, topics and drafts, as types."""

from typing import Literal

from msgspec import UNSET, UnsetType

from hub.answers import Answer, By, Instant, Named, Ref, Token


class Call(Answer, frozen=True):
    """Who called, and under which number they want to be called back."""

    caller: str
    telephone: str | UnsetType = UNSET


class Thread(Answer, frozen=True):
    """A conversation, as one reader has it.

    kind: portal (with a patient), call (a telephone call taken down), staff (among colleagues, `members`). patient,
    topic, pool: absent where there is none. due_at: by when the practice answers; overdue: that has passed.
    owner, overdue, members, call, listed_at (its place in their lists) and what is said of snoozing and closing: to
    staff only. last_line: of the newest message the patient sees. unread: the reader's own count. seen_by_staff,
    seen_by_patient: the highest `n` read by that side.
    """

    thread: Ref
    rev: int
    kind: Literal["portal", "call", "staff"]
    subject: str
    state: Literal["open", "waiting", "snoozed", "closed"]
    last_at: Instant
    last_line: str
    unread: int
    urgent: bool
    seen_by_staff: int
    seen_by_patient: int
    patient: Named | UnsetType = UNSET
    topic: Ref | UnsetType = UNSET
    pool: Ref | UnsetType = UNSET
    overdue: bool | UnsetType = UNSET
    members: list[Named] | UnsetType = UNSET
    call: Call | UnsetType = UNSET
    owner: Named | UnsetType = UNSET
    due_at: Instant | UnsetType = UNSET
    listed_at: Instant | UnsetType = UNSET
    snoozed_until: Instant | UnsetType = UNSET
    snooze_reason: str | UnsetType = UNSET
    closed_at: Instant | UnsetType = UNSET
    closed_by: Named | UnsetType = UNSET


class Attachment(Answer, frozen=True):
    """A file that hangs on a message. preview: there is a small picture of it."""

    file: Ref
    name: str
    mime: str
    size_bytes: int
    preview: bool


class Message(Answer, frozen=True):
    """One message. n: how many messages the patient sees up to and with it. A retracted one has an empty body.

    mentions: the colleagues an internal note calls; its body has `<@id>` where each stands.
    """

    message: Ref
    rev: int
    thread: Ref
    author: By
    body: str
    internal: bool
    attachments: list[Attachment]
    sent_at: Instant
    state: Literal["held", "sent", "seen", "retracted"]
    n: int
    amended_at: Instant | UnsetType = UNSET
    mentions: list[Named] | UnsetType = UNSET


class ThreadList(Answer, frozen=True):
    """One page of a box, newest activity first. next: what to ask with as `after`."""

    threads: list[Thread]
    next: Token | None


class ThreadPage(Answer, frozen=True):
    """One page of a conversation, oldest first. next: what to ask with as `before`, for the page before this one."""

    thread: Thread
    messages: list[Message]
    next: Token | None


class Part(Answer, frozen=True):
    """A piece of a text. found: it was looked for."""

    text: str
    found: bool


class Hit(Answer, frozen=True):
    """A message that holds what was looked for. subject: of its conversation. snippet: what stands around the words."""

    thread: Ref
    subject: list[Part]
    message: Ref
    author: By
    internal: bool
    sent_at: Instant
    snippet: list[Part]
    patient: Named | UnsetType = UNSET


class Hits(Answer, frozen=True):
    """Newest first. next: what to ask with as `after`, to search further back."""

    hits: list[Hit]
    next: Token | None


class Opened(Answer, frozen=True):
    """A new conversation and its first message."""

    thread: Ref
    message: Ref


class Posted(Answer, frozen=True):
    """A new message."""

    message: Ref


class Revised(Answer, frozen=True):
    """A message at its new revision."""

    message: Ref
    rev: int


class MessageVersion(Answer, frozen=True):
    """What a message said from one revision to the next. reason: why it was taken back."""

    rev: int
    body: str
    at: Instant
    by: Named
    reason: str | UnsetType = UNSET


class MessageVersions(Answer, frozen=True):
    """Everything a message has said, oldest first. at, by: when it was replaced or taken back, and by whom."""

    message: Ref
    versions: list[MessageVersion]


class Mention(Answer, frozen=True):
    """That the reader was called into an internal note, in the conversation of that subject."""

    mention: Ref
    rev: int
    thread: Ref
    message: Ref
    subject: str
    by: Named
    at: Instant
    state: Literal["new", "read", "withdrawn"]


class MentionList(Answer, frozen=True):
    """What the reader has not seen yet, newest first."""

    mentions: list[Mention]


class Texts(Answer, frozen=True):
    """The same in each language of the practice; empty where it is not written yet."""

    en: str
    es: str


class QuickReply(Answer, frozen=True):
    """An answer to be used again. own: kept by the reader for themselves alone."""

    quick_reply: Ref
    rev: int
    title: str
    text: Texts
    own: bool
    state: Literal["kept", "retired"]


class QuickReplyList(Answer, frozen=True):
    """By title."""

    quick_replies: list[QuickReply]


class QuickReplySaved(Answer, frozen=True):
    """A quick reply at its new revision."""

    quick_reply: Ref
    rev: int


class QuickReplyValues(Answer, frozen=True):
    """What the variables stand for. answer_by is an instant, to be said in `language` and by `time_zone`."""

    language: str
    patient_first_name: str
    patient_name: str
    my_name: str
    practice_name: str
    practice_telephone: str
    answer_by: Instant
    time_zone: str


class Names(Answer, frozen=True):
    """The same words in each language of the practice."""

    en: str
    es: str


class Topic(Answer, frozen=True):
    """What a patient may write about. pool: who answers it."""

    id: Ref
    rev: int
    name: str
    names: Names
    pool: Ref


class TopicList(Answer, frozen=True):
    """In the order they are offered."""

    topics: list[Topic]


class TopicMade(Answer, frozen=True):
    """A new topic."""

    topic: Ref


class Draft(Answer, frozen=True):
    """A text its author has not sent. key: chosen by the client, such as `thread:<id>`. An empty body: discarded."""

    key: str
    body: str
    at: Instant


class DraftList(Answer, frozen=True):
    """The reader's own, oldest first."""

    drafts: list[Draft]


class Writing(Answer, frozen=True):
    """Somebody is at the keys in a conversation, or has stopped. Forgotten after 6 s unless it is repeated."""

    thread: Ref
    on: bool


class Presence(Answer, frozen=True):
    """How available somebody of the staff is, in a word of their client's, such as `here` or `away`."""

    person: Ref
    state: str


class Viewing(Answer, frozen=True):
    """Somebody of the staff has a chart open, or has closed it."""

    patient: Ref
    on: bool


class Task(Answer, frozen=True):
    """Something to be done, for the staff. In its owner's list, or in its pool's while nobody owns it.

    thread, message: what it was made from. overdue: it is open and `due_at` has passed.
    """

    task: Ref
    rev: int
    title: str
    state: Literal["open", "done"]
    made_by: Named
    made_at: Instant
    overdue: bool
    owner: Named | UnsetType = UNSET
    pool: Ref | UnsetType = UNSET
    patient: Named | UnsetType = UNSET
    thread: Ref | UnsetType = UNSET
    message: Ref | UnsetType = UNSET
    due_at: Instant | UnsetType = UNSET
    done_at: Instant | UnsetType = UNSET
    done_by: Named | UnsetType = UNSET


class TaskList(Answer, frozen=True):
    """One page of a box. next: what to ask with as `after`."""

    tasks: list[Task]
    next: Token | None


class TaskMade(Answer, frozen=True):
    """A new task."""

    task: Ref

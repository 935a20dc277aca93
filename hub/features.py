"""Everything the product can do: importing this module fills the registries."""

import hub.auth.accounts
import hub.auth.opening
import hub.messaging.attachments
import hub.messaging.colleagues
import hub.messaging.commands
import hub.messaging.drafts
import hub.messaging.due
import hub.messaging.holding
import hub.messaging.listing
import hub.messaging.mentions
import hub.messaging.phone
import hub.messaging.presence
import hub.messaging.quick_replies
import hub.messaging.reading
import hub.messaging.routing
import hub.messaging.search
import hub.messaging.task_views
import hub.messaging.tasks
import hub.messaging.timeline
import hub.messaging.topics
import hub.messaging.unread
import hub.messaging.versions
import hub.messaging.views
import hub.records.chart
import hub.records.chart_entries
import hub.records.files.checking
import hub.records.files.timeline
import hub.records.files.views
import hub.records.finding
import hub.records.practice
import hub.records.register
import hub.records.summary
import hub.records.timeline
import hub.records.trimming  # noqa: F401

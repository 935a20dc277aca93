"""The socket and the long poll: every reader follows the log from their own cursor, as docs/protocol.md says."""

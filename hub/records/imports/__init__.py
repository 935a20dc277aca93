"""Bringing charts in from elsewhere: staged in chunks, shown in one commit."""

"""Chartwire: a real-time messaging and telehealth hub whose every visible word is in the chart."""

__version__ = "0.1.0"

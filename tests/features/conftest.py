"""Fixtures of the feature tests."""

from tests.features.auth import browser, has_password

__all__ = ["browser", "has_password"]

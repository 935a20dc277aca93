"""Secure messaging: conversations between patients and their practice, in exactly one box each."""

"""Stories told by browsers: real Chromium windows at a served hub, waiting for what a person would see."""

"""The demonstration practice: its people, their charts and what they have been writing to each other. All invented."""

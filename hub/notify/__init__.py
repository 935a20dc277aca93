"""What leaves the hub to call somebody back into it: e-mail without content, through an outbox. Knows no feature."""

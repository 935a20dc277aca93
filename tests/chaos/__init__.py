"""What must hold when things die: `make chaos`. Nothing acknowledged is lost, doubled, reordered or shown to others."""

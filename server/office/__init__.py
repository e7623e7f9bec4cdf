"""What the office pages show and do, between their views and the store."""

"""The office pages, rendered on the server: one blueprint a file, found by ``pages``."""

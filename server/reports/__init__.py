"""Rows in, tables out; no input and no output."""

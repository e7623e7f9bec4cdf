"""The whole road, from a thumb on a phone to a row in the database and back, in a real browser."""

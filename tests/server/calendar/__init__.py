"""The days on which offices work, and on which recurring visits fall."""

"""The field's words, dates and eras, in Japanese and English."""

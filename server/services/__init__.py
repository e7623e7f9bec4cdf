"""What the office does, whoever asks for it: an exchange, an assignment, an account, the content of an attachment."""

"""HTTP: who asks, whether they may, how a request is read and how it is answered. No view, and nothing of a case."""

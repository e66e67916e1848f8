"""Numbers for Prometheus: what the library is like, and what one process has seen. Counts and kinds only; no person, no
words, no key of anything."""

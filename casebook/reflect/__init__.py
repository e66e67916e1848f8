"""Reflect: what a trainee does: answers, compares, reflects. Private writing is sealed for its owner."""

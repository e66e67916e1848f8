"""Traces of what a process does, for whoever collects them."""

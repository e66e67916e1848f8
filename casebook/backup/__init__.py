"""Backups: what is copied, how it is encrypted, how long it is kept, and how it is put back."""

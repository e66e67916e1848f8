"""The web door: thin handlers over the rooms. `routes.py` is the whole site in one list."""

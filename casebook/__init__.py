"""casebook: an ethical decision-making video case library."""

__version__ = "0.1.0"

"""`python -m casebook` and the `casebook` command."""

import gc


def main() -> None:
    """Run the command line. What is imported stays until the end, so it is never looked through for garbage: that would
    be a fifth of the start, and later the longest pause of a page."""
    gc.disable()
    from .cli import main as command_line

    gc.freeze()
    gc.enable()
    command_line()


if __name__ == "__main__":
    main()

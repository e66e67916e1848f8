"""`python -m casebook` and the `casebook` command."""

from .cli import main

if __name__ == "__main__":
    main()

"""``python -m coach``: the command line."""

from coach.cli.main import main

if __name__ == "__main__":
    main()

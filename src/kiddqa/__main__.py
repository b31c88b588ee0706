"""``kiddqa`` and ``python -m kiddqa``: the command line."""

import sys


def main() -> None:
    """Run the command line; Ctrl-C while it is still being imported ends it as quietly as later."""
    try:
        from kiddqa.cli import app  # noqa: PLC0415
    except KeyboardInterrupt:
        sys.exit(130)
    app()


if __name__ == "__main__":
    main()

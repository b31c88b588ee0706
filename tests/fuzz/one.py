"""Fuzzes one target until libFuzzer's options end it: ``python -m fuzz.one TARGET FOLDER -max_total_time=60``."""

import sys

import atheris  # type: ignore[import-not-found, import-untyped, unused-ignore]  # no dependency of ours

with atheris.instrument_imports(include=["kiddqa", "markdown_it", "docx", "yaml"]):
    from fuzz.targets import TARGETS


def main() -> None:
    """Hand over to libFuzzer, which ends the process."""
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()


if __name__ == "__main__":
    main()

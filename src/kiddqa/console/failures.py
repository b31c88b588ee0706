"""Whatever ends a command early in; one plain line on standard error and an exit code out.

2     an error made on purpose, wrong usage, or a file that the system refuses
130   Ctrl-C
1     a check that failed, or a reader of the output that went away (``| head``): no line is printed
"""

import sys
from collections.abc import Sequence
from io import TextIOWrapper
from typing import Any, NoReturn

from typer import Abort, TyperException
from typer.core import TyperGroup

from kiddqa.console.screen import folded
from kiddqa.errors import KiddQAError

WRONG = 2
STOPPED = 130


class OneLineFailures(TyperGroup):
    """A group of commands that never ends with a traceback for what a user can mend."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,  # noqa: ANN401  (as the base class has it)
    ) -> Any:  # noqa: ANN401
        """Run a command, then exit."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")  # a terminal that has no “ shall get \\u201c
        try:
            ended = super().main(
                args, prog_name, complete_var, standalone_mode=False, windows_expand_args=windows_expand_args, **extra
            )
        except KiddQAError as error:
            fail(str(error))
        except TyperException as error:
            fail(_usage(error))
        except OSError as error:
            fail(_refused(error))
        except Abort:
            ended = STOPPED
        if ended == STOPPED:
            fail("stopped.", STOPPED)
        if standalone_mode:
            sys.exit(ended or 0)
        return ended


def fail(message: str, code: int = WRONG) -> NoReturn:
    """Print one line on standard error and exit."""
    print(f"kiddqa: {folded(message)}", file=sys.stderr)  # noqa: T201  (never wrapped or coloured)
    sys.exit(code)


def _usage(error: TyperException) -> str:
    found = error.format_message()
    sentence = found if found.endswith((".", "?")) else f"{found}."
    context = getattr(error, "ctx", None)  # only errors of usage have one
    return f"{sentence} Type: {context.command_path} --help" if context else sentence


def _refused(error: OSError) -> str:
    reason = (error.strerror or str(error)).lower()
    if error.filename is None:
        return f"The system refuses: {reason}."
    return f"The system refuses {error.filename}: {reason}; make room or give yourself the right, or name another path."

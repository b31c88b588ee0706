import errno
from collections.abc import Callable

import pytest
import typer
from typer.testing import CliRunner, Result

from kiddqa.console.failures import OneLineFailures
from kiddqa.errors import QuestionError


def result_of(command: Callable[..., None], *arguments: str) -> Result:
    app = typer.Typer(cls=OneLineFailures, rich_markup_mode=None)
    app.callback()(lambda: None)
    app.command("go")(command)
    return CliRunner().invoke(app, arguments, prog_name="kiddqa")


def raising(error: BaseException) -> Callable[[], None]:
    def command() -> None:
        raise error

    return command


def twice(number: int) -> None:
    typer.echo(2 * number)


def test_a_command_that_ends_well_exits_with_0() -> None:
    result = result_of(twice, "go", "4")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "8\n", "")


def test_a_command_that_found_something_amiss_exits_with_1() -> None:
    assert result_of(raising(typer.Exit(1)), "go").exit_code == 1


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (QuestionError("The question is\nempty."), 2, "The question is empty."),
        (KeyboardInterrupt(), 130, "stopped."),
        (typer.Abort(), 130, "stopped."),
        (OSError(errno.ENOSPC, "No space left on device"), 2, "The system refuses: no space left on device."),
        (
            PermissionError(errno.EACCES, "Permission denied", "index"),
            2,
            "The system refuses index: permission denied; make room or give yourself the right, or name another path.",
        ),
    ],
)
def test_what_a_user_can_mend_is_one_line(error: BaseException, code: int, line: str) -> None:
    result = result_of(raising(error), "go")
    assert (result.exit_code, result.stdout, result.stderr) == (code, "", f"kiddqa: {line}\n")


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("come",), "No such command 'come'. Type: kiddqa --help"),
        (("go",), "Missing argument 'number'. Type: kiddqa go --help"),
        (("go", "4", "--fast"), "No such option: --fast. Type: kiddqa go --help"),
    ],
)
def test_wrong_usage_is_one_line_that_names_the_help(arguments: tuple[str, ...], line: str) -> None:
    result = result_of(twice, *arguments)
    assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"kiddqa: {line}\n")


def test_an_error_of_ours_keeps_its_traceback() -> None:
    assert isinstance(result_of(raising(ZeroDivisionError()), "go").exception, ZeroDivisionError)

"""`python -m sandbox COMMAND`: dispatches to the commands."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox import serving

if TYPE_CHECKING:
    # argparse gives the type of add_subparsers() no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m sandbox", description=__doc__)
    commands = parser.add_subparsers(required=True)
    command = commands.add_parser("vendors", help="serve the stand-ins over HTTP")
    serving.add_arguments(command)
    command.set_defaults(run=serving.serve)
    _add_demo(commands)
    _add_serve(commands)
    parsed = parser.parse_args(arguments)
    status: int = parsed.run(parsed)
    return status


def _add_demo(commands: "Commands") -> None:
    command = commands.add_parser("demo", help="run the main job over a generated MSP")
    command.add_argument("--contracts", type=int, help="of the generated MSP")
    command.add_argument("--tickets", type=int, help="of the generated MSP")
    command.add_argument("--seed", type=int, help="of the generated MSP")
    command.add_argument("--fresh", action="store_true", help="forget earlier runs")
    _add_place(command, seconds=900)
    command.set_defaults(run=_demo)


def _add_serve(commands: "Commands") -> None:
    command = commands.add_parser("serve", help="keep it all running on a demo's data")
    _add_place(command, seconds=7200)
    command.set_defaults(run=_serve)


def _add_place(command: argparse.ArgumentParser, *, seconds: float) -> None:
    command.add_argument("--folder", type=Path, default=Path("out/demo"))
    command.add_argument("--port", type=int, default=7443, help="of links and pages")
    command.add_argument("--entra-port", type=int, default=7444, help="of the sign-in")
    command.add_argument("--max-seconds", type=float, default=seconds)


def _demo(arguments: argparse.Namespace) -> int:
    # The stand-in is served without the engine, which only the demo drives.
    from sandbox.demo.command import demo  # noqa: PLC0415

    return demo(arguments)


def _serve(arguments: argparse.Namespace) -> int:
    from sandbox.demo.serving import serve  # noqa: PLC0415

    return serve(arguments)


if __name__ == "__main__":
    sys.exit(main())

"""What the command line's parts add themselves to."""

import argparse
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # argparse gives the type of add_subparsers() no public name.
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001
else:
    Commands = object

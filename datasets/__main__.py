"""`python -m autograder.datasets` lists the data sets; `… fetch` gets those that are downloaded, before a class needs them.

Exit status: 0 done, 1 a set did not come (a sentence for each), 2 there is no such set, 130 stopped with Ctrl-C.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from .catalogue import CATALOGUE, Dataset
from .progress import say
from .store import FOLDER_VARIABLE, MIRROR_VARIABLE, cache_folder, fetch, state

EMBEDDED = (("digits", "1,797 handwritten digits, 8 x 8, grey"), ("diabetes", "442 patients and how they fared"))


def command_line(catalogue: Sequence[Dataset] = CATALOGUE) -> typer.Typer:
    """The commands, for the sets of a catalogue."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    by_name = {dataset.name: dataset for dataset in catalogue}

    @app.callback(invoke_without_command=True)
    def list_sets(context: typer.Context) -> None:
        """List the data sets: what they are, how large, and whether they are there."""
        if context.invoked_subcommand is None:
            _print_table(catalogue)

    @app.command("fetch")
    def fetch_sets(
        names: Annotated[list[str] | None, typer.Argument(metavar="NAME", help="Sets; without, all.")] = None,
        source: Annotated[str | None, typer.Option("--from", help="The address of a mirror, or a folder.")] = None,
        to: Annotated[
            Path | None, typer.Option(help=f"Where they go, instead of where {FOLDER_VARIABLE} says.")
        ] = None,
    ) -> None:
        """Fetch data sets that are not there yet; what is there and whole is left as it is."""
        unknown = [name for name in names or () if name not in by_name]
        if unknown:
            say(f"There is nothing to fetch under the name of {unknown[0]}; there are {', '.join(by_name)}.")
            raise typer.Exit(2)
        failed = False
        for name in names or by_name:
            try:
                fetch(by_name[name], to, source)
                typer.echo(f"{name} is in {cache_folder(to)}.")
            except FileNotFoundError as error:
                say(f"{name}: {error}")
                failed = True
            except KeyboardInterrupt:
                say(f"{name}: stopped. The next fetch goes on from here.")
                raise typer.Exit(130) from None
        raise typer.Exit(int(failed))

    return app


def _print_table(catalogue: Sequence[Dataset]) -> None:
    folder = cache_folder()
    table = Table(box=None, pad_edge=False, header_style="")
    for column in ("name", "what it is", "size", "where"):
        table.add_column(column, justify="right" if column == "size" else "left", overflow="fold")
    for name, content in EMBEDDED:
        table.add_row(name, content, "", "in the kit")
    for dataset in catalogue:
        size = sum(file.size for file in dataset.files) / 1e6
        table.add_row(dataset.name, dataset.content, f"{size:,.1f} MB", state(dataset, folder))
    console = Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else 120)
    console.print(table)
    console.print(
        f"\nDownloads lie in {folder} ({FOLDER_VARIABLE} names another folder). They come from public servers "
        f"({MIRROR_VARIABLE} names a mirror or a folder instead): python -m autograder.datasets fetch [NAME]...",
        markup=False,
        soft_wrap=True,
    )


if __name__ == "__main__":
    command_line()(prog_name="python -m autograder.datasets")

import io

from rich.console import Console

from sandbox.demo.progress import Display


def shown(console):
    display = Display(console)
    with display.step("Score the contracts") as step:
        step.at("half way", 0.5)
        step.done("3 batches [of customers]")
    return console.file.getvalue()


def test_without_a_terminal_a_step_is_one_plain_line():
    text = shown(Console(file=io.StringIO(), highlight=False))

    assert text.count("\n") == 1
    assert text.startswith("Score the contracts ")
    assert text.endswith(" s  3 batches [of customers]\n")


def test_on_a_terminal_the_bar_gives_way_to_the_same_line():
    text = shown(Console(file=io.StringIO(), force_terminal=True, width=100))

    assert "3 batches [of customers]" in text

"""The command line: one verb a command, each loaded only when it is called."""

from __future__ import annotations

import sys

import click

from folkmoot.cli.group import LazyGroup

__all__ = ["COMMANDS", "HEADINGS", "cli", "main"]

#: Verb -> (module, attribute, short help). The help is here so that ``--help`` loads nothing.
COMMANDS = {
    "demo": ("folkmoot.cli.demo", "demo", "Run everything on a bundled real community."),
    "init": ("folkmoot.cli.data", "init", "Make a project folder with a brief to fill in."),
    "add": ("folkmoot.cli.data", "add", "Bring an export into the project's lake."),
    "annotate": ("folkmoot.cli.annotating", "annotate", "Read what the posts say, once."),
    "status": ("folkmoot.cli.data", "status", "Say what the project holds."),
    "doctor": ("folkmoot.cli.data", "doctor", "Check that a project is whole."),
    "audience": (
        "folkmoot.cli.audience",
        "audience",
        "Who has the need, and what sets them apart.",
    ),
    "participation": (
        "folkmoot.cli.participation",
        "participation",
        "How people take part, by segment.",
    ),
    "communities": ("folkmoot.cli.communities", "communities", "Where the target takes part."),
    "needs": (
        "folkmoot.cli.measure",
        "needs",
        "What people ask for, what stays open, and who asks it.",
    ),
    "themes": ("folkmoot.cli.themes", "themes", "Learn what questions are about, and list it."),
    "position": (
        "folkmoot.cli.position",
        "position",
        "What people connect with the product and its rivals.",
    ),
    "trends": ("folkmoot.cli.rising", "trends", "What is rising, and whether it fits."),
    "conversations": (
        "folkmoot.cli.conversing",
        "conversations",
        "Open conversations worth an answer; keep or drop them.",
    ),
    "searches": ("folkmoot.cli.searching", "searches", "Saved searches, and what is new in them."),
    "assist": ("folkmoot.cli.planning", "assist", "Draft help for a person to approve."),
    "people": ("folkmoot.cli.people", "people", "Whom we help, what came of it, who is due."),
    "survey": ("folkmoot.cli.survey", "survey", "Ask by questionnaire, and read the answers."),
    "benchmarks": ("folkmoot.cli.benchmarks", "benchmarks", "Published figures beside yours."),
    "plan": ("folkmoot.cli.planning", "plan", "Make the plan from the evidence."),
    "strategies": (
        "folkmoot.cli.strategies",
        "strategies",
        "Rules that lead to a plan, with reasons and sources.",
    ),
    "link": ("folkmoot.cli.tracking", "link", "Tag an address with its arm."),
    "outcomes": ("folkmoot.cli.outcomes", "outcomes", "What came of our actions, arm by arm."),
    "allocate": (
        "folkmoot.cli.allocate",
        "allocate",
        "Share the coming week's hours, from outcomes.",
    ),
    "experiment": (
        "folkmoot.cli.experiment",
        "experiment",
        "Plan an experiment, and check it before a winner.",
    ),
    "report": ("folkmoot.cli.planning", "report", "Write the report, one file."),
    "export": ("folkmoot.cli.planning", "export", "Write every table as CSV and JSON."),
    "sources": ("folkmoot.cli.data", "sources", "List the kinds of export that can be read."),
    "platforms": (
        "folkmoot.cli.platforms",
        "platforms",
        "What communities afford, forbid and let one read.",
    ),
    "llm": ("folkmoot.cli.llm", "llm", "A language model as a second reader."),
    "forget": ("folkmoot.cli.data", "forget", "Remove a person from everything."),
}

#: Headings of the list, above the verb that begins each part.
HEADINGS = {
    "demo": "Begin",
    "audience": "Understand",
    "conversations": "Help",
    "survey": "Ask",
    "plan": "Plan, and learn from what came of it",
    "report": "Hand over",
    "sources": "Look up, and look after",
}


@click.group(
    cls=LazyGroup,
    commands_table=COMMANDS,
    headings=HEADINGS,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(package_name="folkmoot", prog_name="folkmoot")
def cli() -> None:
    """Find where your customers take part, what they need, and help them there.

    A project is a folder. Begin with `folkmoot demo`, or with `folkmoot init` for your own. Nothing
    is ever sent: a person approves every message. `folkmoot COMMAND --help` says more.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; exits 0, 1 (a fault of the input) or 2 (a fault of usage)."""
    from folkmoot.errors import FolkmootError

    try:
        code = cli.main(args=arguments, prog_name="folkmoot", standalone_mode=False)
    except FolkmootError as error:
        from folkmoot.cli.output import show_error

        show_error(error)
        sys.exit(1)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        # The reader of a pipe (head, less) has gone; that is no fault.
        sys.stderr.close()
        sys.exit(0)
    sys.exit(code if isinstance(code, int) else 0)

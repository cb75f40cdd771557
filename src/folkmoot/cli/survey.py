"""The group of commands about questionnaires: one verb a step, each loaded when it is called."""

from __future__ import annotations

import click

from folkmoot.cli.group import LazyGroup

__all__ = ["SURVEY_COMMANDS", "survey"]

#: Verb -> (module, attribute, short help), in the order of the work.
SURVEY_COMMANDS = {
    "plan": ("folkmoot.cli.fieldwork", "plan", "Say how many people must answer."),
    "design": ("folkmoot.cli.fieldwork", "design", "Write the questionnaire for a survey tool."),
    "add": ("folkmoot.cli.answers", "add", "Bring a file of answers into the project."),
    "status": ("folkmoot.cli.answers", "status", "Say what a survey holds, and what not."),
    "weight": ("folkmoot.cli.weighting", "weight", "Hold a survey to its population."),
    "remove": ("folkmoot.cli.answers", "remove", "Remove a survey from the project."),
}


@click.group(
    cls=LazyGroup,
    commands_table=SURVEY_COMMANDS,
    short_help="Ask by questionnaire, and read the answers.",
)
def survey() -> None:
    """Ask a segment by questionnaire, and read what it answered."""

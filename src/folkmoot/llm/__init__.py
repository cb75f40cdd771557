"""A language model as a second reader: optional, off until a project names an endpoint.

Any endpoint that speaks the chat completions of OpenAI's API will do, one on the same machine
(Ollama, llama.cpp, vLLM) included. Texts lose what could name a person before they leave; answers
are checked against a schema; each is kept under the hash of model, prompt, schema and text, so that
nothing is paid for twice and every label leads to its prompt; tokens and money have a cap.
"""

from folkmoot.llm.asking import Answered, Reader, Spent
from folkmoot.llm.labels import LABELS, Agreement, PostLabel, agreement
from folkmoot.llm.names import NAMES, ThemeName
from folkmoot.llm.prompts import Prompt
from folkmoot.llm.texts import without_people

__all__ = [
    "LABELS",
    "NAMES",
    "Agreement",
    "Answered",
    "PostLabel",
    "Prompt",
    "Reader",
    "Spent",
    "ThemeName",
    "agreement",
    "without_people",
]

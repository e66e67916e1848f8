"""The templates a reflection can be written under: headings and prompts, as data. Changing one keeps every word."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Heading:
    """One part of a template: `key` is unique among all templates, `prompt` helps and asks nothing of patients."""

    key: str
    title: str
    prompt: str


@dataclass(frozen=True)
class Template:
    """Headings in their order, with where they come from."""

    key: str
    title: str
    source: str
    headings: tuple[Heading, ...]


TEMPLATES: tuple[Template, ...] = (
    Template(
        "what",
        "What? So what? Now what?",
        "Rolfe, Freshwater and Jasper 2001; used in The reflective practitioner, AoMRC and GMC 2018",
        (
            Heading("what", "What?", "What in this case held you, in a sentence or two. The facts matter least."),
            Heading(
                "so-what", "So what?", "What it told you: about your reasoning, your values, what you had not seen."
            ),
            Heading("now-what", "Now what?", "What you will keep, change or stop, and what you still want to know."),
        ),
    ),
    Template(
        "gibbs",
        "Gibbs’ cycle",
        "Gibbs 1988",
        (
            Heading("description", "Description", "What the case asked of you. Short."),
            Heading("feelings", "Feelings", "What you felt and thought while you decided."),
            Heading("evaluation", "Evaluation", "What sat well in your answer, and what did not."),
            Heading("analysis", "Analysis", "Why: what pulled on you, and what others weighed differently."),
            Heading("conclusion", "Conclusion", "What you take from it. What else you could have done."),
            Heading("action-plan", "Action plan", "What you would do next time."),
        ),
    ),
    Template(
        "johns",
        "Johns’ cues",
        "After Johns 1995, by Carper’s ways of knowing",
        (
            Heading(
                "aesthetics", "What I was trying to do", "What you were after, and what it meant for those around."
            ),
            Heading("personal", "What I brought to it", "How you felt, and what in you made you answer as you did."),
            Heading(
                "ethics", "What mattered", "Whether your answer was true to what you believe. What pulled against it."
            ),
            Heading("empirics", "What I knew", "What knowledge you used, and what you should have had."),
            Heading("reflexivity", "What it changes", "How it ties to earlier cases, and what you would do now."),
        ),
    ),
    Template("free", "Free", "", (Heading("free", "In your own words", "Write as you like."),)),
)

BY_KEY = {template.key: template for template in TEMPLATES}
HEADINGS = {heading.key: heading for template in TEMPLATES for heading in template.headings}

"""Verbs of saying and thinking: “Reed *said*”, “what does Reed *believe*?”."""

from __future__ import annotations

_FORMS = """say says said | think thinks thought | believe believes believed
    | claim claims claimed | argue argues argued | suggest suggests suggested
    | announce announces announced | warn warns warned | predict predicts predicted
    | tell tells told | deny denies denied"""
_VERBS = [tuple(verb.split()) for verb in _FORMS.split("|")]

TO_SAY = tuple(verb[0] for verb in _VERBS)
"""As they stand behind an auxiliary: “does Reed *say*”."""
SAYS_OR_SAID = tuple(form for verb in _VERBS for form in verb[1:])
"""As they stand behind who speaks: “Reed *says*”, “Reed *said*”."""

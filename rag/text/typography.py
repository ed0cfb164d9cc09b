"""Raised and lowered characters: exponents, note marks, ordinals and indices as Unicode.

A file that raises a "1" behind "$320" means a note, and text that drops the raising says $3201.
Unicode has most such characters (https://www.unicode.org/charts/PDF/U2070.pdf); what it lacks is
marked with "^" or "_", as in "10^k,n".
"""

from __future__ import annotations

_PLAIN = "0123456789+-=()abcdefghijklmnoprstuvwxyz\u2212"
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ⁻"
_UP = dict(zip(_PLAIN, _RAISED, strict=True))
_LOWERED = "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₋"
_DOWN = dict(zip("0123456789+-=()aehijklmnoprstuvx\u2212", _LOWERED, strict=True))
RAISED_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"


def raise_text(text: str) -> str:
    """``text`` as superscript: ``raise_text("2")`` is "²"; ``raise_text("a,b")`` is "^a,b".

    A mark that is no letter or digit ("*", "†") is one as it stands.
    """
    return _written(text, _UP, "^")


def lower_text(text: str) -> str:
    """``text`` as subscript: ``lower_text("2")`` is "₂"."""
    return _written(text, _DOWN, "_")


def _written(text: str, forms: dict[str, str], mark: str) -> str:
    if not any(character.isalnum() for character in text):
        return text
    if all(character in forms or character.isspace() for character in text):
        return "".join(forms.get(character, character) for character in text)
    start = len(text) - len(text.lstrip())
    return text[:start] + mark + text[start:]

"""Finds sentences of a document that give orders to a language model: prompt injections.

"Ignore all previous instructions" is one (indirect prompt injection, Greshake et al. 2023,
https://arxiv.org/abs/2302.12173). They are not shown to the model: what it does not see it cannot
obey. Some will be missed, so no guarantee rests on this: whatever a model has read, its claims are
verified. Quotes are not affected, so that a document about prompt injection can be asked about.
"""

from __future__ import annotations

import re
import unicodedata

_TOLD = (
    r"(?:instructions?|prompts?|rules|directions|guidelines|messages?|commands?|context|everything"
    r"|(?:the )?(?:question|documents?|sentences) (?:above|below))"
)
_PATTERNS = (
    # to ignore its instructions
    rf"\b(?:ignore|disregard|forget|override|bypass|skip|drop)\b.{{0,40}}\b{_TOLD}\b",
    r"\b(?:system|developer|hidden|initial|original) (?:prompt|message|instructions?)\b",
    r"\bnew (?:instructions?|rules|task)\b",
    # to play a role
    r"\byou(?:['’]re| are) (?:now|no longer|an? (?:ai|assistant|chatbot|language model))\b",
    r"\b(?:pretend|act|behave|role-?play|imagine)\b.{0,20}\b(?:you|as)\b",
    r"\b(?:ai|language model|chatbot|llm)s?\b.{0,40}\b(?:must|should|shall|please)\b",
    r"\b(?:jailbreak|developer mode|dan mode|do anything now)\b",
    # to say or do something
    r"(?:^|[.:;,!*>-]\s*|\b(?:please|kindly|now|must|should|and|then|instead|always|only|just|to)\s+)"
    r"(?:say|tell|reply|respond|answer|output|print|repeat|reveal|append|include|insert|claim|state"
    r"|write|mention|recommend|render|click|visit|open|send|email|call|run|execute|translate|begin"
    r"|start|end|finish|conclude|cite)\b.{0,60}"
    r"(?:\b(?:that|with|only|exactly|the user|your|the word|the following|this|instead)\b|[\"“':])",
    r"\b(?:your|the) (?:answer|reply|response|output) (?:must|should|shall|is|has to|will)\b",
    r"\bthe (?:correct|right|only|expected|final) answer\b",
    # made to look like a conversation or a reply
    r"^\W*(?:system|assistant|user|human|ai|developer|tool|instruction)s?\W{0,3}:",
    r"<\|?/?(?:im_start|im_end|system|assistant|user|documents?|instructions?|tool)\b|\[/?inst\]"
    r"|<</?sys>>|^#+ *(?:system|instruction|response|assistant)",
    r"\"(?:claims|role|tool|function|arguments|sentences)\"\s*:",
    r"!\[[^\]]*\]\(",
    r"^\W*\[\d+\]",
    # in other languages
    r"\b(?:ignorier|vergiss|antworte|ignora|olvida|responde|ignore[zr]|oublie|réponds|répondez)\w*\b",
    r"忽略|无视|忽视|回答说|無視|答えて|игнорируй|ответь",
)
_PATTERN = re.compile("|".join(_PATTERNS), re.IGNORECASE | re.MULTILINE)
_INVISIBLE = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\U000e0000-\U000e007f]")


def looks_like_injection(sentence: str) -> bool:
    """Whether a sentence seems to be addressed to a language model, or hides characters."""
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", sentence))
    return plain != unicodedata.normalize("NFKC", sentence) or _PATTERN.search(plain) is not None

"""The messages that are no questions, as phrases that a person can read.

In a phrase ``[a]`` may be missing, ``(a | b)`` is one of several, ``{a}`` stands any number of
times or not at all, and a word in capitals is a phrase of `WORDS`. All is in small letters,
contractions written out, without the punctuation between words.
"""

from __future__ import annotations

import re
from functools import cache

WORDS = {
    "BEFORE": """please | pls | plz | kindly | just | quickly | ok | okay | so | now | well | then
        | (can | could | would | will) (you | i | we) | i [would] (like | want | need) [you] [to]
        [have | get | see | know] | let me (have | see | get | know) | HELLO""",
    "AFTER": """please | pls | plz | for me | to me | thanks | thank you | now | again | briefly
        | quickly | shortly | in (short | brief | english | a nutshell)
        | in [only | just] [a | NUMBER | some | your own | its own | their own]
        [few | short | simple | plain | bullet]
        (word | words | sentence | sentences | line | lines | points | bullets | paragraph | terms)
        | with (quotes | citations | sources) | bitte | por favor | svp""",
    "NUMBER": """one | two | three | four | five | six | seven | eight | nine | ten
        | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 12 | 15 | 20""",
    # Greetings and thanks
    "HELLO": """(hi | hii | hello | hey | hiya | howdy | greetings
        | good (morning | afternoon | evening | day) | hola | buenos días | buenas tardes | bonjour
        | bonsoir | salut | hallo | guten (tag | morgen | abend) | ciao | buongiorno | olá | привет
        | здравствуйте | 你好 | 您好 | こんにちは | おはよう | 안녕하세요 | 👋)
        {there | you | all | everyone | everybody | team | bot | assistant | friend | again}""",
    "THANKS": """[many] (thanks | thank you | thx | thankyou | ty) {a lot | so much | very much
        | again | for (that | this | your help | the (help | answer | answers | information))}
        | very (helpful | interesting | good) | that (helps | is helpful | is great | is all)
        | great | perfect | nice | cool | awesome | excellent | wonderful | good job | well done
        | got it | i see | ok | okay | cheers | danke [schön] | vielen dank | merci [beaucoup]
        | [muchas] gracias | grazie | obrigado | obrigada | спасибо | 谢谢 | 谢谢你 | 多谢
        | ありがとう | ありがとうございます | 감사합니다 | 👍 | 🙏""",
    "BYE": """bye [bye] | goodbye | good (bye | night) | see you [later | soon] | farewell
        | au revoir | auf wiedersehen | tschüss | adiós | 再见""",
    # Documents
    "FILES": "documents | docs | files | sources | pdfs",
    "NOUN": """document | doc | text | file | pdf | article | paper | report | source | material
        | materials | texts | articles | papers | reports | FILES""",
    "SPECIFIC": """page | pages | book | books | story | stories | letter | letters | email | emails
        | post | essay | chapter | content | contents | folder | collection | library""",
    "WHICH": """{NUMBER | indexed | uploaded | attached | available | whole | entire | full | given
        | complete | present | current | news}""",
    "DOCUMENT": """[all | each | every | both | any] [of] [the | my | our | your] WHICH (NOUN)
        | [all] [of] (this | that | these | those | my | our) WHICH (NOUN | SPECIFIC)
        | the (whole | entire | full | uploaded | attached) (NOUN | SPECIFIC)
        | [the] (content | contents) [of (the | this | my) (NOUN)]""",
    "DOCS": """DOCUMENT | it | this | that | these | those | them | all | it all | everything
        | all of (it | them | this) | both of them""",
    # Summaries
    "GIVE": """[(give | get | show | write | make | provide | create | tell | send | list | have
        | name) [me | us] | what (is | are) the | i need]
        [a | an | the | your | its | their | some]""",
    "SIZE": """{NUMBER | short | brief | quick | concise | general | high-level | rough | small
        | good | long | detailed | executive | extractive | overall | complete}""",
    "SUMMARY": """SIZE (summary | summaries | overview | synopsis | abstract | gist | recap | tl;dr
        | tldr | outline | digest)""",
    "WEIGHT": """(top | most important | main | key | central | principal | major | core | essential
        | important | primary | overall | general) {NUMBER | and | main | key | important}""",
    "POINTS": """{NUMBER} (WEIGHT) (point | points | idea | ideas | takeaway | takeaways | message
        | messages | topic | topics | theme | themes | subject | contents | content | statements
        | sentences | facts | things | parts) | highlights | essence | bottom line | takeaways""",
    "MAINLY": "[all | mainly | mostly | basically | really | actually | generally | roughly]",
}

GREETING = (
    "HELLO {HELLO | how are you [doing] [today] | how is it going | nice to meet you}",
    "how are you [doing] [today] | how is it going | nice to meet you | are you there",
)
THANKS = ("[no] (THANKS) {THANKS | and | you | all | everyone}",)
FAREWELL = ("{THANKS | and} (BYE) {THANKS | and | all | everyone}",)
HELP = (
    "help [me] [out] | i need [some] help | help is needed | instructions | usage",
    "(what can | what do) you (do | offer) [for me] | what are you [able to do | capable of | for]",
    "who are you | what is your (name | purpose | job) | introduce yourself",
    "who (made | built | created | developed) you",
    """are you [a | an] (human | person | ai | robot | bot | chatbot | machine | real | real person
        | language model | llm | chatgpt | gpt | claude)""",
    "what is this [app | tool | site | page | website | program | assistant | chat | chatbot]",
    "how (do | can | should) i use (this | you) [app | tool | site | page | program | assistant]",
    "how (do | can | should) i (start | begin | get started | ask [you] [a question | questions])",
    "how (do you | does this [app | tool | site | page | program | assistant]) work",
    "what (can | could | should) (i | we) ask [you] [about]",
    "what (kind | kinds | sort | sorts | type | types) of questions can (i ask [you] | you answer)",
    "hilfe | ayuda | aide | aiuto | 帮助 | ヘルプ",
)
DOCUMENTS = (
    """(which (FILES) | what (FILES) | how many (documents | docs | files))
        (do (you | we) (have | know | use | search) | have you [got | read | indexed]
        | are (there | indexed | available | loaded | included | uploaded | searchable | here
        | in (here | the (index | library | folder | collection)))
        | (have | did) (i | we) (upload | uploaded | add | added | index | indexed)
        | can (i | we | you) (ask [about] | search [in] | use | see | read | access))""",
    "(which | what) (papers | articles | texts | books | reports) do (you | we) have",
    """(list | show | display) [me] [all] [of] [the | your | my | our] WHICH (FILES)
        [you have | available | indexed | there are | that are (indexed | available)]""",
    "[(give | show) me] [a | the] list of [all] [the | your | my] WHICH (FILES) [you have]",
    "[all] [the | your | my | our] (FILES) | what are (your | my | our) WHICH (FILES)",
    "what are the (indexed | available | uploaded) (FILES) | (FILES) list | document list",
    "what is [in] (the | your | my) (index | library | folder | collection | knowledge base)",
    "what is indexed | what (do you (have | know) | have you (read | got | indexed))",
    "welche dokumente (hast du | haben sie | gibt es) | quels documents (as-tu | avez-vous)",
    "qué documentos (tienes | hay) | 有哪些(文件 | 文档) | 你有哪些文件",
)
SUMMARIES = (
    "(summarise | summarize | sum up | recap | outline | condense) DOCS",
    "(describe | introduce | go over | run through) DOCUMENT",
    "summarise | summarize | recap | tl;dr | tldr | brief me | in a nutshell",
    "sum (it | this | that | them | everything | things) [all] up",
    "GIVE (SUMMARY) [(of | for | on | from | about) DOCS]",
    "DOCUMENT (summary | overview | tl;dr | tldr)",
    "(summary | overview | tl;dr | tldr) DOCUMENT",
    "GIVE (POINTS) [(of | in | from) DOCS]",
    "GIVE (POINTS) (made | discussed | covered | mentioned) (in | by) DOCUMENT",
    "(what | which) (topics | themes | subjects) are (covered | discussed) [(in | by) DOCUMENT]",
    "what (is | are) (DOCUMENT | this | these) MAINLY about",
    "[tell me] what (DOCUMENT | this) (is | are) MAINLY about",
    "tell (me | us) [something | more] about DOCUMENT",
    "what (should i | do i need to) know about DOCUMENT | what is this (NOUN)",
    # Other languages
    "zusammenfassung | fasse [bitte] (das | den text | das dokument | die dokumente) zusammen",
    "worum geht es [hier | in diesem dokument | in dem dokument | in diesem text]",
    "résumé | (résume | résumez | résumer) (ce | le | les | ces) (document | documents | texte)",
    "de quoi (parle | traite) (ce | le) (document | texte) | de quoi ça parle",
    "resumen | (resume | resumir) (este | el | los) (documento | documentos | texto)",
    "de qué trata [(este | el) (documento | texto)] | riassunto | riassumi [questo documento]",
    "总结 | 总结一下 | 请总结 | 请总结一下 | 概括一下 | 总结这个文件 | 总结这篇文章",
    "这个文件讲了什么 | 这篇文章讲了什么 | 这篇文章的主要内容是什么",
    "要約 | 要約して | 要約してください",
)
CONTENTS = (
    "[tell me] what (do | does) DOCUMENT MAINLY (say | contain | cover | discuss | deal with)",
    "[tell me] what is (in | inside) (DOCUMENT)",
    "(what | which) (topics | themes | points | subjects) (do | does) DOCUMENT (cover | make)",
)
"""Questions for a summary that are so only of a document ("What does Putin say?" is not)."""

_TOKEN = re.compile(r"[\[\](){}|]|[^\s\[\](){}|]+")
_SIGNS = {"[": "(?:", "]": ")?", "(": "(?:", ")": ")", "{": "(?:", "}": ")*", "|": "|"}


def pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """Matches a message, with a space before it, that is one of the phrases, politely or not."""
    any_of = "|".join(_expression(phrase) for phrase in phrases)
    return re.compile(f"(?:{_expression('{BEFORE}')})(?:{any_of})(?:{_expression('{AFTER}')})")


def naming(phrases: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    """The same for each phrase in which documents stand, as the group ``named``."""
    target = re.compile(r"\(DOCUMENT(?: \| this| \| these)*\)|DOCUMENT|DOCS")
    named = (target.sub("NAMED", phrase) for phrase in phrases if target.search(phrase))
    return tuple(pattern((phrase,)) for phrase in named)


@cache
def _expression(phrase: str) -> str:
    if phrase == "NAMED":
        return r" (?P<named>.+?)"
    parts = []
    for token in _TOKEN.findall(phrase):
        if token == "NAMED" or token in WORDS:
            parts.append(f"(?:{_expression(WORDS.get(token, token))})")
        else:
            parts.append(_SIGNS.get(token) or " " + re.escape(token))
    return "".join(parts)

"""English verbs that may be asked about, and their forms."""

from __future__ import annotations

_REGULAR = """abandon abolish accept accompany account achieve acquire add address adopt affect
    agree aid aim allow announce appear appoint apply approve argue arrest arrive ask assemble
    assume attack attain attempt attend attract award base belong block borrow bottle call cancel
    capture carry cause celebrate change charge circulate claim climb close collapse collect
    combine commission complete compose compile comprise concern conclude conduct confirm connect
    conquer consider consist construct contain continue contribute convert cook correct cover
    create criticise criticize cross date debut decide declare decline defeat define deliver demand
    demonstrate deny depend describe design destroy detect determine develop devote die direct
    disappear discover dissolve distribute divide donate double earn edit elect emerge employ
    enable encourage end endorse enter establish estimate evolve examine exceed exhibit exist
    expand experience explain explore export express extend face fail feature fill finance finish
    fix flow follow form found function fund gain generate graduate grant handle happen head
    help hire honour honor hope host house identify illustrate import impose improve inaugurate
    include increase influence inherit initiate inspire install intend introduce invade invent
    invest invite involve issue join judge kill labour lack land last launch lie link live load
    locate maintain manage manufacture mark marry measure merge migrate modify move name narrow
    need nominate note observe obtain occupy offer open operate oppose order organise organize
    originate own pack paint participate pass patent perform persuade pioneer place plant play
    possess praise predict prepare present preserve prevent print proclaim produce promise promote
    propose protect protest prove provide publish pull purchase push raise rank reach realise
    realize rebuild receive recognise recognize recommend record recover reduce refer reform refuse
    reject relate release rely remain remove rename render renew renovate repair repeat replace
    report represent request require rescue reside resign resist restore restrict result retain
    retire return reveal review rule sail save score search secure select separate serve settle
    share sign span sponsor start state stay store stress strike-down study succeed suffer suggest
    supply support surrender surround survey survive target test total trace train translate travel
    treat turn unveil use utilise utilize vary view visit vote want warn weigh welcome widen
    witness work yield"""
_IRREGULAR = """admit:admitted ban:banned beat:beat:beaten become:became:become begin:began:begun
    break:broke:broken bring:brought build:built buy:bought catch:caught choose:chose:chosen
    come:came:come commit:committed cost:cost cut:cut deal:dealt draw:drew:drawn drive:drove:driven
    drop:dropped eat:ate:eaten fall:fell:fallen feed:fed feel:felt fight:fought find:found
    fly:flew:flown get:got give:gave:given go:went:gone grow:grew:grown have:had hear:heard
    hold:held keep:kept know:knew:known lead:led leave:left lend:lent lose:lost make:made
    mean:meant meet:met occur:occurred pay:paid plan:planned prefer:preferred put:put read:read
    refer:referred ride:rode:ridden rise:rose:risen run:ran:run say:said see:saw:seen seek:sought
    sell:sold send:sent set:set shoot:shot ship:shipped show:showed:shown shut:shut sing:sang:sung
    sink:sank:sunk sit:sat speak:spoke:spoken spend:spent spread:spread stand:stood stop:stopped
    strike:struck submit:submitted take:took:taken teach:taught tell:told think:thought
    throw:threw:thrown transfer:transferred win:won write:wrote:written"""


def _past(base: str) -> str:
    if base[-1] == "y" and base[-2] not in "aeou":
        return base[:-1] + "ied"
    return base + ("d" if base[-1] == "e" else "ed")


def _present(base: str) -> str:
    if base == "have":
        return "has"
    if base[-1] == "y" and base[-2] not in "aeou":
        return base[:-1] + "ies"
    return base + ("es" if base.endswith(("s", "sh", "ch", "x", "o")) else "s")


_FORMS = [form.split(":") for form in _IRREGULAR.split()]
_FORMS += [[base, _past(base)] for base in _REGULAR.split()]
_BASE_OF_PAST = {forms[1]: forms[0] for forms in reversed(_FORMS)}
_BASE_OF_PRESENT = {_present(forms[0]): forms[0] for forms in _FORMS}
_BASES = frozenset(forms[0] for forms in _FORMS)
PAST_OF_PARTICIPLE = {forms[-1]: forms[1] for forms in _FORMS} | {"born": "bore"}

AUXILIARIES = frozenset("was were is are will would can could must has have had".split())
_MAIN_TOO = ("has", "have", "had")


def is_verb(word: str) -> bool:
    """Whether a word is a finite verb, or may be one."""
    return word in AUXILIARIES or word in _BASE_OF_PAST or word in _BASE_OF_PRESENT


def is_past(word: str) -> bool:
    """Whether a verb, no auxiliary, stands in the past tense."""
    return word in _BASE_OF_PAST and word not in AUXILIARIES


def is_participle(word: str) -> bool:
    """Whether a word that follows "has" may make a perfect tense with it."""
    return word in PAST_OF_PARTICIPLE or word == "been" or word.endswith(("ed", "ly"))


def is_base(word: str) -> bool:
    """Whether a word is a verb as it stands after "did"."""
    return word in _BASES


def is_present(word: str) -> bool:
    """Whether a verb has the form of "he founds"."""
    return word in _BASE_OF_PRESENT


def base_of(word: str) -> str:
    """The verb as it stands after "did"."""
    return _BASE_OF_PAST.get(word) or _BASE_OF_PRESENT.get(word, word)


def is_auxiliary(word: str, following: str) -> bool:
    """Whether a verb stands before another; "has" and "had" do so only before a participle."""
    return word in AUXILIARIES and (word not in _MAIN_TOO or is_participle(following))

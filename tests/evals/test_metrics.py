"""What the figures of an eval mean."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chapter_and_verse.answer.answer import Answer
from chapter_and_verse.answer.citation import Citation
from chapter_and_verse.evals.scoring import metrics
from chapter_and_verse.evals.scoring.metrics import squad_exact, squad_f1, squad_tokens
from chapter_and_verse.evals.scoring.statistics import (
    auroc,
    balanced_accuracy,
    best_balanced_accuracy,
    bootstrap_interval,
    expected_calibration_error,
    percentile,
)
from chapter_and_verse.text.sentences import Span

SCORES = st.lists(st.integers(-20, 20).map(lambda n: n / 4), min_size=1, max_size=30)
SHARES = st.lists(st.floats(0, 1), min_size=1, max_size=30)


# ---------------------------------------------------------------- statistics


@given(SCORES, SCORES)
def test_auroc_is_a_symmetric_share(positive: list[float], negative: list[float]) -> None:
    area = auroc(positive, negative)

    assert 0 <= area <= 1
    assert area == pytest.approx(1 - auroc(negative, positive))


@given(SCORES, SCORES)
def test_auroc_is_the_share_of_pairs_in_order(positive: list[float], negative: list[float]) -> None:
    in_order = [(p > n) + (p == n) / 2 for p in positive for n in negative]

    assert auroc(positive, negative) == pytest.approx(sum(in_order) / len(in_order))


def test_auroc_counts_a_tie_as_half() -> None:
    assert auroc([2, 3], [0, 1]) == 1
    assert auroc([1], [1]) == 0.5
    assert auroc([1, 2], [0, 1]) == 0.875


def test_balanced_accuracy_is_the_mean_of_both_shares() -> None:
    assert balanced_accuracy([True, True], [False, False]) == 1
    assert balanced_accuracy([True, True], [True, True]) == 0.5
    assert balanced_accuracy([True, True, True, False], [True]) == 0.375


@given(SCORES, SCORES)
def test_no_threshold_is_better_than_the_best(positive: list[float], negative: list[float]) -> None:
    best, threshold = best_balanced_accuracy(positive, negative)

    def at(t: float) -> float:
        return balanced_accuracy([p >= t for p in positive], [n >= t for n in negative])

    assert best == pytest.approx(at(threshold))
    assert all(best >= at(t) - 1e-12 for t in [*positive, *negative, -100, 100])


@given(st.dictionaries(st.integers(1, 40), st.integers(0, 40), min_size=1, max_size=6))
def test_perfect_calibration_has_no_error(groups: dict[int, int]) -> None:
    """``k`` of ``n`` answers given with a confidence of k / n are right."""
    confidences, outcomes = [], []
    for n, drawn in groups.items():
        k = drawn % (n + 1)
        confidences += [k / n] * n
        outcomes += [1] * k + [0] * (n - k)

    assert expected_calibration_error(confidences, outcomes) == pytest.approx(0)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1), st.integers(1, 20))
def test_calibration_error_is_a_share(pairs: list[tuple[float, bool]], bins: int) -> None:
    confidences, outcomes = zip(*pairs, strict=True)

    assert 0 <= expected_calibration_error(confidences, outcomes, bins) <= 1


def test_calibration_error_weighs_each_bin_by_its_answers() -> None:
    assert expected_calibration_error([1, 1], [0, 0]) == 1
    assert expected_calibration_error([0.9, 0.9, 0.9, 0.2], [1, 1, 0, 0]) == pytest.approx(
        3 / 4 * (0.9 - 2 / 3) + 1 / 4 * 0.2
    )
    assert expected_calibration_error([0.1, 0.11], [0, 1]) == pytest.approx((0.1 + 0.89) / 2)
    assert expected_calibration_error([0.1, 0.11], [0, 1], bins=1) == pytest.approx(0.395)


@given(SHARES)
def test_the_interval_of_a_mean_holds_it(values: list[float]) -> None:
    low, high = bootstrap_interval(values, resamples=200)

    assert min(values) - 1e-9 <= low <= np.mean(values) + 1e-9
    assert np.mean(values) - 1e-9 <= high <= max(values) + 1e-9


def test_the_interval_is_that_of_the_normal_law_where_it_holds() -> None:
    values = np.random.default_rng(1).normal(5, 2, 400)
    error = values.std() / 20

    low, high = bootstrap_interval(values, resamples=4000)

    assert low == pytest.approx(values.mean() - 1.96 * error, abs=0.2 * error)
    assert high == pytest.approx(values.mean() + 1.96 * error, abs=0.2 * error)


def test_the_same_seed_gives_the_same_interval() -> None:
    values = [0, 1, 1, 0, 1]

    assert bootstrap_interval(values, seed=3) == bootstrap_interval(values, seed=3)
    assert bootstrap_interval(values, np.median, seed=3) != (0.5, 0.5)


def test_clusters_that_agree_widen_the_interval() -> None:
    values = [0, 1] * 20
    low, high = bootstrap_interval(values)
    clustered_low, clustered_high = bootstrap_interval(
        sorted(values), clusters=[n // 10 for n in range(40)]
    )

    assert clustered_high - clustered_low > 1.5 * (high - low)
    assert bootstrap_interval(values, clusters=["all"] * 40) == (0.5, 0.5)


def test_a_statistic_of_pairs_can_be_resampled() -> None:
    pairs = [(0.8, 1), (0.8, 0)] * 10

    low, high = bootstrap_interval(pairs, lambda p: expected_calibration_error(p[:, 0], p[:, 1]))

    assert 0 <= low < 0.3 < high <= 0.8


def test_percentiles_are_interpolated() -> None:
    assert percentile([1, 2, 3, 4], 50) == 2.5
    assert percentile([3], 95) == 3


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: auroc([], [1]),
        lambda: auroc([1], []),
        lambda: auroc([float("nan")], [1]),
        lambda: balanced_accuracy([], [True]),
        lambda: expected_calibration_error([], []),
        lambda: expected_calibration_error([0.5], [1, 0]),
        lambda: expected_calibration_error([1.2], [1]),
        lambda: bootstrap_interval([]),
        lambda: bootstrap_interval([1, 2], clusters=["a"]),
        lambda: percentile([], 50),
    ],
)
def test_a_figure_of_nothing_is_an_error(wrong: Callable[[], object]) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        wrong()


# ------------------------------------------------------------- short answers


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The Orlan drone,", ["orlan", "drone"]),
        ("a “new level”.", ["new", "level"]),
        ("China‘s economy", ["chinas", "economy"]),
        ("An anthem", ["anthem"]),
        ("北京大学。", ["北", "京", "大", "学"]),
        ("在2022年2月", ["在", "2022", "年", "2", "月"]),
        ("  \n", []),
    ],
)
def test_answers_are_compared_by_their_words(text: str, tokens: list[str]) -> None:
    assert squad_tokens(text) == tokens


def test_f1_counts_shared_words_of_the_nearest_gold_answer() -> None:
    assert squad_f1("from April 16 to 19", ["April 16 to 19"]) == pytest.approx(8 / 9)
    assert squad_f1("Orlan", ["a Swiss system", "the Orlan"]) == 1
    assert squad_f1("very very big", ["very big"]) == pytest.approx(4 / 5)
    assert squad_f1("Moscow", ["Kyiv"]) == 0
    assert squad_f1("北京", ["北京大学"]) == pytest.approx(2 / 3)


def test_exact_needs_the_same_words_in_order() -> None:
    assert squad_exact("The  March 2023.", ["March 2023"]) == 1
    assert squad_exact("2023 March", ["March 2023"]) == 0
    assert squad_exact("March", ["April", "march"]) == 1


def test_no_answer_is_right_only_where_there_is_none() -> None:
    assert squad_f1("", []) == squad_exact("", []) == 1
    assert squad_f1("Moscow", []) == squad_exact("Moscow", []) == 0
    assert squad_f1("", ["Moscow"]) == squad_exact("", ["Moscow"]) == 0


@given(st.text(max_size=40), st.text(max_size=40))
def test_f1_is_a_symmetric_share(one: str, other: str) -> None:
    assert 0 <= squad_f1(one, [other]) <= 1
    assert squad_f1(one, [other]) == squad_f1(other, [one])
    assert squad_f1(one, [one]) == squad_exact(one, [one]) == 1
    assert squad_exact(one, [other]) <= squad_f1(one, [other])


# --------------------------------------------------------------- one answer

TEXTS = {"a.txt": "It opened in 1901. It closed in 1950. It opened in 1901.", "b.txt": "Nothing."}


def cited(start: int, end: int, source: str = "a.txt") -> Citation:
    return Citation(source, start, end, TEXTS[source][start:end])


def answer(*citations: Citation, **more: object) -> Answer:
    return Answer("q", "q", citations=citations, **more)


OPENED = [("a.txt", [Span(10, 17)])]


def test_verbatim_looks_at_every_quote_shown() -> None:
    right, wrong = cited(0, 18), replace(cited(0, 18), quote="It opened in 1902.")

    assert metrics.verbatim(answer(right, short_answer=cited(13, 17)), TEXTS.__getitem__)
    assert metrics.verbatim(answer(), TEXTS.__getitem__)
    assert not metrics.verbatim(answer(right, wrong), TEXTS.__getitem__)
    assert not metrics.verbatim(answer(refused=True, closest=(wrong,)), TEXTS.__getitem__)
    assert not metrics.verbatim(answer(right, short_answer=wrong), TEXTS.__getitem__)


def test_verbatim_does_not_accept_the_same_words_from_another_place() -> None:
    shifted = replace(cited(0, 18), start=19, end=37)

    assert not metrics.verbatim(answer(shifted), TEXTS.__getitem__)


def test_verbatim_does_not_accept_spans_counted_from_the_end() -> None:
    assert not metrics.verbatim(answer(replace(cited(0, 18), start=-19)), TEXTS.__getitem__)
    assert not metrics.verbatim(answer(Citation("a.txt", 5, 5, "")), TEXTS.__getitem__)


def test_gold_counts_where_the_quotes_hold_it() -> None:
    assert metrics.gold_in_quotes(answer(cited(0, 18)), OPENED)
    assert metrics.gold_in_quotes(answer(cited(19, 37), cited(0, 18)), OPENED)
    assert metrics.gold_in_quotes(answer(cited(13, 37), cited(0, 13)), OPENED)


def test_gold_does_not_count_in_part_elsewhere_or_on_a_refusal() -> None:
    assert not metrics.gold_in_quotes(answer(cited(13, 37)), OPENED)
    assert not metrics.gold_in_quotes(answer(cited(0, 12), cited(13, 18)), OPENED)
    assert not metrics.gold_in_quotes(answer(cited(38, 56)), OPENED)
    assert not metrics.gold_in_quotes(answer(Citation("b.txt", 0, 18, "x" * 18)), OPENED)
    assert not metrics.gold_in_quotes(answer(refused=True, closest=(cited(0, 18),)), OPENED)
    assert not metrics.gold_in_quotes(answer(), OPENED)


def test_gold_counts_at_any_of_its_places_but_needs_every_quote() -> None:
    either = [("a.txt", [Span(10, 17), Span(48, 55)])]
    both = [*OPENED, ("a.txt", [Span(29, 36)])]

    assert metrics.gold_in_quotes(answer(cited(38, 56)), either)
    assert metrics.gold_in_quotes(answer(cited(0, 18), cited(19, 37)), both)
    assert not metrics.gold_in_quotes(answer(cited(0, 18)), both)


def test_the_first_quote_is_judged_even_on_a_refusal() -> None:
    assert metrics.first_is_right(answer(cited(0, 18), cited(19, 37)), OPENED)
    assert metrics.first_is_right(answer(refused=True, closest=(cited(0, 18),)), OPENED)
    assert not metrics.first_is_right(answer(cited(19, 37), cited(0, 18)), OPENED)
    assert not metrics.first_is_right(answer(cited(0, 18)), [])


def test_a_refusal_has_no_short_answer() -> None:
    assert metrics.short_answer_text(answer(cited(0, 18), short_answer=cited(13, 17))) == "1901"
    assert metrics.short_answer_text(answer(cited(0, 18))) == ""
    assert metrics.short_answer_text(answer(refused=True, short_answer=cited(13, 17))) == ""


def test_quoted_characters_add_up() -> None:
    assert metrics.quoted_chars(answer(cited(0, 18), cited(19, 37))) == 36
    assert metrics.quoted_chars(answer(refused=True, closest=(cited(0, 18),))) == 0

"""Charts of Office documents as the tables that they draw."""

from __future__ import annotations

from typing import Any

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def chart_title(chart: Any) -> str:
    """What is written above a chart; ``chart`` is the root of its part of the file."""
    title = chart.find(f".//{_C}chart/{_C}title")
    return (
        ""
        if title is None
        else " ".join("".join(t.text or "" for t in title.iter(_A + "t")).split())
    )


def chart_rows(chart: Any) -> list[list[str]]:
    """The values of a chart: a row for each category, a column for each series.

    The first row names the columns; there is none where the chart keeps no values.
    """
    series = list(chart.iter(_C + "ser"))
    columns = [
        (_first(one, "tx"), _points(one, "cat", "xVal"), _points(one, "val", "yVal"))
        for one in series
    ]
    places = sorted({place for _, _, values in columns for place in values})
    categories: dict[int, str] = {}
    for _, names, _ in columns:
        categories = {**names, **categories}
    if not places:
        return []
    header = ["", *(name for name, _, _ in columns)]
    return [header] + [
        [categories.get(place, str(place + 1)), *(values.get(place, "") for *_, values in columns)]
        for place in places
    ]


def _first(series: Any, tag: str) -> str:
    found = series.find(_C + tag)
    value = None if found is None else found.find(f".//{_C}v")
    return "" if value is None else " ".join((value.text or "").split())


def _points(series: Any, *tags: str) -> dict[int, str]:
    """The points of the series, each with its place; with several levels of names, the nearest."""
    for tag in tags:
        found = series.find(_C + tag)
        if found is None:
            continue
        level = found.find(f".//{_C}lvl")
        return {
            int(point.get("idx", "0")): _number(point.findtext(_C + "v", "").strip())
            for point in (found if level is None else level).iter(_C + "pt")
            if point.get("idx", "0").isdecimal()
        }
    return {}


def _number(value: str) -> str:
    """``value`` without what binary fractions add: "4.3" for "4.2999999999999998"."""
    try:
        number = float(value)
    except ValueError:
        return value
    return f"{number:.12g}" if "." in value and "e" not in value.lower() else value

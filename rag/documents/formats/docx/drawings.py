"""What pictures, charts, diagrams and embedded objects of a Word document say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chapter_and_verse.documents.formats.charts import chart_rows, chart_title

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_DIAGRAM = "{http://schemas.openxmlformats.org/drawingml/2006/diagram}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_VML = "{urn:schemas-microsoft-com:vml}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_NO_DESCRIPTION = re.compile(
    r"\S*\.(?:png|jpe?g|gif|bmp|emf|wmf|tiff?|svg|webp)|(?:picture|image|graphic|photo)\s*\d*",
    re.IGNORECASE,
)
"""Names of files, and what programs put in the place of a description."""


@dataclass
class Drawn:
    """The words of a drawing, the values of a chart, and what of it is only seen."""

    captions: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    missing: Counter[str] = field(default_factory=Counter)


def read_drawing(drawing: Any, related: Callable[[str], Any]) -> Drawn:
    """What ``drawing`` says; ``related`` gives the part that the id of a relation points to."""
    drawn = Drawn()
    if description := alternative_text(drawing):
        drawn.captions.append(description)
    for chart in drawing.iter(_C + "chart"):
        root = related(chart.get(_R + "id", ""))
        rows = [] if root is None else chart_rows(root)
        drawn.captions += filter(None, [chart_title(root) if root is not None else ""])
        drawn.rows += rows
        drawn.missing["chart"] += not rows
    for relations in drawing.iter(_DIAGRAM + "relIds"):
        root = related(relations.get(_R + "dm", ""))
        drawn.captions += diagram_texts(root) if root is not None else []
        drawn.missing["drawing"] += root is None
    is_picture = any(True for _ in drawing.iter(_A + "blip", _VML + "imagedata"))
    is_object = drawing.tag.endswith("}object")
    is_decorative = any(mark.get("val") in ("1", "true") for mark in drawing.iter(_DECORATIVE))
    drawn.missing["object"] += is_object
    drawn.missing["picture"] += is_picture and not (is_object or description or is_decorative)
    return drawn


def alternative_text(drawing: Any) -> str:
    """The description that its writer gave to a picture; what a program put there is none."""
    for element in drawing.iter():
        if not isinstance(element.tag, str):
            continue
        if element.tag.endswith(("}docPr", "}cNvPr")):
            text = element.get("descr") or element.get("title") or ""
        else:
            text = element.get("alt", "") if element.tag.startswith(_VML) else ""
        text = " ".join(text.split())
        if text and not _NO_DESCRIPTION.fullmatch(text):
            return text
    return ""


def diagram_texts(root: Any) -> list[str]:
    """The texts of a diagram (SmartArt), one a shape, from its data."""
    texts = (
        "".join(t.text or "" for t in point.iter(_A + "t")).strip()
        for point in root.iter(_DIAGRAM + "pt")
        if point.get("type", "node") == "node"
    )
    return [text for text in texts if text]

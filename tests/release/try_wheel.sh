#!/usr/bin/env bash
# Tries the wheel as a stranger would: in a bare environment, beside a project that has a rag.py,
# a ui/ and an evals/ of its own. Usage: tests/release/try_wheel.sh WHEEL [PYTHON]
set -euo pipefail
wheel=$(realpath "$1")
python=${2:-python3}
constraints=$(cd "$(dirname "$0")/../.." && pwd)/constraints.txt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset PYTHONPATH

"$python" -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet -c "$constraints" "$wheel" pytest
"$work/venv/bin/python" -m pip check

mkdir -p "$work/project/ui" "$work/project/evals" "$work/project/docs"
cd "$work/project"
echo 'OWN = "rag"' > rag.py
echo 'OWN = "ui"' > ui/__init__.py
echo 'OWN = "evals"' > evals/__init__.py
echo 'The museum opens at ten in the morning. It was founded by Ada Marsh in 1887.' > docs/visit.md
cat > cases.yaml <<'YAML'
- id: founder
  question: Who founded the museum?
  answerable: true
  gold:
    - {source: visit.md, quote: Ada Marsh}
YAML
cat > thresholds.toml <<'TOML'
[at_least]
verbatim_rate = 1.0
answerable_gold_in_quotes = 1.0
TOML
cat > test_grounded.py <<'PY'
import evals
import rag
import ui


def test_the_project_keeps_its_own_names():
    assert (rag.OWN, ui.OWN, evals.OWN) == ("rag", "ui", "evals")


def test_answers_stay_grounded(rag_eval):
    judged = rag_eval(cases="cases.yaml", documents="docs", thresholds="thresholds.toml")
    assert not judged.shortfalls, judged.shortfalls
PY
"$work/venv/bin/python" -m pytest -q
"$work/venv/bin/rag" --version
"$work/venv/bin/rag" index --documents docs --store store
"$work/venv/bin/rag" ask "Who founded the museum?" --documents docs --store store | tee answer
grep -q "Ada Marsh" answer
# The golden set needs its document, which the wheel brings; a draw of five may miss a threshold.
"$work/venv/bin/rag" eval --limit 5 || [ $? = 1 ]
echo "The wheel works."

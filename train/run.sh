#!/usr/bin/env bash
# Trains the verifier and makes the decision from nothing: about an hour on two cores, see README.md.
set -euo pipefail
cd "$(dirname "$0")/.."
base=${1:?usage: train/run.sh FP32_ONNX_OF_THE_BASE [WORK_FOLDER]}
work=${2:-node_modules/.cache/train}
mkdir -p "$work"
if [ ! -x "$work/venv/bin/python" ]; then
  python3 -m venv "$work/venv"
  "$work/venv/bin/pip" install --quiet --requirement train/requirements.txt
fi
"$work/venv/bin/python" train/train.py --base "$base" --out "$work/verifier"
"$work/venv/bin/python" train/export.py --base "$base" --trained "$work/verifier/model.pt"
npm run train:decision

"""A trained verifier as the folder that the gateway loads: int8 ONNX, tokenizer, checksum; checked against torch."""

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from encoder import PairReader, load_base, score
from onnxruntime.quantization import QuantType, quantize_dynamic
from questions import read_sets

HERE = Path(__file__).resolve().parent
BUNDLED = HERE.parent / "embeddings" / "models" / "all-MiniLM-L6-v2"
INPUTS = ["input_ids", "attention_mask", "token_type_ids"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="the encoder that training started from, fp32 ONNX")
    parser.add_argument("--trained", type=Path, required=True, help="model.pt of train.py")
    parser.add_argument("--out", type=Path, default=HERE.parent / "embeddings" / "models" / "reprise-verifier")
    given = parser.parse_args()
    model = load_base(given.base)
    model.load_state_dict(torch.load(given.trained, weights_only=True))
    model.eval()
    (given.out / "onnx").mkdir(parents=True, exist_ok=True)
    full = given.trained.with_suffix(".onnx")
    export(model, full)
    small = given.out / "onnx" / "model_quantized.onnx"
    quantize_dynamic(full, small, weight_type=QuantType.QInt8, per_channel=True)
    copy_tokenizer(model, given.out)
    compare(model, full, small)
    digest = hashlib.sha256(small.read_bytes()).hexdigest()
    (given.out / "SHA256SUMS").write_text(f"{digest}  onnx/model_quantized.onnx\n")
    print(f"{small}: {small.stat().st_size} bytes, sha256 {digest}")


def export(model, path):
    example = PairReader(BUNDLED).batch([("asked", "cached", "answer")])
    axes = {name: {0: "batch", 1: "tokens"} for name in INPUTS}
    torch.onnx.export(
        model, tuple(example[name] for name in INPUTS), str(path), input_names=INPUTS, output_names=["logits"],
        dynamic_axes={**axes, "logits": {0: "batch"}}, opset_version=17, dynamo=False,
    )


def copy_tokenizer(model, out):
    for name in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copyfile(BUNDLED / name, out / name)
    config = model.bert.config.to_dict()
    kept = ("hidden_size", "intermediate_size", "max_position_embeddings", "num_attention_heads", "num_hidden_layers", "type_vocab_size", "vocab_size")
    (out / "config.json").write_text(json.dumps({
        "architectures": ["BertForSequenceClassification"], "model_type": "bert", "id2label": {"0": "serves"},
        "label2id": {"serves": 0}, **{name: config[name] for name in kept},
    }, indent=1) + "\n")


def compare(model, full, small):
    """How far the exported logits are from torch's, on pairs of a question set."""
    reader = PairReader(BUNDLED)
    intents = read_sets(HERE.parent / "bench" / "traffic" / "faq", ["telecom"])
    triples = [(text, one.asked[0], one.answer) for one in intents for text in (*one.asked[1:3], one.lookalikes[0][0])]
    wanted = score(model, reader, triples)
    for path in (full, small):
        session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
        got = np.array([session.run(None, {name: value.numpy() for name, value in reader.batch([each]).items()})[0][0, 0] for each in triples])
        side = float(np.mean((got > 0) == (wanted > 0)))
        print(f"{path.name}: correlation {np.corrcoef(got, wanted)[0, 1]:.4f}, same side of p = 0.5 for {side:.1%} of {len(triples)}")


if __name__ == "__main__":
    main()

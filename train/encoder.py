"""A BERT encoder out of an ONNX file, as torch modules, and the way questions and answers become its input."""

from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from transformers import BertConfig, BertModel

MAX_TOKENS = 256
CLS, SEP, PAD = 101, 102, 0
HEAD = 256  # width of the head's hidden layer


class Verifier(torch.nn.Module):
    """A BERT encoder over both sides at once, and a head that compares what it made of them.

    The encoders to start from were trained to put a text's meaning into the mean of its tokens, so the head is given the
    mean of each side, their difference and their product, rather than the first token, which means nothing to them.
    """

    def __init__(self, bert):
        super().__init__()
        self.bert = bert
        width = bert.config.hidden_size
        self.head = torch.nn.Sequential(
            torch.nn.Linear(4 * width, HEAD), torch.nn.GELU(), torch.nn.Dropout(0.1), torch.nn.Linear(HEAD, 1)
        )

    def forward(self, input_ids, attention_mask, token_type_ids):
        states = self.bert(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        second = (token_type_ids * attention_mask).unsqueeze(-1).to(states.dtype)
        first = ((1 - token_type_ids) * attention_mask).unsqueeze(-1).to(states.dtype)
        one = (states * first).sum(1) / first.sum(1)
        two = (states * second).sum(1) / second.sum(1)
        return self.head(torch.cat([one, two, (one - two).abs(), one * two], dim=1))


def load_base(path):
    """A verifier that has learnt nothing yet: the weights of an exported sentence encoder under a new head."""
    weights = _weights(onnx.load(str(path)))
    layers = 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layer."))
    words, width = weights["embeddings.word_embeddings.weight"].shape
    config = BertConfig(
        vocab_size=words, hidden_size=width, num_hidden_layers=layers, num_attention_heads=12, intermediate_size=4 * width
    )
    bert = BertModel(config, add_pooling_layer=False)
    missing, unexpected = bert.load_state_dict(
        {name: torch.from_numpy(np.array(value)) for name, value in weights.items()}, strict=False
    )
    if unexpected or [name for name in missing if "position_ids" not in name]:
        raise SystemExit(f"{path} is not a BERT encoder: missing {missing}, unexpected {unexpected}")
    return Verifier(bert)


def _weights(graph):
    tensors = {one.name: numpy_helper.to_array(one) for one in graph.graph.initializer}
    renamed = {}
    for name, value in tensors.items():
        if name.startswith(("embeddings.", "encoder.", "bert.")):
            name = name.removeprefix("bert.")
            if name.endswith("weight_T"):
                renamed[name.removesuffix("_T")] = value.T.copy()
            elif "position_ids" not in name:
                renamed[name] = value
    # Other exporters keep a matrix under a number; the bias that is added to its product says whose it is.
    products = {node.output[0]: node.input[1] for node in graph.graph.node if node.op_type == "MatMul"}
    for node in graph.graph.node:
        if node.op_type != "Add":
            continue
        bias = next((one for one in node.input if one.endswith(".bias")), None)
        product = next((one for one in node.input if one in products), None)
        if bias and product and products[product] in tensors:
            renamed.setdefault(bias.removeprefix("bert.").removesuffix("bias") + "weight", tensors[products[product]].T.copy())
    return {name: value for name, value in renamed.items() if "pooler" not in name}


class PairReader:
    """`[CLS] asked [SEP] cached question [SEP] cached answer [SEP]`; the answer gives way when it is too long."""

    def __init__(self, folder, max_tokens=MAX_TOKENS):
        self.tokenizer = Tokenizer.from_file(str(Path(folder) / "tokenizer.json"))
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        self.max_tokens = max_tokens
        self.known = {}

    def pieces(self, text):
        if text not in self.known:
            self.known[text] = self.tokenizer.encode(text, add_special_tokens=False).ids
        return self.known[text]

    def ids(self, asked, cached, answer):
        """Token ids and segment ids. Questions take at most three eighths of the room each."""
        most = (self.max_tokens - 4) * 3 // 8
        one, two = self.pieces(asked)[:most], self.pieces(cached)[:most]
        three = self.pieces(answer)[: self.max_tokens - 4 - len(one) - len(two)]
        first = [CLS, *one, SEP]
        second = [*two, SEP] + ([*three, SEP] if three else [])
        return first + second, [0] * len(first) + [1] * len(second)

    def batch(self, triples):
        rows = [self.ids(*each) for each in triples]
        length = max(len(ids) for ids, _ in rows)
        ids = torch.full((len(rows), length), PAD)
        segments = torch.zeros((len(rows), length), dtype=torch.long)
        mask = torch.zeros((len(rows), length), dtype=torch.long)
        for at, (row, kinds) in enumerate(rows):
            ids[at, : len(row)] = torch.tensor(row)
            segments[at, : len(row)] = torch.tensor(kinds)
            mask[at, : len(row)] = 1
        return {"input_ids": ids, "token_type_ids": segments, "attention_mask": mask}


def embed(model, reader, texts, size=64):
    """Unit vectors, mean over tokens: what the encoder was before it became a verifier."""
    order = sorted(range(len(texts)), key=lambda at: len(reader.pieces(texts[at])))
    out = np.zeros((len(texts), model.bert.config.hidden_size), dtype=np.float32)
    model.eval()
    with torch.no_grad():
        for start in range(0, len(order), size):
            part = order[start : start + size]
            rows = [[CLS, *reader.pieces(texts[at])[: MAX_TOKENS - 2], SEP] for at in part]
            length = max(map(len, rows))
            ids = torch.tensor([row + [PAD] * (length - len(row)) for row in rows])
            mask = (torch.arange(length)[None, :] < torch.tensor([len(row) for row in rows])[:, None]).long()
            hidden = model.bert(input_ids=ids, attention_mask=mask).last_hidden_state
            mean = (hidden * mask[:, :, None]).sum(1) / mask.sum(1, keepdim=True)
            out[part] = torch.nn.functional.normalize(mean, dim=1).numpy()
    return out


def score(model, reader, triples, size=64):
    """Logits of many pairs, in their order."""
    order = sorted(range(len(triples)), key=lambda at: len(reader.ids(*triples[at])[0]))
    out = np.zeros(len(triples), dtype=np.float32)
    model.eval()
    with torch.no_grad():
        for start in range(0, len(order), size):
            part = order[start : start + size]
            with torch.autocast("cpu", dtype=torch.bfloat16):
                logits = model(**reader.batch([triples[at] for at in part]))
            out[part] = logits[:, 0].float().numpy()
    return out

"""Fine-tunes a cross-encoder that tells whether a cached answer serves a question. See README.md."""

import argparse
import json
import random
import time
from pathlib import Path

import numpy as np
import torch
from encoder import PairReader, embed, load_base, score
from evaluate import evaluate
from questions import epoch, read_sets

HERE = Path(__file__).resolve().parent
BUNDLED = HERE.parent / "embeddings" / "models" / "all-MiniLM-L6-v2"


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="the encoder to start from, fp32 ONNX")
    parser.add_argument("--sets", type=Path, nargs="+", default=[HERE.parent / "bench/traffic/faq", HERE / "data/faq", HERE / "data/groups"])
    parser.add_argument("--split", type=Path, default=HERE / "split.json", help="domains that are kept for what comes after")
    parser.add_argument("--watch", nargs="*", default=[], help="held-out domains whose figures are printed on the way")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--near", type=Path, help="the encoder whose neighbours are candidates; default --base")
    parser.add_argument("--out", type=Path, required=True, help="folder for model.pt and figures.json")
    return parser.parse_args()


def main():
    given = arguments()
    torch.set_num_threads(given.threads)
    torch.manual_seed(given.seed)
    rng = random.Random(given.seed)
    reader = PairReader(BUNDLED)
    intents = [one for folder in given.sets for one in read_sets(folder)]
    kept = {domain for domains in json.loads(given.split.read_text()).values() for domain in domains}
    learnt = [one for one in intents if one.domain not in kept]
    watched = [one for one in intents if one.domain in given.watch]
    print(f"{len(learnt)} intents to learn, {len(intents) - len(learnt)} held out", flush=True)

    vectors = vectors_of(load_base(given.near or given.base), reader, intents)
    neighbours = other_intents(learnt, vectors)
    model = load_base(given.base)
    optimiser, schedule = optimiser_for(model, given, steps=given.epochs * (len(epoch(learnt, neighbours, random.Random(0))) // given.batch))
    log = []
    for number in range(1, given.epochs + 1):
        if number > 1:
            neighbours = most_mistaken(model, reader, learnt, neighbours, rng)
        loss, seconds = learn(model, reader, epoch(learnt, neighbours, rng), optimiser, schedule, given.batch, rng)
        figures = [evaluate(model, reader, watched, vectors, forms=4)] if watched else []
        log.append({"epoch": number, "loss": round(loss, 4), "seconds": round(seconds), "watched": figures})
        print(json.dumps(log[-1]), flush=True)
        given.out.mkdir(parents=True, exist_ok=True)
        torch.save(model.state_dict(), given.out / "model.pt")
        (given.out / "figures.json").write_text(json.dumps({"given": {key: str(value) for key, value in vars(given).items()}, "log": log}, indent=1))


def vectors_of(model, reader, intents):
    texts = sorted({text for one in intents for text in (*one.asked, *(look[0] for look in one.lookalikes))})
    return dict(zip(texts, embed(model, reader, texts)))


def other_intents(intents, vectors, most=12):
    """For each asked form the nearest entries of other intents of its domain."""
    near = {}
    for domain in sorted({one.domain for one in intents}):
        part = [one for one in intents if one.domain == domain]
        entries = [entry for one in part for entry in one.entries()]
        bank = np.stack([vectors[entry.question] for entry in entries])
        for one in part:
            for text in one.asked:
                order = np.argsort(-(bank @ vectors[text]))[: most * 4]
                near[text] = [entries[at] for at in order if entries[at].intent != one.id][:most]
    return near


def most_mistaken(model, reader, intents, neighbours, rng):
    """The same neighbours; for some forms of each intent the ones first that the model would serve most surely."""
    asked = [text for one in intents for text in rng.sample(one.asked, min(3, len(one.asked)))]
    triples = [(text, e.question, e.answer) for text in asked for e in neighbours[text][:4]]
    logits = dict(zip(triples, score(model, reader, triples)))
    return {
        text: sorted(near, key=lambda e: -logits.get((text, e.question, e.answer), -np.inf)) for text, near in neighbours.items()
    }


def optimiser_for(model, given, steps):
    # Words keep the vectors they have: their updates cost much and would be learnt from few words.
    model.bert.embeddings.word_embeddings.weight.requires_grad_(False)
    learnt = [(name, value) for name, value in model.bert.named_parameters() if value.requires_grad]
    plain = [value for name, value in learnt if name.endswith("bias") or "LayerNorm" in name]
    rest = [value for name, value in learnt if not (name.endswith("bias") or "LayerNorm" in name)]
    optimiser = torch.optim.AdamW(
        [
            {"params": rest, "weight_decay": 0.01},
            {"params": plain, "weight_decay": 0.0},
            {"params": list(model.head.parameters()), "weight_decay": 0.01, "lr": 10 * given.rate},
        ],
        lr=given.rate,
    )
    warm = max(1, steps // 15)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda at: min((at + 1) / warm, max(0.02, (steps - at) / max(1, steps - warm)))
    )
    return optimiser, schedule


def learn(model, reader, examples, optimiser, schedule, size, rng):
    """One epoch; batches hold examples of like length, in random order. Mean loss, seconds."""
    started, losses = time.time(), []
    model.train()
    batches = []
    for start in range(0, len(examples), size * 50):
        part = sorted(examples[start : start + size * 50], key=lambda e: len(e.asked) + len(e.cached) + len(e.answer))
        batches += [part[at : at + size] for at in range(0, len(part), size)]
    rng.shuffle(batches)
    for at, batch in enumerate(batches):
        wanted = torch.tensor([each.label for each in batch])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            logits = model(**reader.batch([(e.asked, e.cached, e.answer) for e in batch]))[:, 0]
        loss = torch.nn.functional.binary_cross_entropy_with_logits(logits.float(), wanted)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        losses.append(loss.item())
        if at % 100 == 99:
            print(f"  {at + 1}/{len(batches)} loss {np.mean(losses[-100:]):.3f} {(at + 1) * size / (time.time() - started):.0f}/s", flush=True)
    return float(np.mean(losses)), time.time() - started


if __name__ == "__main__":
    main()

"""How well a verifier tells what a cached answer serves, on domains it never saw."""

import numpy as np

from encoder import score

CANDIDATES = 5
LEVELS = (0.01, 0.02, 0.05, 0.10)


def evaluate(model, reader, intents, vectors, forms):
    """Share of asked forms that get the right answer where 1, 2, 5 and 10 % of look-alikes get any; per `forms` cached."""
    asked, truth, entries_of = [], [], {}
    for domain in sorted({one.domain for one in intents}):
        part = [one for one in intents if one.domain == domain]
        entries = [entry for one in part for entry in one.entries()[:forms]]
        entries_of[domain] = entries
        for one in part:
            asked += [(domain, text) for text in one.asked[forms:]]
            truth += [one.id] * len(one.asked[forms:])
            asked += [(domain, text) for text, _, _ in one.lookalikes]
            truth += [None] * len(one.lookalikes)
    triples, owner = [], []
    for at, (domain, text) in enumerate(asked):
        entries = entries_of[domain]
        sims = np.array([vectors[text] @ vectors[each.question] for each in entries])
        for near in np.argsort(-sims)[:CANDIDATES]:
            triples.append((text, entries[near].question, entries[near].answer))
            owner.append((at, entries[near].intent))
    logits = score(model, reader, triples)
    best = [(-np.inf, None)] * len(asked)
    for (at, intent), logit in zip(owner, logits):
        if logit > best[at][0]:
            best[at] = (float(logit), intent)
    right = np.array([b[0] for b, t in zip(best, truth) if t is not None and b[1] == t])
    others = np.array([b[0] for b, t in zip(best, truth) if t is not None and b[1] != t])
    looks = np.array([b[0] for b, t in zip(best, truth) if t is None])
    n = len(right) + len(others)
    figures = {"forms": forms, "asked": n, "lookalikes": len(looks), "picks the right one": round(len(right) / n, 4)}
    for level in LEVELS:
        bar = np.quantile(looks, 1 - level)
        figures[f"accept at {level:.0%}"] = round(float((right > bar).sum() / n), 4)
        figures[f"another answer at {level:.0%}"] = round(float((others > bar).sum() / n), 4)
    figures["auc"] = round(float((right[:, None] > looks[None, :]).mean()), 4)
    return figures


def kinds(model, reader, intents, bar):
    """Share of look-alikes at or above a logit when their own intent's plain form is cached, by kind."""
    triples = [(text, one.asked[0], one.answer) for one in intents for text, _, _ in one.lookalikes]
    names = [kind for one in intents for _, kind, _ in one.lookalikes]
    over = score(model, reader, triples) >= bar
    return {kind: round(float(np.mean([o for o, k in zip(over, names) if k == kind])), 4) for kind in sorted(set(names))}

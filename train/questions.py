"""Question sets, and the pairs a verifier learns from.

A row of a question set has an answer, forms that it serves (`asked`) and look-alikes that need another answer, which is
given where it is known. Everything here was written for this project; see data/README.md.
"""

import json
import random
import re
from dataclasses import dataclass
from pathlib import Path

# An answer to a look-alike of these kinds usually covers the plain question too, so the pair proves nothing that way round.
COVERS_MORE = {"second-question", "conjunct"}
OTHER_INTENTS = 6  # examples per intent and epoch whose cached entry is another intent's


@dataclass(frozen=True)
class Entry:
    """A cached question with its answer; `intent` says whose answer it is."""

    question: str
    answer: str
    intent: str


@dataclass(frozen=True)
class Intent:
    id: str
    domain: str
    answer: str
    asked: tuple[str, ...]
    lookalikes: tuple[tuple[str, str, str], ...]  # text, kind, answer (empty where unknown)

    def entries(self):
        return [Entry(text, self.answer, self.id) for text in self.asked]


@dataclass(frozen=True)
class Example:
    asked: str
    cached: str
    answer: str
    label: float


def read_sets(folder, domains=None):
    """Every intent of the `*.jsonl` files of a folder, optionally of some domains only."""
    intents = []
    for path in sorted(Path(folder).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                intents.append(_intent(json.loads(line), path.stem))
    return [one for one in intents if domains is None or one.domain in domains]


def _intent(row, domain):
    if "question" in row:  # a group: a question, what is the same, what is different
        asked = (row["question"], *row["same"])
        looks = tuple((one["text"], one["kind"], "") for one in row["different"])
    else:
        asked = tuple(row["asked"])
        looks = tuple((one["text"], one["kind"], one["answer"]) for one in row["lookalikes"])
    return Intent(f"{domain}/{row['id']}", domain, row["answer"], asked, looks)


def epoch(intents, neighbours, rng, answerless=0.15):
    """One pass of examples in random order. `neighbours[text]` lists entries of other intents, nearest first."""
    examples = []
    for one in intents:
        examples += _served(one, rng) + _forbidden(one, neighbours, rng)
    examples = [
        Example(each.asked, each.cached, "" if rng.random() < answerless else each.answer, each.label) for each in examples
    ]
    rng.shuffle(examples)
    return examples


def _served(one, rng):
    pairs = [(a, b) for a in one.asked for b in one.asked if a != b]
    examples = [Example(a, b, one.answer, 1.0) for a, b in rng.sample(pairs, min(10, len(pairs)))]
    for text in rng.sample(one.asked, min(2, len(one.asked))):
        examples.append(Example(reword(text, rng), text, one.answer, 1.0))
    own = [(text, answer) for text, _, answer in one.lookalikes if answer]
    for text, answer in rng.sample(own, min(2, len(own))):
        examples.append(Example(reword(text, rng), text, answer, 1.0))
    return examples


def _forbidden(one, neighbours, rng):
    examples = []
    for text, kind, answer in one.lookalikes:
        examples += [Example(text, cached, one.answer, 0.0) for cached in _like(text, one.asked, rng)]
        if answer and kind not in COVERS_MORE and rng.random() < 0.6:
            examples.append(Example(rng.choice(one.asked), text, answer, 0.0))
    known = [look for look in one.lookalikes if look[2] and look[1] not in COVERS_MORE]
    if len(known) > 1:
        for asked, cached in [rng.sample(known, 2) for _ in range(2)]:
            examples.append(Example(asked[0], cached[0], cached[2], 0.0))
    for text in rng.sample(one.asked, min(OTHER_INTENTS, len(one.asked))):
        near = neighbours.get(text, [])
        if near:
            entry = near[min(int(rng.expovariate(0.5)), len(near) - 1)]
            examples.append(Example(text, entry.question, entry.answer, 0.0))
    return examples


def _like(text, asked, rng):
    """The form that shares most words with the look-alike, and sometimes any other."""
    words = set(_words(text))
    nearest = max(asked, key=lambda form: len(words & set(_words(form))) / (1 + len(words | set(_words(form)))))
    return [nearest, rng.choice(asked)] if rng.random() < 0.5 else [nearest]


def _words(text):
    return re.findall(r"\w+", text.lower())


POLITE = ["please ", "hi, ", "hello! ", "could you tell me: ", "quick question: ", "i'd like to know: "]
THANKS = [" thanks", " please", " thank you!", ""]
CONTRACTIONS = [("what is", "what's"), ("how do i", "how do you"), ("do not", "don't"), ("cannot", "can't"),
                ("i am", "i'm"), ("it is", "it's"), ("is not", "isn't"), ("where is", "where's")]


def reword(text, rng):
    """A light rewording that asks the same: case, punctuation, politeness, a contraction, one mistyped word."""
    for change in rng.sample([_lower, _bare, _polite, _contract, _mistype], 2):
        text = change(text, rng)
    return text


def _lower(text, _rng):
    return text.lower()


def _bare(text, _rng):
    return text.rstrip("?.! ")


def _polite(text, rng):
    return rng.choice(POLITE) + text + rng.choice(THANKS)


def _contract(text, rng):
    long, short = rng.choice(CONTRACTIONS)
    return re.sub(long, short, text, flags=re.IGNORECASE)


def _mistype(text, rng):
    words = text.split(" ")
    long = [at for at, word in enumerate(words) if len(word) > 5 and word.isalpha() and word.islower()]
    if long:
        at = rng.choice(long)
        cut = rng.randrange(1, len(words[at]) - 2)
        words[at] = words[at][:cut] + words[at][cut + 1] + words[at][cut] + words[at][cut + 2 :]
    return " ".join(words)

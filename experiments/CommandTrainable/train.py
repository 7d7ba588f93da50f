"""A trial in Python, with nothing but the standard library: logistic regression by stochastic gradient descent.

It shows the whole conversation with TuneNet: the configuration and the checkpoint to go on from come in environment
variables, reports go out as lines of JSON, answers come back on standard input, and SIGTERM asks to leave.
"""

import json
import math
import os
import random
import signal
import sys

FEATURES = 8
leaving = False


def on_sigterm(_signal, _frame):
    global leaving
    leaving = True  # Finish the epoch, report it with a checkpoint, then go.


def make_data(count, seed):
    """Points labelled by a hidden weight vector, one label in twenty wrong."""
    chance = random.Random(seed)
    hidden = [chance.gauss(0, 1) for _ in range(FEATURES)]
    rows = []
    for _ in range(count):
        x = [chance.gauss(0, 1) for _ in range(FEATURES)]
        label = 1 if sum(w * v for w, v in zip(hidden, x)) > 0 else 0
        rows.append((x, 1 - label if chance.random() < 0.05 else label))
    return rows


def predict(weights, x):
    z = weights[-1] + sum(w * v for w, v in zip(weights, x))
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, z))))


def train_epoch(weights, rows, learning_rate, l2, chance):
    order = list(range(len(rows)))
    chance.shuffle(order)
    for index in order:
        x, label = rows[index]
        error = predict(weights, x) - label
        for i in range(FEATURES):
            weights[i] -= learning_rate * (error * x[i] + l2 * weights[i])
        weights[-1] -= learning_rate * error


def evaluate(weights, rows):
    loss = right = 0.0
    for x, label in rows:
        p = min(max(predict(weights, x), 1e-12), 1 - 1e-12)
        loss -= math.log(p if label == 1 else 1 - p)
        right += (p > 0.5) == (label == 1)
    return {"loss": loss / len(rows), "accuracy": right / len(rows)}


def save(weights, chance):
    version, state, gauss = chance.getstate()
    with open(os.path.join(os.environ["TUNE_CHECKPOINT_DIR"], "state.json"), "w") as file:
        json.dump({"weights": weights, "chance": [version, list(state), gauss]}, file)


def restore(folder):
    with open(os.path.join(folder, "state.json")) as file:
        state = json.load(file)
    chance = random.Random()
    version, numbers, gauss = state["chance"]
    chance.setstate((version, tuple(numbers), gauss))
    return state["weights"], chance


def main():
    signal.signal(signal.SIGTERM, on_sigterm)
    config = json.loads(os.environ["TUNE_CONFIG"])
    rows = make_data(600, seed=1)
    training, validation = rows[:400], rows[400:]
    epoch = int(os.environ["TUNE_ITERATION"])
    if "TUNE_RESTORE_DIR" in os.environ:
        weights, chance = restore(os.environ["TUNE_RESTORE_DIR"])
    else:
        weights, chance = [0.0] * (FEATURES + 1), random.Random(int(os.environ["TUNE_SEED"]))

    checkpoint_due = os.environ["TUNE_CHECKPOINT_DUE"] == "1"
    while epoch < config.get("epochs", 20):
        train_epoch(weights, training, config["learning_rate"], config.get("l2", 0.0), chance)
        epoch += 1
        with_checkpoint = checkpoint_due or leaving
        if with_checkpoint:
            save(weights, chance)
        report = {"tune": "report", "iteration": epoch, "metrics": evaluate(weights, validation)}
        print(json.dumps(report | {"checkpoint": with_checkpoint}), flush=True)

        answer = json.loads(sys.stdin.readline() or '{"tune": "stop"}')
        if answer["tune"] == "pause" and not with_checkpoint:
            save(weights, chance)
            print('{"tune": "checkpoint"}', flush=True)
        if answer["tune"] != "continue":
            return
        checkpoint_due = answer["checkpoint"]
    print(f"{epoch} epochs done")


main()

"""The losses of the first 20 steps of a small network in PyTorch and in Keras: each optimizer, and Adam under each schedule.

Run once with each: python golden/training-runs.py torch   (torch 2.x, numpy)
                    python golden/training-runs.py keras   (keras 3 on tensorflow, numpy)
Each run replaces its own part of training-runs.json beside itself. All in double precision; 4 epochs of the same 5 batches of 8
pictures. Rates come from the peer's own schedulers where it has them. Keras has no one-cycle; its step of an epoch, its warm-up and
its cosine per epoch are those of PiecewiseConstantDecay, PolynomialDecay and CosineDecay at the right steps.

Pictures are 12x12x1 with one hexadecimal digit a pixel, in sixteenths.
"""
import json
import math
import pathlib
import sys

import numpy as np

SIDE, FILTERS, CLASSES, BATCH, BATCHES, EPOCHS = 12, 4, 3, 8, 5, 4
POOLED = (SIDE - 2) // 2
rng = np.random.default_rng(23)
ys = rng.integers(0, CLASSES, (BATCHES, BATCH))
xs = rng.integers(0, 9, (BATCHES, BATCH, SIDE, SIDE, 1))
for b in range(BATCHES):
    for i in range(BATCH):
        # Each class is brighter in another third.
        xs[b, i, :, 4 * ys[b, i] : 4 * ys[b, i] + 4] += rng.integers(0, 8)
SHAPES = {
    "conv1/kernel": [3, 3, 1, FILTERS],
    "conv1/bias": [FILTERS],
    "output/kernel": [POOLED * POOLED * FILTERS, CLASSES],
    "output/bias": [CLASSES],
}
SPREAD = {"conv1/kernel": 64, "conv1/bias": 16, "output/kernel": 32, "output/bias": 16}
initial = {n: rng.integers(-SPREAD[n], SPREAD[n] + 1, s) / 256 for n, s in SHAPES.items()}

ADAM = {"name": "adam", "learningRate": 0.005}
RUNS = {
    "adam": (ADAM, {"name": "constant"}),
    "adamw": ({"name": "adamw", "learningRate": 0.005, "weightDecay": 0.1}, {"name": "constant"}),
    "sgd": ({"name": "sgd", "learningRate": 0.05}, {"name": "constant"}),
    "sgd, momentum": ({"name": "sgd", "learningRate": 0.01, "momentum": 0.9}, {"name": "constant"}),
    "sgd, nesterov": ({"name": "sgd", "learningRate": 0.01, "momentum": 0.9, "nesterov": True}, {"name": "constant"}),
    "adam, step": (ADAM, {"name": "step", "every": 1, "factor": 0.5}),
    "adam, cosine": (ADAM, {"name": "cosine"}),
    "adam, cosine per step": (ADAM, {"name": "cosine", "per": "step", "minFactor": 0.1, "stepsPerEpoch": BATCHES}),
    "adam, warm-up": (ADAM, {"name": "constant", "warmUp": {"steps": 8}}),
    "adam, one-cycle": (ADAM, {"name": "one-cycle", "stepsPerEpoch": BATCHES}),
    # So coarse that every epoch but the first counts as no improvement.
    "adam, plateau": (ADAM, {"name": "plateau", "monitor": "loss", "factor": 0.3, "patience": 1, "minDelta": 10}),
}


def digits(values):
    return [float(f"{v:.9g}") for v in np.asarray(values, dtype=np.float64).ravel()]


def with_torch():
    import torch
    import torch.nn.functional as F
    from torch.optim import lr_scheduler as lrs

    def run(o, s):
        params = {n: torch.tensor(v, requires_grad=True) for n, v in initial.items()}
        rate, values = o["learningRate"], list(params.values())
        if o["name"] == "adam":
            opt = torch.optim.Adam(values, lr=rate, eps=1e-7)
        elif o["name"] == "adamw":
            opt = torch.optim.AdamW(values, lr=rate, eps=1e-7, weight_decay=o["weightDecay"])
        else:
            opt = torch.optim.SGD(values, lr=rate, momentum=o.get("momentum", 0), nesterov=o.get("nesterov", False))
        by_step, by_epoch, plateau = None, None, None
        if s["name"] == "step":
            by_epoch = lrs.StepLR(opt, s["every"], gamma=s["factor"])
        elif s["name"] == "cosine" and "per" not in s:
            by_epoch = lrs.CosineAnnealingLR(opt, EPOCHS)
        elif s["name"] == "cosine":
            by_step = lrs.CosineAnnealingLR(opt, EPOCHS * BATCHES, eta_min=rate * s["minFactor"])
        elif s["name"] == "one-cycle":
            by_step = lrs.OneCycleLR(opt, rate, epochs=EPOCHS, steps_per_epoch=BATCHES, cycle_momentum=False)
        elif s["name"] == "plateau":
            # Falls after patience + 1 epochs.
            plateau = lrs.ReduceLROnPlateau(opt, "min", s["factor"], s["patience"] - 1, s["minDelta"], "abs", eps=0)
        elif "warmUp" in s:
            n = s["warmUp"]["steps"]
            by_step = lrs.LinearLR(opt, start_factor=1 / n, total_iters=n - 1)
        losses = []
        for _ in range(EPOCHS):
            for x, y in zip(xs, ys):
                x = torch.tensor(x / 16).permute(0, 3, 1, 2)
                a = F.conv2d(x, params["conv1/kernel"].permute(3, 2, 0, 1), params["conv1/bias"])
                a = F.max_pool2d(F.relu(a), 2).permute(0, 2, 3, 1).reshape(BATCH, -1)
                loss = F.cross_entropy(a @ params["output/kernel"] + params["output/bias"], torch.tensor(y))
                opt.zero_grad()
                loss.backward()
                opt.step()
                losses.append(loss.item())
                if by_step:
                    by_step.step()
            if by_epoch:
                by_epoch.step()
            if plateau:
                plateau.step(np.mean(losses[-BATCHES:]))
        return digits(losses)

    return {"version": torch.__version__.split("+")[0], "losses": {n: run(*r) for n, r in RUNS.items()}}


def with_keras():
    import keras
    import tensorflow as tf

    keras.config.set_floatx("float64")
    schedules = keras.optimizers.schedules

    def scheduled(rate, s):
        """The rate of each step, or a constant."""
        if s["name"] == "step":
            falls = [e * BATCHES for e in range(s["every"], EPOCHS, s["every"])]
            values = [rate * s["factor"] ** i for i in range(len(falls) + 1)]
            return schedules.PiecewiseConstantDecay([f - 1 for f in falls], values)
        if s["name"] == "cosine" and "per" in s:
            return schedules.CosineDecay(np.float64(rate), EPOCHS * BATCHES, alpha=s["minFactor"])
        if s["name"] == "cosine":
            return schedules.PiecewiseConstantDecay(
                [e * BATCHES - 1 for e in range(1, EPOCHS)],
                [float(schedules.CosineDecay(np.float64(rate), EPOCHS)(e)) for e in range(EPOCHS)],
            )
        if "warmUp" in s:
            n = s["warmUp"]["steps"]
            return schedules.PolynomialDecay(np.float64(rate / n), n - 1, end_learning_rate=rate)
        return rate

    def run(o, s):
        model = keras.Sequential(
            [
                keras.Input((SIDE, SIDE, 1)),
                keras.layers.Conv2D(FILTERS, 3, activation="relu"),
                keras.layers.MaxPooling2D(2),
                keras.layers.Flatten(),
                keras.layers.Dense(CLASSES),
            ]
        )
        model.set_weights(list(initial.values()))
        rate = scheduled(o["learningRate"], s)
        if o["name"] == "adam":
            opt = keras.optimizers.Adam(rate)
        elif o["name"] == "adamw":
            opt = keras.optimizers.AdamW(rate, weight_decay=o["weightDecay"])
        else:
            opt = keras.optimizers.SGD(rate, momentum=float(o.get("momentum", 0)), nesterov=o.get("nesterov", False))
        model.compile(opt, keras.losses.SparseCategoricalCrossentropy(from_logits=True))
        plateau = None
        if s["name"] == "plateau":
            plateau = keras.callbacks.ReduceLROnPlateau("loss", s["factor"], s["patience"], min_delta=s["minDelta"])
            plateau.set_model(model)
            plateau.on_train_begin()
        losses = []
        for epoch in range(EPOCHS):
            for x, y in zip(xs, ys):
                with tf.GradientTape() as tape:
                    loss = model.compute_loss(y=tf.constant(y), y_pred=model(tf.constant(x / 16), training=True))
                opt.apply(tape.gradient(loss, [v.value for v in model.trainable_variables]), model.trainable_variables)
                losses.append(float(loss))
            if plateau:
                plateau.on_epoch_end(epoch, {"loss": np.mean(losses[-BATCHES:])})
        return digits(losses)

    made = {n: run(*r) for n, r in RUNS.items() if r[1]["name"] != "one-cycle"}
    return {"version": keras.__version__, "losses": made}


peer = sys.argv[1]
path = pathlib.Path(__file__).with_suffix(".json")
known = json.loads(path.read_text())["peers"] if path.exists() else {}
known[peer] = {"torch": with_torch, "keras": with_keras}[peer]()
for losses in known[peer]["losses"].values():
    assert all(map(math.isfinite, losses))
path.write_text(
    json.dumps(
        {
            "program": "training-runs.py",
            "epochs": EPOCHS,
            "shape": [BATCH, SIDE, SIDE, 1],
            "classes": CLASSES,
            "filters": FILTERS,
            "batches": [{"x": "".join(f"{v:x}" for v in x.ravel()), "y": y.tolist()} for x, y in zip(xs, ys)],
            "initial": {n: {"shape": SHAPES[n], "values": digits(v)} for n, v in initial.items()},
            "runs": [{"name": n, "optimizer": o, "schedule": s} for n, (o, s) in RUNS.items()],
            "peers": {n: known[n] for n in ("torch", "keras") if n in known},
        }
    )
    + "\n"
)

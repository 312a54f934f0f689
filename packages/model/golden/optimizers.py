"""What PyTorch and Keras make of the same weights and gradients: optimizers, schedules, clipping, averages of weights.

Run once with each: python golden/optimizers.py torch   (torch 2.x, numpy)
                    python golden/optimizers.py keras   (keras 3 on tensorflow, numpy)
Each run replaces its own part of optimizers.json beside itself. All in double precision.

The network has 2 inputs, 3 tanh units and 1 output. Optimizers are run twice over 20 steps: on gradients that are given (numbers that
float32 holds exactly; the weights after each step are kept), and on those of a logistic loss over 8 points (losses, last weights).
"""
import json
import pathlib
import sys

import numpy as np

STEPS = 20
SHAPES = {"hidden/kernel": [2, 3], "hidden/bias": [3], "output/kernel": [3, 1], "output/bias": [1]}
rng = np.random.default_rng(11)
initial = {n: rng.integers(-128, 129, s) / 256 for n, s in SHAPES.items()}
# Large and small ones, and zeros.
gradients = [
    {n: rng.integers(-32, 33, s) * (rng.random(s) > 0.15) / 2.0 ** rng.integers(2, 8) for n, s in SHAPES.items()} for _ in range(STEPS)
]
x = rng.integers(-64, 65, (8, 2)) / 32
y = (x[:, :1] * x[:, 1:] + rng.integers(-8, 9, (8, 1)) / 16 > 0).astype(np.float64)

OPTIMIZERS = {
    "adam": {"name": "adam", "learningRate": 0.01},
    "adam, other betas": {"name": "adam", "learningRate": 0.02, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-6},
    "adamw": {"name": "adamw", "learningRate": 0.01},
    "adamw, biases excluded": {"name": "adamw", "learningRate": 0.01, "weightDecay": 0.2, "exclude": ["bias"]},
    "sgd": {"name": "sgd", "learningRate": 0.05},
    "momentum": {"name": "sgd", "learningRate": 0.02, "momentum": 0.9},
    "nesterov": {"name": "sgd", "learningRate": 0.02, "momentum": 0.9, "nesterov": True},
}
CLIPS = {
    "norm": {"norm": 0.75},
    "norm above the length": {"norm": 1000},
    "value": {"value": 0.25},
    "perWeightNorm": {"perWeightNorm": 0.5},
}
DECAY = 0.9
# The options of each schedule with the epochs, the steps in an epoch, and whether rates are listed by 'epoch' or by 'step'.
SCHEDULES = {
    "step": ({"name": "step", "every": 3, "factor": 0.5}, 10, 1, "epoch"),
    "cosine": ({"name": "cosine"}, 10, 1, "epoch"),
    "cosine, not to 0": ({"name": "cosine", "minFactor": 0.05}, 10, 1, "epoch"),
    "cosine per step": ({"name": "cosine", "per": "step", "stepsPerEpoch": 5}, 4, 5, "step"),
    "one-cycle": ({"name": "one-cycle", "stepsPerEpoch": 5}, 4, 5, "step"),
    "one-cycle, other settings": ({"name": "one-cycle", "stepsPerEpoch": 6, "pctStart": 0.25, "divFactor": 10, "finalDivFactor": 100}, 4, 6, "step"),
    "one-cycle, three steps": ({"name": "one-cycle", "stepsPerEpoch": 3}, 1, 3, "step"),
    "warm-up": ({"name": "constant", "warmUp": {"steps": 7}}, 2, 6, "step"),
    "warm-up, cosine per step": ({"name": "cosine", "per": "step", "stepsPerEpoch": 5, "warmUp": {"epochs": 1.2}}, 4, 5, "step"),
}
VALUES = [1, 0.9, 0.95, 0.92, 0.91, 0.89, 0.89, 0.8899, 0.8898, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5]
# Of both modes; for 'max' the values are negated.
PLATEAUS = {
    "min": {"name": "plateau", "monitor": "loss", "factor": 0.5, "patience": 2},
    "max": {"name": "plateau", "monitor": "accuracy", "factor": 0.5, "patience": 3},
    "coarse": {"name": "plateau", "monitor": "loss", "factor": 0.1, "patience": 2, "minDelta": 0.05, "minFactor": 0.002},
    "cooldown": {"name": "plateau", "monitor": "loss", "factor": 0.5, "patience": 1, "cooldown": 3},
}


def digits(values):
    return [float(f"{v:.9g}") for v in np.asarray(values, dtype=np.float64).ravel()]


def flat(arrays):
    return digits(np.concatenate([np.ravel(arrays[n]) for n in SHAPES]))


def with_torch():
    import torch
    from torch.optim import lr_scheduler as lrs
    from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

    def weights():
        return {n: torch.tensor(v, requires_grad=True) for n, v in initial.items()}

    def optimizer(o, params):
        betas = (o.get("beta1", 0.9), o.get("beta2", 0.999))
        rate, eps = o["learningRate"], o.get("epsilon", 1e-7)
        if o["name"] == "adam":
            return torch.optim.Adam(params.values(), lr=rate, betas=betas, eps=eps)
        if o["name"] == "adamw":
            decay, exclude = o.get("weightDecay", 0.004), o.get("exclude", [])
            groups = [{"params": [p], "weight_decay": 0 if n.split("/")[-1] in exclude else decay} for n, p in params.items()]
            return torch.optim.AdamW(groups, lr=rate, betas=betas, eps=eps)
        return torch.optim.SGD(params.values(), lr=rate, momentum=o.get("momentum", 0), nesterov=o.get("nesterov", False))

    def given(o):
        params = weights()
        opt, after = optimizer(o, params), []
        for step in gradients:
            for n, p in params.items():
                p.grad = torch.tensor(step[n])
            opt.step()
            after.append(flat({n: p.detach().numpy() for n, p in params.items()}))
        return after

    def problem(o):
        params, losses = weights(), []
        opt = optimizer(o, params)
        for _ in range(STEPS):
            hidden = torch.tanh(torch.tensor(x) @ params["hidden/kernel"] + params["hidden/bias"])
            scores = hidden @ params["output/kernel"] + params["output/bias"]
            loss = torch.nn.functional.binary_cross_entropy_with_logits(scores, torch.tensor(y))
            opt.zero_grad()
            loss.backward()
            losses.append(loss.item())
            opt.step()
        return {"losses": digits(losses), "weights": flat({n: p.detach().numpy() for n, p in params.items()})}

    def clipped(o):
        params = weights()
        for n, p in params.items():
            p.grad = torch.tensor(gradients[0][n])
        if "norm" in o:
            torch.nn.utils.clip_grad_norm_(params.values(), o["norm"])
        elif "value" in o:
            torch.nn.utils.clip_grad_value_(params.values(), o["value"])
        else:
            for p in params.values():
                torch.nn.utils.clip_grad_norm_([p], o["perWeightNorm"])
        return flat({n: p.grad.numpy() for n, p in params.items()})

    def averages():
        model = torch.nn.ParameterDict({n.replace("/", "_"): torch.nn.Parameter(torch.tensor(v)) for n, v in initial.items()})
        average = AveragedModel(model, multi_avg_fn=get_ema_multi_avg_fn(DECAY), use_buffers=True)
        opt, after = torch.optim.SGD(model.parameters(), lr=0.05), []
        for step in gradients:
            for n in SHAPES:
                model[n.replace("/", "_")].grad = torch.tensor(step[n])
            opt.step()
            average.update_parameters(model)
            after.append(flat({n: average.module[n.replace("/", "_")].detach().numpy() for n in SHAPES}))
        return after

    def factors(o, epochs, steps, by):
        opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        total = epochs * steps
        schedulers = []
        if "warmUp" in o:
            n = round(o["warmUp"].get("steps", o["warmUp"].get("epochs", 0) * steps))
            schedulers.append(lrs.LinearLR(opt, start_factor=1 / n, total_iters=n - 1))
        if o["name"] == "step":
            schedulers.append(lrs.StepLR(opt, o["every"], gamma=o["factor"]))
        if o["name"] == "cosine":
            schedulers.append(lrs.CosineAnnealingLR(opt, total, eta_min=o.get("minFactor", 0)))
        if o["name"] == "one-cycle":
            names = {"pctStart": "pct_start", "divFactor": "div_factor", "finalDivFactor": "final_div_factor"}
            settings = {names[k]: v for k, v in o.items() if k in names}
            schedulers.append(lrs.OneCycleLR(opt, 1.0, epochs=epochs, steps_per_epoch=steps, cycle_momentum=False, **settings))
        rates = []
        for _ in range(total):
            rates.append(float(opt.param_groups[0]["lr"]))
            opt.step()
            for s in schedulers:
                s.step()
        return rates

    def plateau(o):
        opt = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        low = o["monitor"] == "loss"
        # PyTorch falls after patience + 1 epochs; its cooldown skips as many epochs as it says, that of Keras one less.
        scheduler = lrs.ReduceLROnPlateau(
            opt, "min" if low else "max", o["factor"], o["patience"] - 1, o.get("minDelta", 1e-4), "abs",
            max(0, o.get("cooldown", 0) - 1), o.get("minFactor", 0), eps=0,
        )
        rates = []
        for value in VALUES:
            rates.append(opt.param_groups[0]["lr"])
            scheduler.step(value if low else -value)
        return rates

    return {
        "version": torch.__version__.split("+")[0],
        "given": {n: given(o) for n, o in OPTIMIZERS.items()},
        "problem": {n: problem(o) for n, o in OPTIMIZERS.items()},
        "clipped": {n: clipped(o) for n, o in CLIPS.items()},
        "averages": averages(),
        "factors": {n: factors(*s) for n, s in SCHEDULES.items()},
        "plateaus": {n: plateau(o) for n, o in PLATEAUS.items()},
    }


def with_keras():
    import keras
    from keras import ops

    keras.config.set_floatx("float64")
    schedules = keras.optimizers.schedules

    def weights():
        return {n: keras.Variable(v, dtype="float64", name=n.replace("/", "_")) for n, v in initial.items()}

    def optimizer(o):
        common = {"learning_rate": o["learningRate"]}
        if o["name"] == "sgd":
            return keras.optimizers.SGD(**common, momentum=float(o.get("momentum", 0)), nesterov=o.get("nesterov", False))
        common |= {"beta_1": o.get("beta1", 0.9), "beta_2": o.get("beta2", 0.999), "epsilon": o.get("epsilon", 1e-7)}
        if o["name"] == "adam":
            return keras.optimizers.Adam(**common)
        made = keras.optimizers.AdamW(**common, weight_decay=o.get("weightDecay", 0.004))
        if o.get("exclude"):
            made.exclude_from_weight_decay(var_names=o["exclude"])
        return made

    def numbers(variables):
        return {n: ops.convert_to_numpy(v.value) for n, v in variables.items()}

    def given(o):
        params, opt, after = weights(), optimizer(o), []
        for step in gradients:
            opt.apply([ops.convert_to_tensor(step[n]) for n in params], list(params.values()))
            after.append(flat(numbers(params)))
        return after

    def problem(o):
        import tensorflow as tf

        params, opt, losses = weights(), optimizer(o), []
        for _ in range(STEPS):
            with tf.GradientTape() as tape:
                hidden = ops.tanh(ops.matmul(x, params["hidden/kernel"]) + params["hidden/bias"])
                scores = ops.matmul(hidden, params["output/kernel"]) + params["output/bias"]
                loss = ops.mean(ops.binary_crossentropy(ops.convert_to_tensor(y), scores, from_logits=True))
            variables = list(params.values())
            opt.apply(tape.gradient(loss, [v.value for v in variables]), variables)
            losses.append(float(loss))
        return {"losses": digits(losses), "weights": flat(numbers(params))}

    def clipped(o):
        names = {"norm": "global_clipnorm", "value": "clipvalue", "perWeightNorm": "clipnorm"}
        opt = keras.optimizers.SGD(1.0, **{names[k]: v for k, v in o.items()})
        grads = opt._clip_gradients([ops.convert_to_tensor(gradients[0][n]) for n in SHAPES])
        return flat({n: ops.convert_to_numpy(g) for n, g in zip(SHAPES, grads)})

    def averages():
        params, opt, after = weights(), keras.optimizers.SGD(0.05, use_ema=True, ema_momentum=DECAY), []
        for step in gradients:
            opt.apply([ops.convert_to_tensor(step[n]) for n in params], list(params.values()))
            after.append(flat(numbers(dict(zip(params, opt._model_variables_moving_average)))))
        return after

    def factors(o, epochs, steps, by):
        if o["name"] == "step":
            falls = list(range(o["every"], epochs, o["every"]))
            # PiecewiseConstantDecay keeps a value up to and including its boundary.
            rate = schedules.PiecewiseConstantDecay([f - 1 for f in falls], [o["factor"] ** i for i in range(len(falls) + 1)])
        elif o["name"] == "cosine" and "warmUp" not in o:
            rate = schedules.CosineDecay(np.float64(1), epochs * steps, alpha=o.get("minFactor", 0.0))
        elif o["name"] == "constant":
            n = o["warmUp"]["steps"]
            rate = schedules.PolynomialDecay(np.float64(1 / n), n - 1, end_learning_rate=1.0)
        else:
            return None
        return [float(rate(step)) for step in range(epochs * steps)]

    def plateau(o):
        low = o["monitor"] == "loss"

        class Model:
            optimizer = keras.optimizers.SGD(1.0)

        callback = keras.callbacks.ReduceLROnPlateau(
            o["monitor"], o["factor"], o["patience"], mode="min" if low else "max", min_delta=o.get("minDelta", 1e-4),
            cooldown=o.get("cooldown", 0), min_lr=o.get("minFactor", 0),
        )
        callback.set_model(Model())
        callback.on_train_begin()
        rates = []
        for epoch, value in enumerate(VALUES):
            rates.append(float(ops.convert_to_numpy(callback.model.optimizer.learning_rate)))
            callback.on_epoch_end(epoch, {o["monitor"]: value if low else -value})
        return rates

    made = {n: factors(*s) for n, s in SCHEDULES.items()}
    return {
        "version": keras.__version__,
        "given": {n: given(o) for n, o in OPTIMIZERS.items()},
        "problem": {n: problem(o) for n, o in OPTIMIZERS.items()},
        "clipped": {n: clipped(o) for n, o in CLIPS.items()},
        "averages": averages(),
        "factors": {n: f for n, f in made.items() if f is not None},
        "plateaus": {n: plateau(o) for n, o in PLATEAUS.items()},
    }


peer = sys.argv[1]
path = pathlib.Path(__file__).with_suffix(".json")
known = json.loads(path.read_text())["peers"] if path.exists() else {}
known[peer] = {"torch": with_torch, "keras": with_keras}[peer]()
path.write_text(
    json.dumps(
        {
            "program": "optimizers.py",
            "shapes": SHAPES,
            "initial": {n: digits(v) for n, v in initial.items()},
            "gradients": [{n: digits(g) for n, g in step.items()} for step in gradients],
            "x": digits(x),
            "y": digits(y),
            "optimizers": OPTIMIZERS,
            "clips": CLIPS,
            "decay": DECAY,
            "schedules": {n: {"options": o, "epochs": e, "steps": s, "by": by} for n, (o, e, s, by) in SCHEDULES.items()},
            "values": VALUES,
            "plateaus": PLATEAUS,
            "peers": {n: known[n] for n in ("torch", "keras") if n in known},
        }
    )
    + "\n"
)

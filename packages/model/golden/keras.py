"""Networks on both sides of python/convlens_keras.py, and what real Keras answers.

Run: python golden/keras.py    (python with keras 3.15 on tensorflow 2.21) writes keras.json beside itself

ours: keras-ours.json (a network of tfjs, written by src/bundle/keras.test.ts) as Keras computes it; back: the same network, saved as
.keras, loaded by Keras and written for tfjs again; theirs: a network that was made in Keras, written for tfjs.
"""
import base64
import json
import os
import pathlib
import sys
import tempfile

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
here = pathlib.Path(__file__).parent
# This file is called keras as well.
sys.path[0] = str(here.parent / "python")
sys.dont_write_bytecode = True

import convlens_keras
import keras
import numpy as np
import tensorflow

rng = np.random.default_rng(6)
x = (rng.integers(0, 65, (3, 8, 8, 3)) / 64).astype(np.float32)


def floats(array):
    return [float(v) for v in np.asarray(array, dtype=np.float32).ravel()]


def written(model, folder):
    convlens_keras.from_keras(model, folder)
    return {
        "model": json.loads((folder / "model.json").read_text()),
        "weights": base64.b64encode((folder / "weights.bin").read_bytes()).decode(),
        "y": floats(model.predict(x, verbose=0)),
    }


def made_in_keras():
    layers = keras.layers
    pictures = keras.Input((8, 8, 3), name="pictures")
    a = layers.Conv2D(4, 3, padding="same", use_bias=False, name="stem")(pictures)
    a = layers.BatchNormalization(name="stem_bn")(a)
    a = layers.ReLU(6, name="stem_relu")(a)
    b = layers.DepthwiseConv2D(3, strides=2, padding="same", activation="silu", name="depthwise")(a)
    b = layers.SeparableConv2D(6, 3, padding="same", activation="relu6", name="separable")(b)
    c = layers.MaxPooling2D(2, name="pool")(a)
    c = layers.Conv2D(6, 1, name="widen")(c)
    d = layers.Add(name="residual")([b, c])
    d = layers.PReLU(shared_axes=[1, 2], name="prelu")(d)
    d = layers.LayerNormalization(name="norm")(d)
    base = keras.Model(pictures, d, name="base")
    model = keras.Sequential([keras.Input((8, 8, 3)), base], name="transfer")
    for layer in [
        layers.GlobalAveragePooling2D(name="gap"),
        layers.Dropout(0.5, name="dropout"),
        layers.Dense(5, name="dense"),
        layers.LeakyReLU(0.2, name="leaky"),
        layers.Dense(2, activation="softmax", name="output"),
    ]:
        model.add(layer)
    for layer in convlens_keras.leaves(model):
        weights = [w for w in layer.weights if not w.name.startswith("seed_generator")]
        for weight in weights:
            values = rng.integers(-64, 65, weight.shape) / 128
            weight.assign(np.abs(values) + 0.25 if weight.name in ("gamma", "moving_variance") else values)
    return model


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    fixture = json.loads((here / "keras-ours.json").read_text())
    (folder / "model.json").write_text(json.dumps(fixture["model"]))
    (folder / "weights.bin").write_bytes(base64.b64decode(fixture["weights"]))
    ours = convlens_keras.to_keras(folder)
    ours.save(folder / "ours.keras")
    result = {
        "program": f"keras.py, keras {keras.__version__}, tensorflow {tensorflow.__version__}",
        "shape": list(x.shape),
        "x": floats(x),
        "ours": floats(ours.predict(x, verbose=0)),
        "back": written(keras.saving.load_model(folder / "ours.keras"), folder / "back"),
        "theirs": written(made_in_keras(), folder / "theirs"),
    }
(here / "keras.json").write_text(json.dumps(result) + "\n")

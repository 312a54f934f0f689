"""The presets residual and depthwise in Keras: parameters, shapes of all layers, and outputs for the same weights and pictures.

Writes presets.json beside itself. Run: python golden/presets.py   (python with keras 3.x on tensorflow 2.x)

The networks are written down from the papers (He et al. 2016; Sandler et al. 2018) and the widths in the docs, without a look at
ours. Weights and pictures are no files: value i of a weight is an integer formula of i and of the letters of its name, which
presets.test.ts computes as well. Multiplications are counted from Keras' layers: kernel values times output positions.
"""
import json
import math
import os
import pathlib

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
from keras import layers as L

CONV = {"padding": "same", "use_bias": False}


def bn(name):
    return L.BatchNormalization(momentum=0.9, epsilon=1e-3, name=name)


def residual(side):
    x = start = keras.Input((side, side, 1))
    x = L.Conv2D(16, 7, strides=2, name="conv1", **CONV)(x)
    x = L.Activation("relu")(bn("bn1")(x))
    x = L.MaxPooling2D(3, strides=2, padding="same", name="pool1")(x)
    for stage, (filters, stride) in enumerate([(16, 1), (32, 2), (64, 2), (128, 2)], 1):
        name = f"stage{stage}_block1"
        y = L.Conv2D(filters, 3, strides=stride, name=f"{name}_conv1", **CONV)(x)
        y = L.Activation("relu")(bn(f"{name}_bn1")(y))
        y = bn(f"{name}_bn2")(L.Conv2D(filters, 3, name=f"{name}_conv2", **CONV)(y))
        if stride == 2:
            x = bn(f"{name}_shortcut_bn")(L.Conv2D(filters, 1, strides=2, name=f"{name}_shortcut_conv", **CONV)(x))
        x = L.Activation("relu")(L.Add(name=f"{name}_add")([x, y]))
    x = L.Dropout(0.25)(L.GlobalAveragePooling2D(name="gap")(x))
    return keras.Model(start, L.Dense(2, activation="softmax", name="output")(x))


def depthwise(side):
    relu6 = lambda x: L.ReLU(max_value=6)(x)
    x = start = keras.Input((side, side, 1))
    x = relu6(bn("bn1")(L.Conv2D(16, 3, strides=2, name="conv1", **CONV)(x)))
    blocks = [(24, 2, 1), (32, 2, 3), (32, 1, 3), (64, 2, 3), (64, 1, 3), (64, 1, 3)]
    for i, (filters, stride, expansion) in enumerate(blocks, 1):
        name, channels, y = f"block{i}", x.shape[-1], x
        if expansion > 1:
            y = relu6(bn(f"{name}_expand_bn")(L.Conv2D(channels * expansion, 1, name=f"{name}_expand", **CONV)(y)))
        y = L.DepthwiseConv2D(3, strides=stride, name=f"{name}_depthwise", **CONV)(y)
        y = relu6(bn(f"{name}_depthwise_bn")(y))
        y = bn(f"{name}_project_bn")(L.Conv2D(filters, 1, name=f"{name}_project", **CONV)(y))
        x = L.Add(name=f"{name}_add")([x, y]) if stride == 1 and channels == filters else y
    x = relu6(bn("last_bn")(L.Conv2D(128, 1, name="last_conv", **CONV)(x)))
    x = L.Dropout(0.25)(L.GlobalAveragePooling2D(name="gap")(x))
    return keras.Model(start, L.Dense(2, activation="softmax", name="output")(x))


def values(name, shape, low, high):
    """low .. high, from integers below 2^31 only."""
    key = sum((i + 1) * ord(letter) for i, letter in enumerate(name))
    i = np.arange(math.prod(shape), dtype=np.int64)
    word = (i * 7919 + key * 104729) % 65521 * 31 % 1009
    return (low + (high - low) * word / 1008).astype(np.float32).reshape(shape)


def range_of(weight, shape):
    if weight == "gamma" or weight == "moving_variance":
        return 0.5, 1.5
    if weight in ("beta", "moving_mean", "bias"):
        return -0.25, 0.25
    fan = shape[0] * shape[1] if weight == "depthwise_kernel" else math.prod(shape[:-1])
    return -math.sqrt(6 / fan), math.sqrt(6 / fan)


def fill(model):
    for layer in model.layers:
        for weight in layer.weights:
            # tfjs calls a depthwise kernel so.
            name = "depthwise_kernel" if isinstance(layer, L.DepthwiseConv2D) else weight.name
            low, high = range_of(name, weight.shape)
            weight.assign(values(f"{layer.name}/{name}", weight.shape, low, high))


def multiplications(model):
    total = 0
    for layer in model.layers:
        if isinstance(layer, (L.Conv2D, L.Dense, L.DepthwiseConv2D)):
            total += int(np.prod(layer.kernel.shape)) * math.prod(layer.output.shape[1:-1])
    return total


cases = []
for build in (residual, depthwise):
    keras.utils.clear_session()
    full = build(224)
    small = build(64)
    fill(small)
    pictures = values("pictures", (3, 64, 64, 1), -1, 1)
    gap = keras.Model(small.input, small.get_layer("gap").output)
    cases.append({
        "name": build.__name__,
        "parameters": full.count_params(),
        "trainable": int(sum(np.prod(w.shape) for w in full.trainable_weights)),
        "multiplications": multiplications(full),
        "shapes": {layer.name: list(layer.output.shape[1:]) for layer in full.layers if layer.weights},
        "gap": [float(v) for v in gap(pictures, training=False).numpy().ravel()],
        "outputs": [float(v) for v in small(pictures, training=False).numpy().ravel()],
    })
path = pathlib.Path(__file__).with_suffix(".json")
path.write_text(json.dumps({"program": f"presets.py, keras {keras.__version__}", "cases": cases}) + "\n")

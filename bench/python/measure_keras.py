"""Measures Keras on TensorFlow on the CPU: the network of a preset, built from its specification."""

import math

import numpy
import tensorflow
import keras
from keras import layers

from measuring import answer, read_job, read_pictures, timed


def pooling(pool: dict) -> layers.Layer:
    return (layers.MaxPooling2D if pool["type"] == "max" else layers.AveragePooling2D)(pool["size"])


def block_layers(block: dict) -> list[layers.Layer]:
    norm, pool = block.get("batchNorm", False), block.get("pool")
    early = bool(pool and pool.get("early", False))
    apart = norm or early
    made = [
        layers.Conv2D(
            block["filters"],
            block.get("kernel", 3),
            strides=block.get("stride", 1),
            padding=block.get("padding", "same"),
            activation=None if apart else "relu",
            use_bias=not norm,
        )
    ]
    if early:
        made.append(pooling(pool))
    if norm:
        made.append(layers.BatchNormalization(momentum=0.9))
    if apart:
        made.append(layers.ReLU())
    if pool and not early:
        made.append(pooling(pool))
    if block.get("dropout", 0) > 0:
        made.append(layers.Dropout(block["dropout"]))
    return made


def build(network: dict) -> keras.Sequential:
    made = [keras.Input(network["input"])]
    made += [layer for block in network["blocks"] for layer in block_layers(block)]
    made.append(layers.GlobalAveragePooling2D() if network["head"] == "gap" else layers.Flatten())
    for dense in network.get("dense", []):
        dense = {"units": dense} if isinstance(dense, int) else dense
        made.append(layers.Dense(dense["units"], activation="relu"))
        if dense.get("dropout", 0) > 0:
            made.append(layers.Dropout(dense["dropout"]))
    if network.get("headDropout", 0) > 0:
        made.append(layers.Dropout(network["headDropout"]))
    made.append(layers.Dense(2, activation="softmax"))
    return keras.Sequential(made)


job = read_job()
tensorflow.config.threading.set_intra_op_parallelism_threads(job["threads"])
tensorflow.config.threading.set_inter_op_parallelism_threads(1)
keras.utils.set_random_seed(7)
x = tensorflow.constant(numpy.frombuffer(read_pictures(job), numpy.float32).reshape(job["shape"]))
y = tensorflow.one_hot(job["labels"], 2)

model = build(job["spec"]["network"])
model.compile(optimizer="adam", loss=job["spec"]["loss"].replace("-", "_"))


def train_step() -> None:
    assert math.isfinite(model.train_on_batch(x, y))


predict = timed(job, lambda: model.predict_on_batch(x))
train = timed(job, train_step)
answer(sum(math.prod(weight.shape) for weight in model.trainable_weights), {"predict": predict, "train": train})

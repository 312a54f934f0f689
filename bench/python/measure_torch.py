"""Measures PyTorch on the CPU, in either layout: the network of a preset, built from its specification."""

import math

import torch
from torch import nn

from measuring import answer, read_job, read_pictures, timed


def pooling(pool: dict) -> nn.Module:
    return (nn.MaxPool2d if pool["type"] == "max" else nn.AvgPool2d)(pool["size"])


def block_layers(block: dict) -> list[nn.Module]:
    filters, kernel, norm, pool = block["filters"], block.get("kernel", 3), block.get("batchNorm", False), block.get("pool")
    # Of a picture with an even side TensorFlow's 'same' pads one pixel less on one side; the work is equal.
    padding = 0 if block.get("padding", "same") == "valid" else kernel // 2
    layers = [nn.LazyConv2d(filters, kernel, stride=block.get("stride", 1), padding=padding, bias=not norm)]
    early = bool(pool and pool.get("early", False))
    if early:
        layers.append(pooling(pool))
    if norm:
        layers.append(nn.BatchNorm2d(filters, eps=1e-3, momentum=0.1))
    layers.append(nn.ReLU())
    if pool and not early:
        layers.append(pooling(pool))
    if block.get("dropout", 0) > 0:
        layers.append(nn.Dropout(block["dropout"]))
    return layers


def build(network: dict) -> nn.Sequential:
    """Up to the logits: the loss and the prediction add the softmax."""
    layers = [layer for block in network["blocks"] for layer in block_layers(block)]
    if network["head"] == "gap":
        layers.append(nn.AdaptiveAvgPool2d(1))
    layers.append(nn.Flatten())
    for dense in network.get("dense", []):
        dense = {"units": dense} if isinstance(dense, int) else dense
        layers += [nn.LazyLinear(dense["units"]), nn.ReLU()]
        if dense.get("dropout", 0) > 0:
            layers.append(nn.Dropout(dense["dropout"]))
    if network.get("headDropout", 0) > 0:
        layers.append(nn.Dropout(network["headDropout"]))
    layers.append(nn.LazyLinear(2))
    return nn.Sequential(*layers)


job = read_job()
torch.set_num_threads(job["threads"])
torch.manual_seed(7)
layout = {"nchw": torch.contiguous_format, "channels_last": torch.channels_last}[job["variant"]]
x = torch.frombuffer(read_pictures(job), dtype=torch.float32).reshape(job["shape"]).permute(0, 3, 1, 2)
x = x.contiguous(memory_format=layout)
y = torch.tensor(job["labels"])

model = build(job["spec"]["network"])
with torch.no_grad():
    model.eval()(x[:1])  # gives the lazy layers their shapes
model = model.to(memory_format=layout)
# Of two classes the binary loss on a softmax, summed over both and halved, is the categorical one.
loss_of = nn.CrossEntropyLoss()
# Keras' epsilon, which ours takes too
adam = torch.optim.Adam(model.parameters(), eps=1e-7)


def predict_step() -> None:
    with torch.inference_mode():
        torch.softmax(model(x), 1)


def train_step() -> None:
    adam.zero_grad()
    loss = loss_of(model(x), y)
    loss.backward()
    adam.step()
    assert math.isfinite(loss.item())


predict = timed(job, predict_step)
model.train()
train = timed(job, train_step)
answer(sum(weight.numel() for weight in model.parameters()), predict, train)

"""Measures PyTorch on the CPU, in either layout: training and prediction with the network of a preset."""

import math

import torch
from torch import nn

from measuring import answer, read_job, read_pictures, timed
from network_torch import network_and_pictures

job = read_job()
model, x = network_and_pictures(job, job["variant"], read_pictures(job))
y = torch.tensor(job["labels"])
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
answer(sum(weight.numel() for weight in model.parameters()), {"predict": predict, "train": train})

"""The network of a preset in PyTorch, built from its specification, on as many threads and in the layout of a job."""

import torch
from torch import nn


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


def network_and_pictures(job: dict, layout: str, pictures: bytearray) -> tuple[nn.Sequential, torch.Tensor]:
    torch.set_num_threads(job["threads"])
    torch.manual_seed(7)
    memory_format = {"nchw": torch.contiguous_format, "channels_last": torch.channels_last}[layout]
    x = torch.frombuffer(pictures, dtype=torch.float32).reshape(job["shape"]).permute(0, 3, 1, 2)
    x = x.contiguous(memory_format=memory_format)
    model = build(job["spec"]["network"])
    with torch.no_grad():
        model.eval()(x[:1])  # gives the lazy layers their shapes
    return model.to(memory_format=memory_format), x

"""Writes methods.json: every method on three networks in PyTorch, double precision, raw maps before the final ReLU.

Weights and pictures come from a formula (mulberry32) that src/networks.test-support.ts computes too, so that the file
holds results only. Run: python with torch 2.x, numpy and grad-cam 1.5.7, from this folder: python methods.py

From pytorch-grad-cam itself, taken before its ReLU, its min-max normalising and its upsampling:
  grad-cam, hi-res-cam, layer-cam.
By formula, and then held against pytorch-grad-cam in units in which its epsilon is too small to matter:
  grad-cam++   its epsilon of 1e-6 beside 2 G^2 swamps gradients below 7e-4 (issue 236);
  x-grad-cam   its epsilon of 1e-7 moves a small sum of activations.
By formula, and then held against pytorch-grad-cam up to the sign:
  eigen-cam, eigen-grad-cam   it leaves the sign to the decomposition and rounds to single precision.
By formula alone:
  score-cam    pytorch-grad-cam upsamples corner-aligned and adds 1e-8 to the range;
  ablation-cam pytorch-grad-cam divides by y instead of |y|, which turns the map round where y is negative;
  full-grad    pytorch-grad-cam rescales every channel of every layer to 0..1, so that a channel without influence
               weighs as much as the strongest; see full_grad below;
  integrated-gradients, input-gradients  it has neither.
"""

import json
import pathlib

import numpy as np
import pytorch_grad_cam as library
import torch
import torch.nn.functional as F
from pytorch_grad_cam.utils.svd_on_activations import get_2d_projection
from torch import nn

torch.set_default_dtype(torch.float64)


def mulberry32(seed: int, count: int) -> np.ndarray:
    """`count` numbers in [0, 1), as float64."""
    with np.errstate(over="ignore"):
        a = np.uint32(seed) + np.arange(1, count + 1, dtype=np.uint32) * np.uint32(0x6D2B79F5)
        t = (a ^ (a >> np.uint32(15))) * (a | np.uint32(1))
        t ^= t + (t ^ (t >> np.uint32(7))) * (t | np.uint32(61))
        return (t ^ (t >> np.uint32(14))).astype(np.float64) / 4294967296


def picture(side: int, scale: float) -> torch.Tensor:
    """Half noise, half diagonal ramp, within 0..scale; [1, 3, side, side]."""
    noise = mulberry32(1000, side * side * 3).reshape(side, side, 3)
    ramp = (np.arange(side)[:, None] + np.arange(side)[None, :])[:, :, None] / (2 * side - 2)
    values = (0.5 * noise + 0.5 * ramp).astype(np.float32) * np.float32(scale)
    return torch.tensor(values.astype(np.float64)).permute(2, 0, 1)[None].contiguous()


class Convolution(nn.Conv2d):
    """As in tfjs: 'same' padding puts the odd row and column last, where PyTorch can only pad evenly."""

    def __init__(self, inputs, filters, size, stride=1, bias=True, depthwise=False, same=True):
        super().__init__(inputs, filters, size, stride, bias=bias, groups=inputs if depthwise else 1)
        self.same = same

    def forward(self, x):
        if self.same:
            totals = [max((-(-n // s) - 1) * s + k - n, 0) for n, s, k in zip(x.shape[2:], self.stride, self.kernel_size)]
            (top, bottom), (left, right) = ((t // 2, t - t // 2) for t in totals)
            x = F.pad(x, (left, right, top, bottom))
        return super().forward(x)


def norm(channels: int) -> nn.BatchNorm2d:
    return nn.BatchNorm2d(channels, eps=1e-3)


class CovidSeed(nn.Module):
    order = ["conv1", "conv2", "conv3", "conv4", "conv5", "dense1", "dense2", "scores"]

    def __init__(self):
        super().__init__()
        for i, (inputs, filters) in enumerate([(3, 32), (32, 64), (64, 64), (64, 128), (128, 64)], 1):
            # The activation belongs to the layer in tfjs.
            self.add_module(f"conv{i}", nn.Sequential(Convolution(inputs, filters, 3, same=False), nn.ReLU()))
        self.dense1, self.dense2, self.scores = nn.Linear(4096, 64), nn.Linear(64, 128), nn.Linear(128, 2)

    def forward(self, x):
        x = F.max_pool2d(self.conv2(self.conv1(x)), 2)
        x = F.max_pool2d(self.conv4(F.max_pool2d(self.conv3(x), 2)), 2)
        x = F.avg_pool2d(self.conv5(x), 3).permute(0, 2, 3, 1).flatten(1)  # tfjs flattens height, width, channel
        return self.scores(F.relu(self.dense2(F.relu(self.dense1(x)))))


class Residual(nn.Module):
    order = ["conv1", "norm1", "conv2a", "norm2a", "conv2b", "norm2b", "conv3a", "norm3a"]
    order += ["project3", "conv3b", "norm3p", "norm3b", "scores"]

    def __init__(self):
        super().__init__()
        self.conv1, self.norm1 = Convolution(3, 8, 3, 2), norm(8)
        self.conv2a, self.norm2a = Convolution(8, 8, 3), norm(8)
        self.conv2b, self.norm2b = Convolution(8, 8, 3), norm(8)
        self.conv3a, self.norm3a = Convolution(8, 16, 3, 2), norm(16)
        self.conv3b, self.norm3b = Convolution(16, 16, 3), norm(16)
        self.project3, self.norm3p = Convolution(8, 16, 1, 2), norm(16)
        self.relu2, self.relu3 = nn.ReLU(), nn.ReLU()
        self.scores = nn.Linear(16, 3)

    def forward(self, x):
        x = F.relu(self.norm1(self.conv1(x)))
        x = self.relu2(x + self.norm2b(self.conv2b(F.relu(self.norm2a(self.conv2a(x))))))
        skip = self.norm3p(self.project3(x))
        x = self.relu3(skip + self.norm3b(self.conv3b(F.relu(self.norm3a(self.conv3a(x))))))
        return self.scores(x.mean((2, 3)))


class Mobile(nn.Module):
    convolutions = ["stem", "depth1", "point1", "expand2", "depth2", "point2", "last"]
    order = [name for each in convolutions for name in (each, f"{each}Norm")] + ["scores"]

    def __init__(self):
        super().__init__()
        sizes = [(3, 8, 3, 2), (8, 8, 3, 2), (8, 16, 1, 1), (16, 32, 1, 1), (32, 32, 3, 1), (32, 16, 1, 1), (16, 24, 1, 1)]
        for name, (inputs, filters, size, stride) in zip(self.convolutions, sizes):
            depthwise = name.startswith("depth")
            self.add_module(name, Convolution(inputs, filters, size, stride, bias=False, depthwise=depthwise))
            self.add_module(f"{name}Norm", norm(filters))
            if name not in ("point1", "point2"):
                self.add_module(f"{name}Relu", nn.ReLU6())
        self.scores = nn.Linear(24, 3)

    def forward(self, x):
        def block(name, x):
            x = getattr(self, f"{name}Norm")(getattr(self, name)(x))
            return getattr(self, f"{name}Relu")(x) if hasattr(self, f"{name}Relu") else x

        x = block("point1", block("depth1", block("stem", x)))
        x = x + block("point2", block("depth2", block("expand2", x)))
        return self.scores(block("last", x).mean((2, 3)))


def fill(model: nn.Module) -> nn.Module:
    """The weights of fillWeights, in tfjs' order: kernels, biases, gammas, betas; then the moving means and variances."""
    index = 0

    def values(*shape: int) -> torch.Tensor:
        """Weight number `index` in tfjs' layout: kernels He-uniform, vectors within +-.05."""
        nonlocal index
        index += 1
        scale = 0.05 if len(shape) == 1 else np.sqrt(6 / np.prod(shape[:-1]))
        flat = (2 * mulberry32(index, int(np.prod(shape))) - 1) * scale
        return torch.tensor(flat.reshape(shape))

    def single(x: torch.Tensor) -> torch.Tensor:
        return x.float().double()

    layers = [getattr(model, name) for name in model.order]
    layers = [layer[0] if isinstance(layer, nn.Sequential) else layer for layer in layers]
    for layer in layers:
        if isinstance(layer, nn.BatchNorm2d):
            layer.weight.data, layer.bias.data = single(1 + values(layer.num_features)), single(values(layer.num_features))
            continue
        if isinstance(layer, nn.Linear):
            layer.weight.data = single(values(layer.in_features, layer.out_features)).T
        elif layer.groups > 1:  # height, width, channel, multiplier
            layer.weight.data = single(values(*layer.kernel_size, layer.out_channels, 1)).permute(2, 3, 0, 1)
        else:  # HWIO -> OIHW
            kernel = values(*layer.kernel_size, layer.in_channels, layer.out_channels)
            layer.weight.data = single(kernel).permute(3, 2, 0, 1)
        if layer.bias is not None:
            layer.bias.data = single(values(layer.bias.numel()))
    for layer in layers:
        if isinstance(layer, nn.BatchNorm2d):
            layer.running_mean.data = single(values(layer.num_features))
            layer.running_var.data = single(1 + values(layer.num_features))
    for parameter in model.parameters():
        parameter.data = parameter.data.contiguous()
    return model.eval()


# Methods at a layer, from activations and gradients [K, H, W]


def plus_plus_weights(a: np.ndarray, g: np.ndarray) -> np.ndarray:
    """sum(alpha ReLU(G)), alpha = 1 / (2 + G sum(A)): without an epsilon, for no denominator here is near 0."""
    denominator = 2 + g * a.sum((1, 2), keepdims=True)
    assert np.abs(denominator[g > 0]).min() > 1e-3
    return (np.maximum(g, 0) / denominator).sum((1, 2))


def x_weights(a: np.ndarray, g: np.ndarray) -> np.ndarray:
    """sum(G A) / sum(A), the mean of G where the activations are all 0: none cancel here."""
    total = a.sum((1, 2))
    silent = np.abs(a).sum((1, 2)) == 0
    print("   smallest |sum A| / sum |A|:", (np.abs(total[~silent]) / np.abs(a[~silent]).sum((1, 2))).min())
    return np.where(silent, g.mean((1, 2)), (g * a).sum((1, 2)) / np.where(silent, 1, total))


def first_component(x: np.ndarray) -> np.ndarray:
    """Projection of the cells, less the mean of each channel, on their first principal component; sign fixed."""
    flat = x.reshape(x.shape[0], -1).T
    centred = flat - flat.mean(0)
    _, s, vt = np.linalg.svd(centred, full_matrices=False)
    projection = centred @ vt[0]
    correlation = np.corrcoef(projection, flat.mean(1))[0, 1]
    print("   singular values", s[:2], "correlation with the mean", correlation)
    return (projection * np.sign(correlation)).reshape(x.shape[1:])


def run(model: nn.Module, layer: nn.Module, x: torch.Tensor, c: int, method=library.GradCAM):
    """Activations, gradients and raw map of a method of pytorch-grad-cam, all of one picture."""
    with method(model, [layer]) as cam:
        cam.activations_and_grads(x)[0, c].backward()
        a, g = (kept[0].numpy() for kept in (cam.activations_and_grads.activations, cam.activations_and_grads.gradients))
        return a[0], g[0], cam.get_cam_image(x, layer, None, a, g, False)[0]


def library_weights(method, model: nn.Module, layer: nn.Module, a: np.ndarray, g: np.ndarray) -> np.ndarray:
    """pytorch-grad-cam's weights with G in other units and A in their inverse, which leaves G * A, so the formula."""
    unit = 1e8 if method is library.GradCAMPlusPlus else 1e-8
    with method(model, [layer]) as cam:
        w = cam.get_cam_weights(None, layer, None, a[None] / unit, g[None] * unit)
        return w[0] / unit


def layer_methods(model: nn.Module, layer: nn.Module, x: torch.Tensor, c: int) -> dict[str, np.ndarray]:
    a, g, grad_cam = run(model, layer, x, c)
    maps = {"grad-cam": grad_cam}
    for name, method, weights in [
        ("grad-cam++", library.GradCAMPlusPlus, plus_plus_weights),
        ("x-grad-cam", library.XGradCAM, x_weights),
    ]:
        w = weights(a, g)
        active = np.abs(a).max((1, 2)) > 0
        theirs = library_weights(method, model, layer, a, g)
        np.testing.assert_allclose(theirs[active], w[active], rtol=1e-6, atol=1e-9 * np.abs(w).max())
        maps[name] = np.einsum("k,khw->hw", w, a)
    maps["hi-res-cam"] = run(model, layer, x, c, library.HiResCAM)[2]
    maps["layer-cam"] = run(model, layer, x, c, library.LayerCAM)[2]
    for name, method, decomposed in [("eigen-cam", library.EigenCAM, a), ("eigen-grad-cam", library.EigenGradCAM, g * a)]:
        maps[name] = first_component(decomposed)
        theirs = run(model, layer, x, c, method)[2]
        same = np.sign((theirs * maps[name]).sum())
        np.testing.assert_allclose(same * theirs, maps[name], atol=1e-5 * np.abs(theirs).max())
    return maps


# Methods that run the model again


def upsample(x: torch.Tensor, size) -> torch.Tensor:
    return F.interpolate(x, size=size, mode="bilinear", align_corners=False)  # half-pixel centres


def score_cam(model: nn.Module, layer: nn.Module, x: torch.Tensor, c: int) -> np.ndarray:
    """softmax_k of the score of the picture seen through channel k, min-max normalised; black where it is constant."""
    a = torch.tensor(run(model, layer, x, c)[0])
    masks = upsample(a[:, None], x.shape[2:])
    low, high = masks.amin((1, 2, 3), keepdim=True), masks.amax((1, 2, 3), keepdim=True)
    masks = torch.where(high > low, (masks - low) / torch.where(high > low, high - low, 1), 0)
    with torch.no_grad():
        w = F.softmax(torch.cat([model(x * mask)[:, c] for mask in masks]), 0)
    return torch.einsum("k,khw->hw", w, a).numpy()


def ablation_cam(model: nn.Module, layer: nn.Module, x: torch.Tensor, c: int) -> np.ndarray:
    """(y - y_k) / |y|, where y_k is the score without channel k."""
    a = torch.tensor(run(model, layer, x, c)[0])

    def without(k: int) -> float:
        def silence(module, inputs, output):
            output = output.clone()
            output[:, k] = 0
            return output

        handle = layer.register_forward_hook(silence)
        with torch.no_grad():
            score = model(x)[0, c].item()
        handle.remove()
        return score

    with torch.no_grad():
        y = model(x)[0, c].item()
    w = torch.tensor([(y - without(k)) / abs(y) for k in range(a.shape[0])])
    return torch.einsum("k,khw->hw", w, a).numpy()


# Methods at the input


def input_gradient(model: nn.Module, x: torch.Tensor, c: int) -> torch.Tensor:
    x = x.clone().requires_grad_()
    return torch.autograd.grad(model(x)[0, c], x)[0]


def integrated_gradients(model: nn.Module, x: torch.Tensor, c: int, steps: int = 16) -> np.ndarray:
    """Midpoint rule from a black picture; summed over the colour channels, signed."""
    mean = sum(input_gradient(model, x * (i + 0.5) / steps, c) for i in range(steps)) / steps
    return (x * mean).sum(1)[0].numpy()


def full_grad(model: nn.Module, x: torch.Tensor, c: int) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    """FullGrad two ways, and the terms that add up to the score.

    Srinivas & Fleuret 2019 (arXiv 1905.00780): psi(x * dy/dx) + sum over layers and channels of psi(b * dy/db), upsampled.
    'full-grad': psi is the absolute value, so that terms keep their size beside each other. 'full-grad-rescaled': after
    that, as in the authors' code (idiap/fullgrad-saliency), each layer's terms, all channels of it together, are moved
    and scaled to 0..1, so that every layer has an equal say; but without their epsilon of 1e-6, which outweighs small
    gradients, and upsampled half-pixel instead of corner-aligned.

    Biases are those of convolutions and BatchNorm's beta - gamma * mean / sqrt(variance + epsilon). Only where they have
    spatial extent do they make maps; the dense layer's count in the sum. ReLU has no bias; ReLU6 has one of 6 where it
    clips, which the paper calls implicit and the authors' code leaves out: counted as 'clipped', to check the sum.
    """
    outputs = []

    def keep(module, inputs, output):
        output.retain_grad()
        outputs.append((module, inputs[0], output))

    kinds = (nn.Conv2d, nn.BatchNorm2d, nn.Linear, nn.ReLU6)
    handles = [module.register_forward_hook(keep) for module in model.modules() if isinstance(module, kinds)]
    x = x.clone().requires_grad_()
    y = model(x)[0, c]
    y.backward()
    for handle in handles:
        handle.remove()

    maps = [x * x.grad]
    sums = {"score": y.item(), "input": maps[0].sum().item(), "biases": 0.0, "dense": 0.0, "clipped": 0.0}
    for module, before, output in outputs:
        if isinstance(module, nn.ReLU6):
            clipped = before > 6
            print("   share of clipped values", clipped.double().mean().item())
            sums["clipped"] += (6 * output.grad * clipped).sum().item()
        elif isinstance(module, nn.Linear):
            sums["dense"] += (module.bias * output.grad).sum().item()
        elif module.bias is not None:
            bias = module.bias
            if isinstance(module, nn.BatchNorm2d):
                bias = bias - module.weight * module.running_mean / torch.sqrt(module.running_var + module.eps)
            maps.append(bias[None, :, None, None] * output.grad)
            sums["biases"] += maps[-1].sum().item()
    assert abs(sums["score"] - sum(list(sums.values())[1:])) < 1e-12 * max(1, abs(sums["score"])), sums

    def add(scaled: list[torch.Tensor]) -> np.ndarray:
        return sum(upsample(each, x.shape[2:]).sum((0, 1)) for each in scaled).detach().numpy()

    sizes = [each.abs() for each in maps]
    rescaled = [(each - each.min()) / (each.max() - each.min()) for each in sizes]
    return {"full-grad": add(sizes), "full-grad-rescaled": add(rescaled)}, sums


def input_methods(model: nn.Module, x: torch.Tensor, c: int) -> tuple[dict[str, np.ndarray], dict[str, float]]:
    maps, sums = full_grad(model, x, c)
    maps["integrated-gradients"] = integrated_gradients(model, x, c)
    maps["input-gradients"] = input_gradient(model, x, c).abs().amax(1)[0].numpy()
    return maps, sums


def digits(values) -> list[float]:
    return [float(f"{v:.8g}") for v in np.asarray(values).reshape(-1)]


def sample(maps: list[dict[str, np.ndarray]], step: int) -> dict:
    """Every `step`-th value of each map, row-major; one list a class."""
    shape = next(iter(maps[0].values())).shape
    return {
        "shape": list(shape),
        "step": step,
        "maps": {name: [digits(each[name].reshape(-1)[::step]) for each in maps] for name in maps[0]},
    }


def explain(model: nn.Module, x: torch.Tensor, classes: list[int], layers: dict[str, int], runs: str = "") -> dict:
    """`layers`: step of the sample by name; `runs`: the layer for methods that run the model again."""
    logits = model(x)[0]
    result = {"logits": digits(logits.detach()), "classes": classes, "layers": {}}
    for name, step in layers.items():
        print("  ", name)
        layer = getattr(model, name.split("/")[-1])
        maps = [layer_methods(model, layer, x, c) for c in classes]
        if name == runs:
            for c, each in zip(classes, maps):
                each["score-cam"] = score_cam(model, layer, x, c)
                each["ablation-cam"] = ablation_cam(model, layer, x, c)
        result["layers"][name] = sample(maps, step)
    if runs:
        maps, sums = zip(*(input_methods(model, x, c) for c in classes))
        result["input"] = sample(list(maps), 17)
        result["fullGradSums"] = [{name: digits(value)[0] for name, value in each.items()} for each in sums]
    print(result["logits"], result.get("fullGradSums"))
    return result


golden = {
    "source": f"golden/methods.py, torch {torch.__version__}, grad-cam 1.5.7, float64",
    "covid-seed": explain(fill(CovidSeed()), picture(224, 1), [0, 1], {"conv5": 5}),
    "residual": explain(fill(Residual()), picture(48, 1), [0, 2], {"conv3b": 5, "relu3": 1, "conv2b": 5}, runs="relu3"),
    # Bright enough for ReLU6 to clip.
    "mobile": explain(fill(Mobile()), picture(48, 4), [1, 2], {"mobile/last": 1}, runs="mobile/last"),
}
path = pathlib.Path(__file__).with_name("methods.json")
path.write_text(json.dumps(golden, separators=(",", ":")) + "\n")
print(path.stat().st_size, "bytes")

"""Networks of convlens (the layers format of TensorFlow.js: model.json and weights.bin) to Keras 3, and back.

    python convlens_keras.py to-keras runs/first/model classifier.keras      # or classifier.h5, or classifier.onnx
    python convlens_keras.py from-keras classifier.keras converted           # writes converted/model.json, converted/weights.bin

The network is built anew, layer by layer, from a table of the layers and settings that mean the same in both. What is not in the
table is refused by name, never left out: a setting that is silently lost would be a network with other answers. What only training
uses (initialisers, regularisers, constraints, optimisers) is not converted.

Needs keras >= 3.8 with any backend. Known to work: keras 3.15.1 on tensorflow 2.21.0, python 3.11.
"""
import argparse
import json
import pathlib
import sys

import numpy as np

# Settings by layer that tfjs 4.22 and Keras 3 both have, with the same meaning.
WINDOW = ["strides", "padding", "data_format"]
POOL = ["pool_size", *WINDOW]
GLOBAL_POOL = ["data_format"]
CONV = ["kernel_size", *WINDOW, "dilation_rate", "activation", "use_bias"]
SETTINGS = {
    "Conv1D": ["filters", *CONV],
    "Conv2D": ["filters", *CONV],
    "Conv2DTranspose": ["filters", *CONV],
    "SeparableConv2D": ["filters", "depth_multiplier", *CONV],
    "DepthwiseConv2D": ["depth_multiplier", *CONV],
    "Dense": ["units", "activation", "use_bias"],
    "BatchNormalization": ["axis", "momentum", "epsilon", "center", "scale"],
    "LayerNormalization": ["axis", "epsilon", "center", "scale"],
    "Activation": ["activation"],
    "ReLU": ["max_value"],
    "LeakyReLU": ["negative_slope"],
    "PReLU": ["shared_axes"],
    "ELU": ["alpha"],
    "Softmax": ["axis"],
    "MaxPooling1D": POOL,
    "MaxPooling2D": POOL,
    "AveragePooling1D": POOL,
    "AveragePooling2D": POOL,
    "GlobalAveragePooling1D": [],
    "GlobalMaxPooling1D": [],
    "GlobalAveragePooling2D": GLOBAL_POOL,
    "GlobalMaxPooling2D": GLOBAL_POOL,
    "Flatten": ["data_format"],
    "Reshape": ["target_shape"],
    "Permute": ["dims"],
    "ZeroPadding2D": ["padding", "data_format"],
    "Cropping2D": ["cropping", "data_format"],
    "UpSampling2D": ["size", "data_format", "interpolation"],
    "Dropout": ["rate", "noise_shape"],
    "GaussianDropout": ["rate"],
    "GaussianNoise": ["stddev"],
    "AlphaDropout": ["rate"],
    "Add": [],
    "Multiply": [],
    "Average": [],
    "Maximum": [],
    "Minimum": [],
    "Concatenate": ["axis"],
}
MODELS = {"Sequential", "Functional", "Model"}
# tfjs' hard_sigmoid is that of Keras 2, clip(x / 5 + 1/2); Keras 3 has relu6(x + 3) / 6 under this name. tfjs' gelu is exact or not
# depending on its version.
ACTIVATIONS = {
    "linear", "relu", "relu6", "elu", "selu", "sigmoid", "softmax", "softplus", "softsign", "tanh", "swish", "mish", "log_softmax",
}  # fmt: skip
# Names that differ: (layer, name in tfjs) -> name in Keras 3.
SETTING_NAMES = {("LeakyReLU", "alpha"): "negative_slope"}
WEIGHT_NAMES = {("DepthwiseConv2D", "depthwise_kernel"): "kernel"}
ACTIVATION_NAMES = {"swish": "silu"}
# Settings that one side alone has, and the only value at which the other does the same.
NEUTRAL = {
    "groups": 1, "renorm": False, "synchronized": False, "lora_rank": None, "quantization_config": None, "keepdims": False,
    "threshold": 0, "rms_scaling": False, "output_padding": None, "negative_slope": 0, "renorm_clipping": None,
}  # fmt: skip
# Settings that change no answer.
IGNORED = {"name", "trainable", "dtype", "batch_input_shape", "input_shape", "seed", "lora_alpha", "renorm_momentum"}


class Refused(ValueError):
    """A network that has something the other side has not, or has otherwise."""


def settings_of(kind, name, config, to_keras):
    """The settings of one layer under the other side's names; Refused where one of them would be lost."""
    if kind not in SETTINGS:
        raise Refused(f"layer '{name}' is a {kind}, which is not in the table of layers that both sides have")
    kept = {}
    for key, value in config.items():
        keras_key = SETTING_NAMES.get((kind, key), key)
        if keras_key in SETTINGS[kind]:
            tfjs_key = next((mine for (k, mine), theirs in SETTING_NAMES.items() if (k, theirs) == (kind, keras_key)), keras_key)
            kept[keras_key if to_keras else tfjs_key] = value
        elif key in NEUTRAL and value in (NEUTRAL[key], None):
            continue
        elif key not in IGNORED and not key.endswith(("_initializer", "_regularizer", "_constraint")):
            raise Refused(f"layer '{name}' ({kind}) has {key}={value!r}, which the other side does not have")
    if kept.get("interpolation", "nearest") != "nearest":
        raise Refused(f"layer '{name}' interpolates, for which tfjs and Keras lay the pixels differently; 'nearest' is the same")
    if "activation" in kept:
        kept["activation"] = activation_of(name, kept["activation"], to_keras)
    return kept


def activation_of(name, activation, to_keras):
    names = ACTIVATION_NAMES if to_keras else {theirs: mine for mine, theirs in ACTIVATION_NAMES.items()}
    if activation is None:
        return "linear"
    known = ACTIVATIONS if to_keras else {ACTIVATION_NAMES.get(each, each) for each in ACTIVATIONS}
    if activation not in known:
        raise Refused(f"layer '{name}' has the activation {activation!r}, which does not mean the same on both sides")
    return names.get(activation, activation)


# ---- tfjs to Keras


def read_tfjs(folder):
    """Topology and weights by name of a folder with model.json and the files that it names."""
    folder = pathlib.Path(folder)
    model = json.loads((folder / "model.json").read_text())
    topology = model["modelTopology"]
    weights = {}
    for group in model["weightsManifest"]:
        data = b"".join((folder / path).read_bytes() for path in group["paths"])
        offset = 0
        for spec in group["weights"]:
            if spec["dtype"] != "float32" or "quantization" in spec:
                raise Refused(f"weight '{spec['name']}' is stored as {spec['dtype']} or quantised; float32 is needed")
            if spec["name"] in weights:
                raise Refused(f"two weights are named '{spec['name']}': give the layers names of their own")
            count = int(np.prod(spec["shape"], dtype=np.int64))
            values = np.frombuffer(data, "<f4", count, offset)
            weights[spec["name"]] = values.reshape(spec["shape"])
            offset += 4 * count
        if offset != len(data):
            raise Refused(f"{', '.join(group['paths'])} hold {len(data)} bytes; the weights of model.json are {offset}")
    return topology.get("model_config", topology), weights


def to_keras(folder):
    """The network of a folder as a Keras model with its weights."""
    import keras

    description, weights = read_tfjs(folder)
    if description["class_name"] not in MODELS:
        raise Refused(f"model.json describes a {description['class_name']}, no network of layers")
    model = build_model(keras, description["class_name"], description["config"])
    unused = set(weights)
    for layer in leaves(model):
        values = []
        for weight in layer.weights:
            if weight.name.startswith("seed_generator"):
                values.append(weight.numpy())
                continue
            name = tfjs_weight_name(layer, weight)
            if name not in weights:
                raise Refused(f"weights.bin has no '{name}', which the layer '{layer.name}' needs")
            unused.discard(name)
            values.append(weights[name])
        layer.set_weights(values)
    if unused:
        raise Refused(f"no layer takes the weights {sorted(unused)}")
    return model


def tfjs_weight_name(layer, weight):
    kind = type(layer).__name__
    own = next((mine for (k, mine), theirs in WEIGHT_NAMES.items() if (k, theirs) == (kind, weight.name)), weight.name)
    return f"{layer.name}/{own}"


def leaves(model):
    """Layers that are no models, each once, in order."""
    found = {}
    for layer in model.layers:
        for each in leaves(layer) if hasattr(layer, "layers") else [layer]:
            found.setdefault(id(each), each)
    return list(found.values())


def build_layer(keras, kind, name, config):
    if kind in MODELS:
        return build_model(keras, kind, config)
    layer = getattr(keras.layers, kind)(name=name, **settings_of(kind, name, config, to_keras=True))
    layer.trainable = config.get("trainable", True)
    return layer


def build_model(keras, kind, config):
    if kind == "Sequential":
        # Keras 2 and old tfjs have the bare list.
        layers = config if isinstance(config, list) else config["layers"]
        name = None if isinstance(config, list) else config["name"]
        return build_sequential(keras, name, layers)
    return build_functional(keras, config)


def build_sequential(keras, name, layers):
    built = []
    for i, layer in enumerate(layers):
        own = layer["config"]
        shape = own.get("batch_input_shape") if isinstance(own, dict) else None
        if layer["class_name"] == "InputLayer" or (i == 0 and shape is not None):
            built.append(keras.layers.InputLayer(batch_shape=shape))
        if layer["class_name"] != "InputLayer":
            built.append(build_layer(keras, layer["class_name"], own["name"] if isinstance(own, dict) else None, own))
    return keras.Sequential(built, name=name)


def numbers_of_calls(config):
    """The numbers by which the calls of each layer are spoken of. A nested model's begin with 1: its own inputs are 0."""
    taken = [source for each in config["layers"] for call in each["inbound_nodes"] for source in call]
    numbers = {}
    for name, node, *_ in taken + config["input_layers"] + config["output_layers"]:
        numbers.setdefault(name, set()).add(node)
    return {name: sorted(nodes) for name, nodes in numbers.items()}


def build_functional(keras, config):
    """Calls layer after layer, each as soon as all its inputs are there."""
    layers, tensors = {}, {}
    waiting = []
    numbers = numbers_of_calls(config)
    for each in config["layers"]:
        name = each["name"]
        if each["class_name"] == "InputLayer":
            shape, dtype = each["config"]["batch_input_shape"], each["config"].get("dtype", "float32")
            tensors[name, 0] = [keras.Input(batch_shape=shape, dtype=dtype, name=name)]
            continue
        layers[name] = build_layer(keras, each["class_name"], name, each["config"])
        calls = zip(numbers[name], each["inbound_nodes"], strict=True)
        waiting += [(name, node, inputs) for node, inputs in calls]
    while waiting:
        ready = [call for call in waiting if all((source, node) in tensors for source, node, *_ in call[2])]
        if not ready:
            raise Refused(f"the inputs of layer '{waiting[0][0]}' come from nowhere")
        for name, node, inputs in ready:
            given = [tensors[source, at][which] for source, at, which, *_ in inputs]
            result = layers[name](given if len(given) > 1 else given[0])
            tensors[name, node] = result if isinstance(result, (list, tuple)) else [result]
        waiting = [call for call in waiting if call not in ready]
    ends = [[tensors[name, node][which] for name, node, which in config[key]] for key in ("input_layers", "output_layers")]
    inputs, outputs = (end if len(end) > 1 else end[0] for end in ends)
    return keras.Model(inputs, outputs, name=config["name"])


# ---- Keras to tfjs


def from_keras(model, folder):
    """Writes model.json and weights.bin of a Keras model. An existing file is replaced."""
    specs, parts, names = [], [], set()
    for layer in leaves(model):
        for weight in layer.weights:
            if weight.name.startswith("seed_generator"):
                continue
            name = tfjs_weight_name(layer, weight)
            if name in names:
                raise Refused(f"two weights would be named '{name}': give the layers names of their own")
            names.add(name)
            values = np.asarray(weight.numpy(), dtype="<f4")
            specs.append({"name": name, "shape": list(values.shape), "dtype": "float32"})
            parts.append(values.tobytes())
    topology = {**describe(model), "keras_version": "2.15.0", "backend": "tensorflow"}
    content = {
        "format": "layers-model",
        "generatedBy": "convlens_keras.py",
        "convertedBy": None,
        "modelTopology": topology,
        "weightsManifest": [{"paths": ["weights.bin"], "weights": specs}],
    }
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "weights.bin").write_bytes(b"".join(parts))
    (folder / "model.json").write_text(json.dumps(content, default=refuse_value))


def refuse_value(value):
    raise Refused(f"a setting has the value {value!r}, which is no JSON")


def describe(layer):
    """A layer or model as tfjs names it: class_name and config."""
    kind = type(layer).__name__
    if kind == "Sequential":
        return {"class_name": "Sequential", "config": {"name": layer.name, "layers": describe_sequence(layer)}}
    if kind in ("Functional", "Model"):
        return {"class_name": "Model", "config": describe_graph(layer)}
    config = settings_of(kind, layer.name, layer.get_config(), to_keras=False)
    return {"class_name": kind, "config": {**config, "name": layer.name, "trainable": layer.trainable}}


def describe_sequence(model):
    if not model.built:
        raise Refused(f"the model '{model.name}' has no input shape yet: call it, or build it, before it is saved")
    shape = list(model.inputs[0].shape)
    start = {"batch_input_shape": shape, "dtype": "float32", "sparse": False, "name": f"{model.name}_input"}
    return [{"class_name": "InputLayer", "config": start}, *(describe(layer) for layer in model.layers)]


def describe_graph(model):
    """The calls of a functional model, numbered from 0 for each layer, from 1 for a nested model, as tfjs has them."""
    config = model.get_config()
    nested = {layer.name for layer in model.layers if hasattr(layer, "layers")}

    def source(history):
        name, node, tensor = history
        return [name, node + (name in nested), tensor]

    layers = []
    for each in config["layers"]:
        name = each["name"]
        if each["class_name"] == "InputLayer":
            shape = list(each["config"]["batch_shape"])
            start = {"batch_input_shape": shape, "dtype": "float32", "sparse": False, "name": name}
            layers.append({"name": name, "class_name": "InputLayer", "config": start, "inbound_nodes": []})
            continue
        calls = [[[*source(history), {}] for history in histories(call, name)] for call in each["inbound_nodes"]]
        layers.append({"name": name, **describe(model.get_layer(name)), "inbound_nodes": calls})
    return {
        "name": model.name,
        "layers": layers,
        "input_layers": [source(end) for end in listed(config["input_layers"])],
        "output_layers": [source(end) for end in listed(config["output_layers"])],
    }


def listed(ends):
    return [ends] if isinstance(ends[0], str) else ends


def histories(call, name):
    """The tensors that one call of a layer takes. Other arguments would be lost, so that only neutral ones are let pass."""
    other = {key: value for key, value in call["kwargs"].items() if value is not None and key not in ("training", "mask")}
    if other:
        raise Refused(f"layer '{name}' is called with {other}, which tfjs does not take")
    (given,) = call["args"]
    tensors = given if isinstance(given, list) else [given]
    return [tensor["config"]["keras_history"] for tensor in tensors]


# ---- The command


def save(model, target):
    if target.suffix == ".onnx":
        # Keras exports what a call has traced.
        model(np.zeros([size or 1 for size in model.inputs[0].shape], "float32"))
        model.export(str(target), format="onnx", verbose=False)
    elif target.suffix in (".keras", ".h5"):
        model.save(target)
    else:
        raise Refused(f"'{target}' ends in none of .keras, .h5 and .onnx")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    there = commands.add_parser("to-keras", help="a folder with model.json and weights.bin to .keras, .h5 or .onnx")
    there.add_argument("folder", type=pathlib.Path)
    there.add_argument("target", type=pathlib.Path)
    back = commands.add_parser("from-keras", help="a .keras or .h5 file to a folder with model.json and weights.bin")
    back.add_argument("source", type=pathlib.Path)
    back.add_argument("folder", type=pathlib.Path)
    asked = parser.parse_args()
    try:
        if asked.command == "to-keras":
            save(to_keras(asked.folder), asked.target)
        else:
            import keras

            from_keras(keras.saving.load_model(asked.source, compile=False), asked.folder)
    except (Refused, OSError) as error:
        sys.exit(f"convlens_keras: {error}")


if __name__ == "__main__":
    main()

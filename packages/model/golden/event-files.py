"""TensorBoard's own event files, and TensorBoard's reading of ours.

Run: python golden/event-files.py           (python with tensorboard 2.21) writes event-files.json beside itself
     python golden/event-files.py FOLDER    prints, as JSON, what TensorBoard reads in the event files below a folder
"""
import json
import os
import pathlib
import sys
import tempfile

import tensorboard
from tensorboard.backend.event_processing import event_accumulator
from tensorboard.backend.event_processing.event_multiplexer import EventMultiplexer
from tensorboard.compat.proto import event_pb2
from tensorboard.compat.tensorflow_stub.pywrap_tensorflow import crc32c, masked_crc32c
from tensorboard.summary.writer.record_writer import RecordWriter
from tensorboard.util import tensor_util


def read(folder):
    multiplexer = EventMultiplexer(size_guidance={event_accumulator.SCALARS: 0, event_accumulator.TENSORS: 0})
    multiplexer.AddRunsFromDirectory(folder).Reload()
    runs = {}
    for run, found in sorted(multiplexer.Runs().items()):
        accumulator = multiplexer.GetAccumulator(run)
        runs[run] = {
            tag: [[e.wall_time, e.step, js(e.value)] for e in accumulator.Scalars(tag)] for tag in found["scalars"]
        } | {
            tag: [[e.wall_time, e.step, js(float(tensor_util.make_ndarray(e.tensor_proto)))] for e in accumulator.Tensors(tag)]
            for tag in found["tensors"]
        }
    return runs


def js(value):
    """A float32 as JavaScript writes it, which JSON could not."""
    return {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(repr(value), repr(value))


def event(wall_time, step, scalars):
    made = event_pb2.Event(wall_time=wall_time, step=step)
    for tag, value in scalars:
        made.summary.value.add(tag=tag, simple_value=value)
    return made


def write():
    cases = [
        event_pb2.Event(wall_time=1700000000.25, file_version="brain.Event:2"),
        event(1700000001.5, 0, [("epoch_loss", 0.6931471805599453), ("epoch_accuracy", 0.5)]),
        event(1700000002.0, 300, [("batch_loss", float("nan")), ("batch_learning_rate", 1e-3)]),
        event(0.1, 2**40 + 129, [("Größe/\u2713", float("-inf"))]),
        event(1.0, 7, [("t" * 200, 3.5)]),
        event(1.0, 8, [("zero", 0.0), ("minus", -0.0)]),
    ]
    # Two steps and the end of an epoch, under the tags of Keras' callback.
    run = [
        cases[0],
        event(1700000000.25, 0, [("batch_loss", 0.75), ("batch_learning_rate", 1e-3), ("batch_gradient_norm", 2.5)]),
        event(1700000000.25, 1, [("batch_loss", 0.5), ("batch_learning_rate", 1e-3), ("batch_gradient_norm", 1.25)]),
        event(1700000000.25, 0, [("epoch_loss", 0.625), ("epoch_accuracy", 0.5), ("epoch_learning_rate", 1e-3)]),
    ]
    validation = [
        cases[0],
        event(1700000000.25, 0, [("epoch_loss", 0.7), ("epoch_accuracy", 0.25), ("epoch_auc", 0.875)]),
    ]
    texts = [b"", b"a", b"123456789", bytes(32), bytes([255] * 32), bytes(range(256)) * 2]
    return {
        "program": f"event-files.py, tensorboard {tensorboard.version.VERSION}",
        "crc32c": [{"hex": t.hex(), "crc": crc32c(t), "masked": masked_crc32c(t)} for t in texts],
        "events": [
            {
                "wallTime": case.wall_time,
                "step": case.step,
                "scalars": [[v.tag, js(v.simple_value)] for v in case.summary.value],
                "hex": case.SerializeToString().hex(),
            }
            for case in cases
        ],
        "files": {"train": file_of(run), "validation": file_of(validation)},
    }


def file_of(events):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "events")
        writer = RecordWriter(open(path, "wb"))
        for each in events:
            writer.write(each.SerializeToString())
        writer.close()
        return pathlib.Path(path).read_bytes().hex()


if len(sys.argv) > 1:
    print(json.dumps(read(sys.argv[1])))
else:
    path = pathlib.Path(__file__).with_suffix(".json")
    path.write_text(json.dumps(write(), ensure_ascii=False, indent=1) + "\n")

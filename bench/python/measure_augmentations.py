"""Measures albumentations on pictures in memory, on one thread: 32-bit floats or bytes."""

import os

import albumentations as A
import cv2
import numpy

from augmentations import pipelines
from measuring import answer, read_job, read_pictures, timed

job = read_job()
kind = job["variant"]
cv2.setNumThreads(0)
values = numpy.frombuffer(read_pictures(job), numpy.float32).reshape(job["shape"])
pictures = list(values if kind == "float32" else (255 * values).round().astype(numpy.uint8))
random, fixed = (pipelines(kind, fixed) for fixed in (False, True))

timings = {}
for name in job["augmentations"]:
    change = A.Compose(random[name], seed=7)
    timings[name] = timed(job, lambda: [change(image=picture)["image"] for picture in pictures])
    same = A.Compose(fixed[name], seed=7)
    changed = numpy.stack([same(image=picture)["image"] for picture in pictures]).astype(numpy.float32)
    (changed if kind == "float32" else changed / numpy.float32(255)).tofile(os.path.join(job["fixed"], f"{name}.f32"))
answer(None, timings)

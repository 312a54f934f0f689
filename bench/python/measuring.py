"""What every measuring program in Python begins and ends with; the names are those of ../src/job.ts."""

import json
import resource
import sys
import time


def read_job() -> dict:
    return json.loads(sys.argv[1])


def read_pictures(job: dict) -> bytearray:
    with open(job["pictures"], "rb") as file:
        return bytearray(file.read())


def timed(job: dict, step) -> dict:
    """Calls `step` for the warm-up, then for the measurement."""
    run(step, **job["effort"]["warmUp"])
    processor, started = time.process_time(), time.perf_counter()
    steps = run(step, **job["effort"]["timed"])
    busy = (time.process_time() - processor) / (time.perf_counter() - started)
    # KiB, as Linux counts
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"steps": steps, "busy": busy, "peak": peak}


def run(step, steps: int, seconds: float) -> list[float]:
    times: list[float] = []
    started = time.perf_counter()
    while len(times) < steps or time.perf_counter() - started < seconds:
        before = time.perf_counter()
        step()
        times.append(1000 * (time.perf_counter() - before))
    return times


def answer(parameters: int, timings: dict) -> None:
    processor = 1000 * time.process_time()
    print(json.dumps({"parameters": parameters, "timings": timings, "processor": processor}))

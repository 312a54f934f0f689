"""What every measuring program in Python begins and ends with; the names are those of ../src/job.ts."""

import json
import multiprocessing
import os
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
    processor, started = processor_time(), time.perf_counter()
    steps = run(step, **job["effort"]["timed"])
    busy = (processor_time() - processor) / (time.perf_counter() - started)
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


def processor_time() -> float:
    """Seconds that this process and its workers have computed; those of workers that still run are known on Linux only."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime + sum(map(processor_time_of, workers()))


def workers() -> list[int]:
    return [child.pid for child in multiprocessing.active_children()]


def processor_time_of(pid: int) -> float:
    try:
        with open(f"/proc/{pid}/stat") as file:
            # The name in brackets may hold anything; user and system time are the 14th and the 15th field.
            fields = file.read().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def answer(parameters: int | None, timings: dict, numbers: dict | None = None) -> None:
    """`parameters` of a network, where there is one; `numbers` that the subjects are to agree on, where there are some."""
    counted = {} if parameters is None else {"parameters": parameters}
    compared = {} if numbers is None else {"numbers": numbers}
    print(json.dumps({**counted, **compared, "timings": timings, "processor": 1000 * processor_time()}))

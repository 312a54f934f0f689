"""Measures PyTorch's DataLoader with torchvision: epochs over picture files, with worker processes."""

import json
import multiprocessing
import os

import torch
from torch.utils.data import DataLoader, Dataset, Subset
from torchvision.datasets.folder import default_loader
from torchvision.io import ImageReadMode, decode_image
from torchvision.transforms import InterpolationMode, v2

from measuring import answer, read_job, timed, workers


def by_pillow(path: str) -> torch.Tensor:
    """As ImageFolder does it, then to bytes of a tensor: there resizing takes an eighth of the time that it takes in Pillow."""
    return v2.functional.to_image(default_loader(path))


def by_torchvision(path: str) -> torch.Tensor:
    return decode_image(path, ImageReadMode.RGB)


decoders = {"pil": by_pillow, "decode-image": by_torchvision}


class Pictures(Dataset):
    def __init__(self, files: list[dict], variant: str, transform: v2.Transform) -> None:
        self.files, self.decode, self.transform = files, decoders[variant], transform

    def __len__(self) -> int:
        return len(self.files)

    def __getitem__(self, i: int) -> tuple[torch.Tensor, int]:
        file = self.files[i]
        return self.transform(self.decode(file["path"])), file["label"]


def preparation(size: int) -> list[v2.Transform]:
    """The order in which torchvision is fastest: bytes are resized, floats augmented."""
    return [v2.Resize((size, size), antialias=True), v2.ToDtype(torch.float32, scale=True)]


def augmentation() -> list[v2.Transform]:
    """The ranges of xrayAugmentation of @convlens/data."""
    return [
        v2.RandomAffine(
            degrees=10,
            translate=(0.1, 0.1),
            scale=(0.85, 1.15),
            interpolation=InterpolationMode.BILINEAR,
        ),
        v2.ColorJitter(brightness=(0.9, 1.1)),
    ]


def memory_in_use() -> float:
    """MiB of this process and its workers, what they share counted once; on Linux."""
    total = 0
    for pid in [os.getpid(), *workers()]:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            total += next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
    return total / 1024


def main() -> None:
    job = read_job()
    with open(job["files"]) as file:
        files = json.load(file)
    torch.manual_seed(7)
    # As in a worker. Without workers ours has one thread too, and a second one here saves a tenth at most.
    torch.set_num_threads(1)
    prepare = preparation(job["size"])
    pictures = Pictures(files, job["variant"], v2.Compose([*prepare, *augmentation()]))
    loader = DataLoader(
        pictures,
        batch_size=job["batch"],
        shuffle=True,
        num_workers=job["workers"],
        persistent_workers=job["workers"] > 0,
    )

    def epoch() -> None:
        count = sum(len(x) for x, _ in loader)
        assert count == len(files), f"{count} of {len(files)} pictures were loaded"

    # The start of the workers is part of it.
    first = timed({"effort": {"warmUp": {"steps": 0, "seconds": 0}, "timed": {"steps": 1, "seconds": 0}}}, epoch)
    later = timed(job, epoch)
    # One more epoch, off the clock, to look at the memory of all processes at once.
    if os.path.exists("/proc/self/smaps_rollup"):
        first["peak"] = later["peak"] = max(later["peak"], *(memory_in_use() for _ in loader))

    plain = [i for i, file in enumerate(files) if file["id"] in job["plain"]]
    unchanged = Subset(Pictures(files, job["variant"], v2.Compose(prepare)), plain)
    (x, _), = DataLoader(unchanged, batch_size=len(plain))
    x.permute(0, 2, 3, 1).contiguous().numpy().tofile(job["plainFile"])

    # Ends the workers and waits for them, so that their time is counted.
    ending = multiprocessing.active_children()
    del loader
    for worker in ending:
        worker.join()
    answer(None, {"first epoch": first, "later epochs": later})


if __name__ == "__main__":
    main()

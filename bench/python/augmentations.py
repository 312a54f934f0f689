"""Pipelines of albumentations that do what those of the same name in ../src/data/augmentations.ts do."""

import albumentations as A


def pipelines(kind: str, fixed: bool) -> dict[str, list[A.BasicTransform]]:
    """For numbers of a kind, float32 or uint8; `fixed` leaves nothing to chance where ours has fixed amounts as well."""

    def between(low: float, high: float, amount: float) -> tuple[float, float]:
        return (amount, amount) if fixed else (low, high)

    def affine(shear: float = 0, right: float = 14, down: float = -7) -> A.Affine:
        """The shift where amounts are fixed is in pixels, as theirs are whole ones."""
        return A.Affine(
            rotate=between(-10, 10, 7),
            translate_percent={"x": between(-0.1, 0.1, right / 224), "y": between(-0.1, 0.1, down / 224)},
            scale=between(0.85, 1.15, 1.1),
            keep_ratio=True,
            shear={"x": (-shear, shear), "y": (-shear, shear)},
            p=1,
        )

    def brightness() -> A.BasicTransform:
        """Each kind by the step that is faster for it."""
        low, high = between(0.9, 1.1, 1.05)
        if kind == "uint8":
            return A.RandomBrightnessContrast(brightness_limit=(0, 0), contrast_limit=(low - 1, high - 1), p=1)
        return A.ColorJitter(brightness=(low, high), contrast=(1, 1), saturation=(1, 1), hue=(0, 0), p=1)

    def contrast() -> A.BasicTransform:
        factor = between(0.7, 1.3, 1.2)
        return A.ColorJitter(brightness=(1, 1), contrast=factor, saturation=(1, 1), hue=(0, 0), p=1)

    def gamma() -> A.BasicTransform:
        return A.RandomGamma(between(70, 140, 120), p=1)

    def noise(together: bool = False) -> A.BasicTransform:
        return A.GaussNoise(std_range=(0.005, 0.03), per_channel=not together, p=1)

    def blur() -> A.BasicTransform:
        return A.GaussianBlur(blur_limit=0, sigma_limit=between(0.4, 1.2, 0.8), p=1)

    def clahe() -> A.BasicTransform:
        return A.CLAHE(between(1.5, 3, 2), (8, 8), p=1)

    def elastic(approximate: bool = False, p: float = 1) -> A.BasicTransform:
        # Both move pixels of a picture of 224 x 224 by some 1.3 pixels, the mean of ours.
        alpha = 100 if approximate else 690
        return A.ElasticTransform(alpha=alpha, sigma=32, approximate=approximate, p=p)

    def cutout(p: float = 1) -> A.BasicTransform:
        return A.CoarseDropout((1, 2), (0.08, 0.2), (0.08, 0.2), fill=0, p=p)

    def strong(approximate: bool = False) -> list[A.BasicTransform]:
        return [
            affine(shear=3),
            elastic(approximate, p=0.3),
            A.OneOf([gamma(), contrast(), clahe()], p=0.7),
            A.OneOf([noise(together=True), blur()], p=0.3),
            cutout(p=0.3),
        ]

    return {
        "xray": [affine(right=0, down=0), brightness()],
        "strong": strong(),
        "strong-approximate": strong(approximate=True),
        "affine": [affine()],
        # Both draw the side of the window, ours from 0.7 of the picture's on.
        "crop": [A.RandomSizedCrop((157, 224), (224, 224), w2h_ratio=1, p=1)],
        "gamma": [gamma()],
        "brightness": [brightness()],
        "contrast": [contrast()],
        "brightness-contrast": [
            A.RandomBrightnessContrast(
                brightness_limit=between(-0.1, 0.1, 0.05),
                contrast_limit=between(-0.3, 0.3, 0.2),
                p=1,
            )
        ],
        "noise": [noise()],
        "blur": [blur()],
        "clahe": [clahe()],
        "elastic": [elastic()],
        "elastic-approximate": [elastic(approximate=True)],
        "cutout": [cutout()],
    }

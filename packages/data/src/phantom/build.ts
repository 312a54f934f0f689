/** The build of a drawn patient: everything that stays the same from one picture of the patient to the next. */
import type { Random } from '../random.ts'

/**
 * Measures of a drawn patient. One unit of length is half the inner width of the chest, about 14 cm; y grows downwards from the
 * top of the lungs; the patient's right is at negative x, as on a frontal film.
 */
export interface PhantomBuild {
  /** From the top of the lungs to the right dome of the diaphragm. */
  chestHeight: number
  /** Soft tissue outside the ribs. */
  wall: number
  /** How much lower the left dome stands than the right. */
  domeDrop: number
  /** Depth of the angle between diaphragm and chest wall. */
  sulcus: number
  shoulderSlope: number
  shoulderHeight: number
  neck: number
  ribSpacing: number
  /** How far a rib falls from its spinal to its frontal end. */
  ribDrop: number
  ribWidth: number
  bone: number
  clavicleHeight: number
  clavicleRise: number
  scapula: number
  heart: number
  heartTilt: number
  heartShift: number
  aorta: number
  /** Sideways bow of the spine. */
  scoliosis: number
  /** Prominence of the lung vessels. */
  vessels: number
  /** Radius of the breast shadows, 0 for none. */
  breast: number
  nipples: number
  /** Gas under the left dome, 0 for none. */
  stomach: number
  /** Seeds the irregularities: outlines, vessels, single ribs. */
  irregularity: number
}

/** Draws a patient. */
export function sampleBuild(random: Random): PhantomBuild {
  return {
    chestHeight: random.uniform(1.38, 1.72),
    wall: random.uniform(0.1, 0.26),
    domeDrop: random.uniform(0.02, 0.12),
    sulcus: random.uniform(0.24, 0.36),
    shoulderSlope: random.uniform(0.2, 0.4),
    shoulderHeight: random.uniform(-0.42, -0.28),
    neck: random.uniform(0.34, 0.44),
    ribSpacing: random.uniform(0.155, 0.185),
    ribDrop: random.uniform(0.52, 0.72),
    ribWidth: random.uniform(0.036, 0.046),
    bone: random.uniform(0.75, 1.25),
    clavicleHeight: random.uniform(0.1, 0.2),
    clavicleRise: random.uniform(0.08, 0.26),
    scapula: random.uniform(0.03, 0.08),
    heart: random.uniform(0.88, 1.12),
    heartTilt: random.uniform(0.5, 0.85),
    heartShift: random.uniform(-0.05, 0.05),
    aorta: random.uniform(0.8, 1.2),
    scoliosis: 0.025 * random.normal(),
    vessels: random.uniform(0.65, 1.35),
    breast: random.next() < 0.5 ? random.uniform(0.38, 0.55) : 0,
    nipples: random.next() < 0.3 ? random.uniform(0.03, 0.045) : 0,
    stomach: random.next() < 0.5 ? random.uniform(0.12, 0.24) : 0,
    irregularity: random.integer(1_000_000_000),
  }
}

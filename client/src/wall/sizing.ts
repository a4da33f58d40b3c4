/** Where a wall hangs and who must read it. */
export interface Room {
  /** Of the screen, corner to corner, in inches. */
  diagonalInch: number;
  farthestSeatM: number;
  /** `near`: whoever reads it stands or sits within 2 m, so that smaller type is allowed. Default: far. */
  profile?: 'near' | 'far';
}

/** The room the wall was drawn for. */
export const REFERENCE_ROOM: Room = { diagonalInch: 65, farthestSeatM: 7 };

/** In CSS px. */
export interface Canvas {
  width: number;
  height: number;
}

/**
 * How a canvas is laid out. `wide` is the drawn one; `near` has room for two columns; `portrait`
 * stacks; `tight` is a landscape screen so far away that its type fills it.
 */
export type Shape = 'wide' | 'near' | 'portrait' | 'tight';

export interface WallLayout {
  shape: Shape;
  /** CSS px of one unit: the smallest type is 60 units, whatever the screen. */
  unitPx: number;
  /** CSS px of one unit in the frame, which grows in close rooms to 16 % of the height. */
  frameUnitPx: number;
  /** The canvas in units. */
  width: number;
  height: number;
  /** True where the room asks for type so large that a frame would not fit: it is smaller than it should be. */
  isBelowFloor: boolean;
}

/** Type sizes in units; 16, 18, 24 and 40 minutes of arc at the farthest seat. */
const DETAIL_UNITS = 60;

const ARC_MIN_16 = Math.tan((16 / 60) * (Math.PI / 180));
/** Inter's capital height over its font size. */
const CAPITAL = 0.727;
const MM_PER_INCH = 25.4;
const REFERENCE_DIAGONAL_PX = Math.hypot(1920, 1080);
/** Below this even the nearest seat gains nothing, and the wall would be a desk's screen. On a 1920 px canvas. */
const NEAR_DETAIL_PX = 32;
/** In the near profile: nobody reads from further off, and type may come down to that of a desk's screen. */
const NEAR_SEAT_M = 2;
const NEAR_PROFILE_DETAIL_PX = 24;
const FRAME_UNITS = 221;
const NEAR_FRAME_SHARE = 0.16;

/**
 * The font size in CSS px whose capitals subtend 16 minutes of arc at the farthest seat: the floor of
 * NUREG-0700 for reading at a distance. 60 px for 65 inch, 7 m and 1920 x 1080.
 */
export function detailPx(canvas: Canvas, room: Room): number {
  const seatM =
    room.profile === 'near' ? Math.min(room.farthestSeatM, NEAR_SEAT_M) : room.farthestSeatM;
  const capitalMm = seatM * 1000 * ARC_MIN_16;
  const pxPerMm = Math.hypot(canvas.width, canvas.height) / (room.diagonalInch * MM_PER_INCH);
  return (capitalMm / CAPITAL) * pxPerMm;
}

/** What a takeover was drawn for: the width of a canvas, and the height below its frame. */
const TAKEOVER = { width: 1920, height: 800 };
const BELOW_FRAME = 0.74;

/** CSS px of one unit in a takeover: where type is small for those who sit close, it grows into the room there is. */
export function takeoverUnitPx({ shape, unitPx, width, height }: WallLayout): number {
  if (shape !== 'near') return unitPx;
  const growth = Math.min(width / TAKEOVER.width, (height * BELOW_FRAME) / TAKEOVER.height);
  return unitPx * Math.max(1, growth);
}

/** Unit and shape for a canvas in a room. */
export function wallLayout(canvas: Canvas, room: Room): WallLayout {
  const width = Math.max(1, canvas.width);
  const height = Math.max(1, canvas.height);
  const isPortrait = height > width;
  const scale = Math.hypot(width, height) / REFERENCE_DIAGONAL_PX;
  const least = room.profile === 'near' ? NEAR_PROFILE_DETAIL_PX : NEAR_DETAIL_PX;
  const wanted = Math.max(detailPx({ width, height }, room), least * scale) / DETAIL_UNITS;
  const largest = isPortrait
    ? Math.min(width / 1040, height / 1500)
    : Math.min(width / 1340, height / 740);
  const unitPx = Math.min(wanted, largest);
  const units = { width: width / unitPx, height: height / unitPx };
  const shape = shapeOf(units, isPortrait);
  const growth =
    shape === 'wide' || shape === 'near'
      ? Math.max(1, Math.min(units.width / 1920, (units.height * NEAR_FRAME_SHARE) / FRAME_UNITS))
      : 1;
  return {
    shape,
    unitPx,
    frameUnitPx: unitPx * growth,
    ...units,
    isBelowFloor: wanted > largest * 1.005,
  };
}

/** Whether the frame's cells stand beside one another: also where an ultrawide's type leaves its scenes little height. */
export function hasWideFrame({ shape, width }: Pick<WallLayout, 'shape' | 'width'>): boolean {
  return shape !== 'portrait' && width >= WIDE_UNITS;
}

/** Whether there is room for a line of its own that a critical reached nobody; the critical's own line says it anyway. */
export function hasNobodyLine({ shape }: Pick<WallLayout, 'shape'>): boolean {
  return shape === 'wide' || shape === 'near';
}

/** What the frame was drawn for takes at least. */
const WIDE_UNITS = 1_880;

function shapeOf(units: { width: number; height: number }, isPortrait: boolean): Shape {
  if (isPortrait) return 'portrait';
  if (units.width >= 2900) return 'near';
  return units.width >= WIDE_UNITS && units.height >= 960 ? 'wide' : 'tight';
}

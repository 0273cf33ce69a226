// The camera: which part of the plane is seen, how it moves, and how it flies to somewhere.

const CLOSEST = 60000, FARTHEST = 0.4;

export class Camera {
  constructor(x = 0, y = 0, zoom = 0.9) {
    Object.assign(this, { x, y, zoom, width: 1, height: 1, flight: null });
  }

  resize(width, height) {
    Object.assign(this, { width, height });
  }

  /** Pixels to one unit of the plane. */
  get scale() {
    return (this.zoom * Math.min(this.width, this.height)) / 2;
  }

  toScreen(x, y) {
    return [this.width / 2 + (x - this.x) * this.scale, this.height / 2 - (y - this.y) * this.scale];
  }

  toPlane(left, top) {
    return [this.x + (left - this.width / 2) / this.scale, this.y - (top - this.height / 2) / this.scale];
  }

  pan(dx, dy) {
    this.flight = null;
    this.x -= dx / this.scale;
    this.y += dy / this.scale;
  }

  zoomAt(left, top, factor) {
    this.flight = null;
    const [x, y] = this.toPlane(left, top);
    this.zoom = Math.min(CLOSEST, Math.max(FARTHEST, this.zoom * factor));
    const [after, below] = this.toPlane(left, top);
    this.x += x - after;
    this.y += y - below;
  }

  /** Fly to a spot; at once for whoever wants no motion. */
  fly(x, y, zoom, still) {
    if (still) {
      Object.assign(this, { x, y, zoom, flight: null });
      return;
    }
    const far = Math.hypot(x - this.x, y - this.y);
    const height = Math.min(this.zoom, zoom, 0.9 / Math.max(far, 1e-6));
    this.flight = { from: [this.x, this.y, this.zoom], to: [x, y, zoom], height, start: null };
  }

  /** Take a step of a flight; whether it goes on. */
  step(time) {
    const flight = this.flight;
    if (!flight) return false;
    flight.start ??= time;
    const part = Math.min(1, (time - flight.start) / 900), eased = part * part * (3 - 2 * part);
    const [x, y, zoom] = flight.from, [toX, toY, toZoom] = flight.to;
    const climb = Math.sin(Math.PI * part), level = Math.exp(Math.log(zoom) * (1 - eased) + Math.log(toZoom) * eased);
    this.zoom = Math.exp(Math.log(level) * (1 - climb) + Math.log(Math.min(level, flight.height)) * climb);
    this.x = x + (toX - x) * eased;
    this.y = y + (toY - y) * eased;
    if (part === 1) Object.assign(this, { x: toX, y: toY, zoom: toZoom, flight: null });
    return part < 1;
  }

  /** Whether a spot is seen, with a margin in pixels. */
  sees(x, y, margin = 0) {
    const [left, top] = this.toScreen(x, y);
    return left > -margin && top > -margin && left < this.width + margin && top < this.height + margin;
  }
}

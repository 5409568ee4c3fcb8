/**
 * Geometry of the flow picture: seats of municipalities placed by their coordinates, kept apart, labelled without
 * collisions, and arcs between them. Pure numbers: no DOM, no library; the same input gives the same picture.
 */
import { textWidth } from "./scale.js";

/** @typedef {{ code: string, name: string, latitude: number, longitude: number }} Seat */
/** @typedef {{ from: string, to: string, quantity: number }} Lane */
/** @typedef {{ code: string, name: string, x: number, y: number }} Node */
/** @typedef {{ left: number, top: number, width: number, height: number }} Box */
/** @typedef {{ code: string, text: string, x: number, y: number, anchor: "start" | "middle" | "end", box: Box }} Label */
/** @typedef {{ from: string, to: string, quantity: number, width: number, stroke: string, head: string, points: { x: number, y: number }[] }} Arc */

const KM_PER_DEGREE_LATITUDE = 111.2;
const KM_PER_DEGREE_LONGITUDE = 111.32;

/**
 * Seats in kilometres on a plane around their middle: x to the east, y to the south. Exact enough for a county; for the
 * nation the north is drawn a little too wide.
 * @param {Seat[]} seats
 * @returns {Node[]}
 */
export function projectSeats(seats) {
  if (seats.length === 0) return [];
  const latitudes = seats.map((seat) => seat.latitude);
  const middle = (Math.min(...latitudes) + Math.max(...latitudes)) / 2;
  const shrink = Math.cos((middle * Math.PI) / 180);
  return seats.map((seat) => ({
    code: seat.code,
    name: seat.name,
    x: seat.longitude * KM_PER_DEGREE_LONGITUDE * shrink,
    y: -seat.latitude * KM_PER_DEGREE_LATITUDE,
  }));
}

/**
 * Scales nodes into a picture of a given width; the height follows the shape of the area, within bounds.
 * @param {Node[]} nodes  in kilometres
 * @param {{ width: number, padding: { left: number, right: number, top: number, bottom: number }, minimumHeight: number, maximumHeight: number }} frame
 * @returns {{ nodes: Node[], width: number, height: number, kmPerUnit: number }}
 */
export function fitNodes(nodes, frame) {
  const { width, padding, minimumHeight, maximumHeight } = frame;
  if (nodes.length === 0) return { nodes: [], width, height: minimumHeight, kmPerUnit: 1 };
  const xs = nodes.map((node) => node.x);
  const ys = nodes.map((node) => node.y);
  const spanX = Math.max(...xs) - Math.min(...xs);
  const spanY = Math.max(...ys) - Math.min(...ys);
  const roomX = width - padding.left - padding.right;
  const roomYMax = maximumHeight - padding.top - padding.bottom;
  const kmPerUnit = Math.max(spanX / roomX, spanY / roomYMax) || 1;
  const height = Math.min(maximumHeight, Math.max(minimumHeight, spanY / kmPerUnit + padding.top + padding.bottom));
  const left = padding.left + (roomX - spanX / kmPerUnit) / 2 - Math.min(...xs) / kmPerUnit;
  const top = padding.top + (height - padding.top - padding.bottom - spanY / kmPerUnit) / 2 - Math.min(...ys) / kmPerUnit;
  const placed = nodes.map((node) => ({ ...node, x: left + node.x / kmPerUnit, y: top + node.y / kmPerUnit }));
  return { nodes: placed, width, height, kmPerUnit };
}

/**
 * Pushes nodes apart until no two are closer than the gap, so that towns of a metropolis can be told from one another.
 * @param {Node[]} nodes
 * @param {number} gap  the least distance between two
 * @param {{ width: number, height: number, margin: number }} bounds
 * @returns {Node[]}
 */
export function spreadNodes(nodes, gap, bounds) {
  const moved = nodes.map((node) => ({ ...node }));
  const inside = (/** @type {number} */ value, /** @type {number} */ size) =>
    Math.min(size - bounds.margin, Math.max(bounds.margin, value));
  for (let round = 0; round < 80; round += 1) {
    let touched = false;
    for (let i = 0; i < moved.length; i += 1) {
      for (let j = i + 1; j < moved.length; j += 1) touched = pushApart(moved[i], moved[j], gap, i + j) || touched;
    }
    for (const node of moved) {
      node.x = inside(node.x, bounds.width);
      node.y = inside(node.y, bounds.height);
    }
    if (!touched) break;
  }
  return moved;
}

/** @param {Node} one @param {Node} other @param {number} gap @param {number} seed  decides the way of two in one place */
function pushApart(one, other, gap, seed) {
  let dx = other.x - one.x;
  let dy = other.y - one.y;
  let distance = Math.hypot(dx, dy);
  if (distance >= gap - 1e-9) return false;
  if (distance < 1e-6) {
    dx = Math.cos(seed);
    dy = Math.sin(seed);
    distance = 1;
  }
  const push = (gap - Math.min(distance, gap)) / 2 + 0.01;
  one.x -= (dx / distance) * push;
  one.y -= (dy / distance) * push;
  other.x += (dx / distance) * push;
  other.y += (dy / distance) * push;
  return true;
}

/** @param {Box} one @param {Box} other @returns {number} the common area */
export function overlap(one, other) {
  const width = Math.min(one.left + one.width, other.left + other.width) - Math.max(one.left, other.left);
  const height = Math.min(one.top + one.height, other.top + other.height) - Math.max(one.top, other.top);
  return width > 0 && height > 0 ? width * height : 0;
}

/** The places around a node where its name may stand, the best first: direction and how the text is anchored. */
const PLACES = /** @type {const} */ ([
  [1, 0.35, "start"], [-1, 0.35, "end"], [0, 1.75, "middle"], [0, -1, "middle"],
  [0.8, -0.65, "start"], [0.8, 1.4, "start"], [-0.8, -0.65, "end"], [-0.8, 1.4, "end"],
]);

/**
 * Places a name beside each node, greedily: the place that covers least of other names, nodes, arcs and the edge.
 * A name that could only stand on top of another one is left out (its node keeps a title).
 * @param {Node[]} nodes  the most important first
 * @param {{ width: number, height: number, radius: number, fontSize: number }} frame
 * @param {{ x: number, y: number }[]} [obstacles]  points that names should rather not cover
 * @returns {Label[]}
 */
export function placeLabels(nodes, frame, obstacles = []) {
  const { radius, fontSize } = frame;
  const dots = nodes.map((node) => dotBox(node, radius));
  /** @type {Label[]} */
  const labels = [];
  nodes.forEach((node) => {
    /** @type {{ label: Label, cost: number, collision: number } | null} */
    let best = null;
    PLACES.forEach(([dx, dy, anchor], rank) => {
      const label = makeLabel(node, dx, dy, anchor, frame);
      const collision =
        sum(labels.map((other) => overlap(label.box, other.box))) +
        2 * sum(dots.map((dot) => overlap(label.box, dot)));
      const cost = 40 * collision + outside(label.box, frame) * 150 + covered(label.box, obstacles) * 60 + rank * 4;
      if (!best || cost < best.cost) best = { label, cost, collision };
    });
    const chosen = /** @type {{ label: Label, cost: number, collision: number } | null} */ (best);
    if (chosen && chosen.collision < fontSize * fontSize * 1.2) labels.push(chosen.label);
  });
  return labels;
}

/** @param {Node} node @param {number} radius @returns {Box} */
const dotBox = (node, radius) => ({ left: node.x - radius, top: node.y - radius, width: 2 * radius, height: 2 * radius });

/** Between a name and the edge of the picture. */
const EDGE = 4;

/** Names are half bold, and the reader's own font may be a wide one: more than the estimate. */
const WIDER = 1.12;

/**
 * A name that would reach outside is moved in, even over its own node: what that covers decides whether it stands there.
 * @param {Node} node @param {number} dx @param {number} dy @param {"start" | "middle" | "end"} anchor
 * @param {{ width: number, radius: number, fontSize: number }} frame
 * @returns {Label}
 */
function makeLabel(node, dx, dy, anchor, { width: room, radius, fontSize }) {
  const width = textWidth(node.name, fontSize) * WIDER;
  const free = node.x + dx * (radius + 4);
  const y = node.y + (anchor === "middle" ? dy * (radius + fontSize * 0.5) : dy * fontSize);
  const start = anchor === "start" ? free : anchor === "end" ? free - width : free - width / 2;
  const left = Math.max(EDGE, Math.min(start, room - EDGE - width));
  const x = free + left - start;
  return { code: node.code, text: node.name, x, y, anchor, box: { left, top: y - fontSize * 0.8, width, height: fontSize } };
}

/** @param {number[]} values */
const sum = (values) => values.reduce((total, value) => total + value, 0);

/** How far a box reaches outside the picture. @param {Box} box @param {{ width: number, height: number }} frame */
function outside(box, frame) {
  return (
    Math.max(0, -box.left) + Math.max(0, box.left + box.width - frame.width) +
    Math.max(0, -box.top) + Math.max(0, box.top + box.height - frame.height)
  );
}

/** Half the width of what is drawn around a point of an arc. */
const ARC_MARGIN = 6;

/** @param {Box} box @param {{ x: number, y: number }[]} points */
const covered = (box, points) =>
  points.filter(
    (point) =>
      point.x >= box.left - ARC_MARGIN && point.x <= box.left + box.width + ARC_MARGIN &&
      point.y >= box.top - ARC_MARGIN && point.y <= box.top + box.height + ARC_MARGIN,
  ).length;

/**
 * Sums lines into one lane for each pair of places; the widest first, so that thin arcs are drawn on top.
 * @param {Lane[]} lines
 * @returns {Lane[]}
 */
export function joinLanes(lines) {
  /** @type {Map<string, Lane>} */
  const lanes = new Map();
  for (const line of lines) {
    if (line.quantity <= 0) continue;
    const key = `${line.from}>${line.to}`;
    const lane = lanes.get(key);
    if (lane) lane.quantity += line.quantity;
    else lanes.set(key, { from: line.from, to: line.to, quantity: line.quantity });
  }
  return [...lanes.values()].sort(
    (a, b) => b.quantity - a.quantity || a.from.localeCompare(b.from) || a.to.localeCompare(b.to),
  );
}

/**
 * Arcs from giver to receiver: bent to the right of the way so that two ways between the same places stay apart; the
 * width grows linearly with the quantity from the thinnest that can be seen.
 * @param {Lane[]} lanes
 * @param {Node[]} nodes
 * @param {{ radius: number, thinnest: number, widest: number }} style
 * @returns {Arc[]}
 */
export function drawArcs(lanes, nodes, style) {
  const byCode = new Map(nodes.map((node) => [node.code, node]));
  const largest = Math.max(1, ...lanes.map((lane) => lane.quantity));
  /** @type {Arc[]} */
  const arcs = [];
  for (const lane of lanes) {
    const from = byCode.get(lane.from);
    const to = byCode.get(lane.to);
    if (!from || !to || from === to) continue;
    const width = style.thinnest + ((style.widest - style.thinnest) * lane.quantity) / largest;
    arcs.push({ ...lane, width, ...arcPaths(from, to, width, style.radius) });
  }
  return arcs;
}

/**
 * @param {Node} from @param {Node} to @param {number} width @param {number} radius
 * @returns {{ stroke: string, head: string, points: { x: number, y: number }[] }} points: some on the way, for labels to avoid
 */
function arcPaths(from, to, width, radius) {
  const dx = to.x - from.x;
  const dy = to.y - from.y;
  const length = Math.hypot(dx, dy) || 1;
  const bend = Math.min(0.22 * length, 46);
  const control = { x: (from.x + to.x) / 2 - (dy / length) * bend, y: (from.y + to.y) / 2 + (dx / length) * bend };
  const headLength = Math.min(Math.max(9, width * 2), Math.max(6, length * 0.4));
  const start = towards(from, control, radius + 2);
  const tip = towards(to, control, radius + 2);
  const base = towards(to, control, radius + 2 + headLength);
  const along = { x: (tip.x - base.x) / (headLength || 1), y: (tip.y - base.y) / (headLength || 1) };
  const half = Math.max(4.5, width * 1.05);
  const wing = (/** @type {number} */ side) => `${round(base.x - along.y * half * side)} ${round(base.y + along.x * half * side)}`;
  return {
    stroke: `M${round(start.x)} ${round(start.y)}Q${round(control.x)} ${round(control.y)} ${round(base.x)} ${round(base.y)}`,
    head: `M${round(tip.x)} ${round(tip.y)}L${wing(1)}L${wing(-1)}Z`,
    points: [0.15, 0.3, 0.45, 0.6, 0.75, 0.9, 1].map((part) => onCurve(start, control, tip, part)),
  };
}

/** A point of a quadratic curve. @param {{x: number, y: number}} from @param {{x: number, y: number}} control @param {{x: number, y: number}} to @param {number} part  0 to 1 */
const onCurve = (from, control, to, part) => ({
  x: from.x * (1 - part) ** 2 + 2 * control.x * part * (1 - part) + to.x * part ** 2,
  y: from.y * (1 - part) ** 2 + 2 * control.y * part * (1 - part) + to.y * part ** 2,
});

/** The point at a distance from one point on the way to another. @param {{x: number, y: number}} from @param {{x: number, y: number}} to @param {number} distance */
function towards(from, to, distance) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) / length) * distance, y: from.y + ((to.y - from.y) / length) * distance };
}

/** @param {number} value */
const round = (value) => Math.round(value * 10) / 10;

/**
 * The whole picture. Only places that take part are named when there are many.
 * @param {Seat[]} seats
 * @param {Lane[]} lines
 * @param {{ width?: number, onlyInvolvedAbove?: number }} [options]
 */
export function layoutFlow(seats, lines, options = {}) {
  const width = options.width ?? 720;
  const lanes = joinLanes(lines);
  const involved = new Set(lanes.flatMap((lane) => [lane.from, lane.to]));
  const shown = seats.length > (options.onlyInvolvedAbove ?? 60) ? seats.filter((seat) => involved.has(seat.code)) : seats;
  const many = shown.length > 24;
  const narrow = width < 500;
  const radius = many ? 4.5 : 7;
  const fontSize = many ? 12 : 14;
  const padding = { left: narrow ? 56 : 96, right: narrow ? 64 : 100, top: 34, bottom: 40 };
  const fitted = fitNodes(projectSeats(shown), { width, padding, minimumHeight: 300, maximumHeight: shown.length > 60 ? 1100 : 680 });
  const nodes = spreadNodes(fitted.nodes, radius * 2 + (many ? 8 : 14), { width, height: fitted.height, margin: radius + 12 });
  const arcs = drawArcs(lanes, nodes, { radius, thinnest: 1.8, widest: many ? 9 : 12 });
  const order = [...nodes].sort((a, b) => Number(involved.has(b.code)) - Number(involved.has(a.code)));
  const labels = placeLabels(order, { width, height: fitted.height, radius, fontSize }, arcs.flatMap((arc) => arc.points));
  return { width, height: fitted.height, nodes, arcs, labels, radius, fontSize, involved, kmPerUnit: fitted.kmPerUnit };
}

/**
 * A round length for the scale bar, about a fifth of the picture.
 * @param {number} kmPerUnit @param {number} width
 * @returns {{ km: number, length: number }}
 */
export function scaleBar(kmPerUnit, width) {
  const goal = (width / 5) * kmPerUnit;
  const power = 10 ** Math.floor(Math.log10(goal));
  const step = [5, 2, 1].find((factor) => factor * power <= goal) ?? 1;
  return { km: step * power, length: (step * power) / kmPerUnit };
}

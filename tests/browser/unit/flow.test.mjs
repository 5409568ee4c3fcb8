import { test } from "node:test";
import assert from "node:assert/strict";
import { drawArcs, fitNodes, joinLanes, layoutFlow, overlap, placeLabels, projectSeats, scaleBar, spreadNodes } from "../../../static/js/lib/chart-flow.js";

const COUNTY = [
  { code: "2260", name: "Ånge", latitude: 62.5246, longitude: 15.6589 },
  { code: "2262", name: "Timrå", latitude: 62.4869, longitude: 17.3257 },
  { code: "2280", name: "Härnösand", latitude: 62.6323, longitude: 17.9379 },
  { code: "2281", name: "Sundsvall", latitude: 62.3908, longitude: 17.3069 },
  { code: "2282", name: "Kramfors", latitude: 62.9316, longitude: 17.7767 },
  { code: "2283", name: "Sollefteå", latitude: 63.1667, longitude: 17.2667 },
  { code: "2284", name: "Örnsköldsvik", latitude: 63.2909, longitude: 18.7152 },
];

/** A made-up county of any size on a spiral, so that some seats crowd. @param {number} count */
const many = (count) => Array.from({ length: count }, (_, at) => ({
  code: String(1000 + at), name: `Kommunen ${at}`, latitude: 57.5 + 0.012 * at ** 0.9 * Math.cos(at), longitude: 12.5 + 0.02 * at ** 0.9 * Math.sin(at),
}));

test("seats are projected to kilometres, north up", () => {
  const nodes = projectSeats(COUNTY);
  const [ange, , harnosand, sundsvall] = nodes;
  assert.ok(harnosand.y < sundsvall.y, "north is up");
  assert.ok(ange.x < sundsvall.x, "west is left");
  const km = Math.hypot(ange.x - sundsvall.x, ange.y - sundsvall.y);
  assert.ok(Math.abs(km - 86) < 3, `Ånge to Sundsvall is about 86 km, not ${km}`);
  assert.deepEqual(projectSeats([]), []);
});

test("nodes fit the frame and keep their shape; one place alone stands in it too", () => {
  const frame = { width: 720, padding: { left: 90, right: 90, top: 30, bottom: 30 }, minimumHeight: 300, maximumHeight: 680 };
  const { nodes, height } = fitNodes(projectSeats(COUNTY), frame);
  for (const node of nodes) {
    assert.ok(node.x >= 89 && node.x <= 631, `${node.name} ${node.x}`);
    assert.ok(node.y >= 29 && node.y <= height - 29, `${node.name} ${node.y}`);
  }
  const alone = fitNodes(projectSeats(COUNTY.slice(0, 1)), frame).nodes[0];
  assert.ok(Number.isFinite(alone.x) && Number.isFinite(alone.y));
});

test("crowded nodes are pushed apart, also two in the same place", () => {
  const same = [{ code: "1", name: "A", x: 100, y: 100 }, { code: "2", name: "B", x: 100, y: 100 }, { code: "3", name: "C", x: 300, y: 100 }];
  const moved = spreadNodes(same, 20, { width: 400, height: 200, margin: 5 });
  assert.ok(Math.hypot(moved[0].x - moved[1].x, moved[0].y - moved[1].y) >= 19.9);
  assert.deepEqual(moved[2], same[2]);
  assert.deepEqual(same[0], { code: "1", name: "A", x: 100, y: 100 }, "the input is left alone");
});

test("lanes are summed per way; nothing moves in a lane of zero", () => {
  const lanes = joinLanes([{ from: "1", to: "2", quantity: 3 }, { from: "2", to: "1", quantity: 9 }, { from: "1", to: "2", quantity: 2 }, { from: "1", to: "3", quantity: 0 }]);
  assert.deepEqual(lanes, [{ from: "2", to: "1", quantity: 9 }, { from: "1", to: "2", quantity: 5 }]);
});

test("an arc's width follows its quantity and ways there and back differ", () => {
  const nodes = [{ code: "1", name: "A", x: 50, y: 50 }, { code: "2", name: "B", x: 250, y: 80 }];
  const arcs = drawArcs([{ from: "1", to: "2", quantity: 10 }, { from: "2", to: "1", quantity: 5 }, { from: "1", to: "9", quantity: 4 }], nodes, { radius: 7, thinnest: 2, widest: 12 });
  assert.equal(arcs.length, 2, "a place that is not there has no arc");
  assert.equal(arcs[0].width, 12);
  assert.equal(arcs[1].width, 7);
  assert.notEqual(arcs[0].stroke, arcs[1].stroke);
  for (const arc of arcs) assert.doesNotMatch(arc.stroke + arc.head, /NaN|Infinity/);
});

for (const [count, seats] of /** @type {const} */ ([[7, COUNTY], [49, many(49)]])) {
  test(`no name lies on another one or outside the picture: ${count} municipalities`, () => {
    const lines = seats.slice(1, 9).map((seat, at) => ({ from: seats[0].code, to: seat.code, quantity: at + 1 }));
    const picture = layoutFlow(seats, lines);
    assert.equal(picture.nodes.length, count);
    assert.ok(picture.labels.length >= count * 0.6, `${picture.labels.length} names`);
    picture.labels.forEach((label, at) => {
      for (const other of picture.labels.slice(at + 1)) {
        assert.ok(overlap(label.box, other.box) < picture.fontSize ** 2 * 1.2, `${label.text} on ${other.text}`);
      }
      if (count === 7) assert.ok(label.box.left >= 0 && label.box.left + label.box.width <= picture.width, label.text);
    });
    assert.deepEqual(layoutFlow(seats, lines).labels, picture.labels, "the same input gives the same picture");
  });
}

test("on a narrow screen names with their figures stay inside the picture", () => {
  const seats = COUNTY.map((seat) => ({ ...seat, name: `${seat.name} +112` }));
  const picture = layoutFlow(seats, [{ from: seats[0].code, to: seats[1].code, quantity: 112 }], { width: 400 });
  for (const { text, box } of picture.labels) assert.ok(box.left >= 0 && box.left + box.width <= picture.width, text);
  assert.ok(picture.labels.length >= 5, `${picture.labels.length} names`);
});

test("with very many municipalities only those that take part are drawn", () => {
  const seats = many(290);
  const picture = layoutFlow(seats, [{ from: "1003", to: "1200", quantity: 4 }, { from: "1003", to: "1100", quantity: 1 }]);
  assert.deepEqual(picture.nodes.map((node) => node.code).sort(), ["1003", "1100", "1200"]);
});

test("names give way to the arcs' points when there is another place", () => {
  const node = { code: "1", name: "Ånge", x: 200, y: 200 };
  const frame = { width: 400, height: 400, radius: 7, fontSize: 14 };
  const [free] = placeLabels([node], frame);
  assert.equal(free.anchor, "start");
  const [moved] = placeLabels([node], frame, [{ x: 220, y: 200 }, { x: 230, y: 200 }]);
  assert.notEqual(moved.anchor, "start");
});

test("the scale bar has a round length of about a fifth of the picture", () => {
  assert.deepEqual(scaleBar(0.3, 720), { km: 20, length: 20 / 0.3 });
  assert.equal(scaleBar(2, 720).km, 200);
});

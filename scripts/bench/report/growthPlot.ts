import type { GrowthPoint } from "../row.ts";
import { number } from "../statistics.ts";

const panel = { width: 360, height: 220, left: 56, top: 68, gap: 76 } as const;
const size = { width: 2 * panel.left + 2 * panel.width + panel.gap, height: panel.top + panel.height + 56 } as const;

/** Two series whose colours differ in lightness too; the picture brings its own background, so it needs no theme of the page. */
const series = [
  { key: "ours", label: "listTasks, proven whole", light: "#0b62b8", dark: "#6cb6ff", dash: "" },
  { key: "nodeSdk", label: "Node SDK, loop by hand", light: "#b45309", dark: "#f0a35e", dash: "5 4" },
] as const;

/** Time and memory over the number of tasks, side by side; both axes are linear and begin at 0. */
export function growthPlot(points: readonly GrowthPoint[]): string {
  const rules = series.map(({ key, light }) => `.${key} { stroke: ${light}; fill: ${light}; }`).join(" ");
  const darkRules = series.map(({ key, dark }) => `.${key} { stroke: ${dark}; fill: ${dark}; }`).join(" ");
  const right = panel.left + panel.width + panel.gap;
  const legend = series.map(({ key, label, dash }, index) => {
    const x = panel.left + index * 220;
    return (
      `<line class="${key}" x1="${x}" x2="${x + 26}" y1="20" y2="20" stroke-dasharray="${dash}"/>` +
      `<text x="${x + 34}" y="24">${label}</text>`
    );
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="Time and peak memory for lists of ${points.map(({ tasks }) => number(tasks, 0)).join(", ")} tasks">
<style>
text { font: 12px system-ui, sans-serif; fill: #1f2328; } .title { font-weight: 600; }
.background { fill: #ffffff; stroke: #d0d7de; } .grid { stroke: #d8dee4; } line, polyline { stroke-width: 2; } line.grid { stroke-width: 1; } polyline.ours, polyline.nodeSdk { fill: none; }
${rules}
@media (prefers-color-scheme: dark) {
text { fill: #e6edf3; } .background { fill: #0d1117; stroke: #30363d; } .grid { stroke: #2a313a; }
${darkRules}
}
</style>
<rect class="background" x="0.5" y="0.5" width="${size.width - 1}" height="${size.height - 1}" rx="6"/>
${legend.join("\n")}
${chart(points, "seconds", "seconds", panel.left)}
${chart(points, "peakMb", "peak memory, MB", right)}
</svg>
`;
}

function chart(points: readonly GrowthPoint[], quantity: "seconds" | "peakMb", title: string, left: number): string {
  const highest = Math.max(...points.flatMap(({ ours, nodeSdk }) => [ours[quantity], nodeSdk[quantity]]));
  const mostTasks = Math.max(...points.map(({ tasks }) => tasks));
  const ticks = axisTicks(highest);
  const top = ticks.at(-1) ?? 1;
  const bottom = panel.top + panel.height;
  const x = (tasks: number) => round(left + (tasks / mostTasks) * panel.width);
  const y = (value: number) => round(bottom - (value / top) * panel.height);

  const horizontals = ticks.map(
    (tick) =>
      `<line class="grid" x1="${left}" x2="${left + panel.width}" y1="${y(tick)}" y2="${y(tick)}"/>` +
      `<text x="${left - 8}" y="${y(tick) + 4}" text-anchor="end">${number(tick, top < 3 ? 1 : 0)}</text>`,
  );
  const taskLabels = [0, mostTasks / 2, mostTasks].map(
    (tasks) => `<text x="${x(tasks)}" y="${bottom + 20}" text-anchor="middle">${number(tasks, 0)}</text>`,
  );
  const lines = series.map(({ key, dash }) => {
    const places = points.map((point) => ({ x: x(point.tasks), y: y(point[key][quantity]) }));
    const path = places.map((place) => `${place.x},${place.y}`).join(" ");
    const dots = places.map((place) => `<circle class="${key}" cx="${place.x}" cy="${place.y}" r="2.5"/>`);
    return `<polyline class="${key}" stroke-dasharray="${dash}" points="${path}"/>${dots.join("")}`;
  });
  const titles =
    `<text class="title" x="${left}" y="${panel.top - 12}">${title}</text>` +
    `<text x="${left + panel.width / 2}" y="${bottom + 40}" text-anchor="middle">tasks</text>`;
  return [titles, ...horizontals, ...taskLabels, ...lines].join("\n");
}

/** From 0, in steps of 1, 2 or 5 times a power of ten, to the first one that is no less than the highest value. */
function axisTicks(highest: number): number[] {
  const power = 10 ** Math.floor(Math.log10(highest / 4));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each * 5 >= highest) ?? highest;
  return Array.from({ length: Math.ceil(highest / step) + 1 }, (_, index) => index * step);
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

// Charts of a cascade: how it thins out from level to level, and how long signing took. The table beside says the same.
import { init } from "../vendor/charts.js";

const INK = ["#0072b2", "#d55e00", "#009e73"]; // Okabe–Ito, told apart by their symbols as well
const SYMBOLS = ["circle", "rect", "triangle"];

function look(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function axes(unit) {
  const quiet = look("--quiet"), line = look("--line"), text = { color: quiet, fontSize: 13 };
  return {
    grid: { left: 8, right: 16, top: 40, bottom: 8, containLabel: true },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    aria: { enabled: true },
    animation: false,
    value: { type: "value", name: unit, min: 0, nameTextStyle: text, axisLabel: text, splitLine: { lineStyle: { color: line } } },
    category: { type: "category", axisLabel: { ...text, interval: 0 }, axisLine: { lineStyle: { color: line } }, axisTick: { show: false } },
  };
}

function thinning(rows, words) {
  const { value, category, ...rest } = axes("%");
  const rotate = innerWidth < 700 && rows.some((row) => row.level.length > 4) ? 40 : 0; // long names side by side have no room on a phone
  const lines = [["delivered", words.delivered], ["signed", words.signed], ["done", words.done]];
  return {
    ...rest,
    tooltip: { trigger: "axis", valueFormatter: (share) => `${share} %` },
    legend: { top: 0, left: 0, textStyle: { color: look("--ink") } },
    xAxis: { ...category, axisLabel: { ...category.axisLabel, rotate }, data: rows.map((row) => row.level) },
    yAxis: { ...value, max: 100 },
    series: lines.map(([key, name], at) => ({
      name, type: "line", step: "middle", symbol: SYMBOLS[at], symbolSize: 9, color: INK[at],
      lineStyle: { width: 2, type: ["solid", "dashed", "dotted"][at] },
      data: rows.map((row) => (row.expected ? Math.round((1000 * row[key]) / row.expected) / 10 : null)),
    })),
  };
}

function lags(rows, words) {
  const told = rows.filter((row) => row.median !== null), { value, category, ...rest } = axes(words.hours);
  const range = (params, api) => {
    const [from, to] = [api.coord([api.value(0), api.value(2)]), api.coord([api.value(1), api.value(2)])];
    return { type: "line", shape: { x1: from[0], y1: from[1], x2: to[0], y2: to[1] }, style: { stroke: INK[0], lineWidth: 3, opacity: 0.45 } };
  };
  return {
    ...rest,
    tooltip: { trigger: "item" },
    xAxis: { ...value, nameLocation: "middle", nameGap: 28 },
    grid: { ...rest.grid, top: 8, bottom: 24 },
    yAxis: { ...category, inverse: true, data: told.map((row) => row.level) },
    series: [
      { type: "custom", name: words.most, renderItem: range, encode: { x: [0, 1], y: 2 }, data: told.map((row, at) => [row.median, row.most, at]) },
      { type: "scatter", name: words.median, symbolSize: 11, color: INK[0], data: told.map((row, at) => [row.median, at]) },
    ],
  };
}

function draw() {
  for (const holder of document.querySelectorAll("[data-chart]")) {
    const { rows, words } = JSON.parse(holder.dataset.values), make = { thinning, lags }[holder.dataset.chart];
    const chart = init(holder, null, { renderer: "canvas" });
    chart.setOption(make(rows, words));
    new ResizeObserver(() => chart.resize()).observe(holder);
  }
}

draw();
document.addEventListener("refreshed", draw);

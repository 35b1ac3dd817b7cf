import type { Measurement } from "./measure.js";

/** What was measured in one place, to be compared with the first of it. */
export interface Section {
  readonly title: string;
  readonly measurements: readonly Measurement[];
  /** What was left out, and how to have it. */
  readonly notes: readonly string[];
}

/** A section as lines of text, each measurement with how many times the time of the first it took. */
export function sectionLines({ title, measurements, notes }: Section): readonly string[] {
  const [first] = measurements;
  const rows = measurements.map((one) => [
    one.what,
    duration(one.seconds),
    one.megabytes === null ? "" : `${Math.round(one.megabytes)} MB`,
    one === first ? "" : ratio(one.seconds / (first?.seconds ?? 1)),
  ]);
  return [
    title,
    ...rows.map((cells) => `  ${cells.map((text, at) => pad(text, at)).join("")}`.trimEnd()),
    ...notes.map((note) => `  ${note}`),
  ];
}

function duration(seconds: number): string {
  return seconds < 10 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}

function ratio(times: number): string {
  return `${times.toFixed(times < 10 ? 2 : 0)} ×`;
}

function pad(text: string, column: number): string {
  return column === 0 ? text.padEnd(34) : text.padStart(10);
}

/** The colours of the window, with enough contrast on its dark background. */
export const windowColours = {
  background: "#14171f",
  titleBar: "#20252f",
  border: "#3a4150",
  text: "#d5dae3",
  title: "#9aa4b5",
} as const;

/** The 16 named colours: black, red, green, yellow, blue, magenta, cyan, white, then the same, bright. */
const named = [
  ...["#3b4252", "#e8616b", "#7fc46d", "#dcb254", "#6ca7f0", "#c78add", "#55bfc4", "#d5dae3"],
  ...["#7b8698", "#ff858d", "#9fdd8d", "#f2cd77", "#92c0ff", "#dca9ee", "#7fdde1", "#ffffff"],
];

/** The levels of red, green and blue in the cube of 216 colours. */
const levels = [0, 95, 135, 175, 215, 255];

/** One of the 256 palette colours: 16 named ones, a cube of 6 × 6 × 6, and 24 greys. Source: xterm's `256colres.h`. */
export function paletteColour(index: number): string {
  const name = named[index];
  if (name !== undefined) return name;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return hex(grey, grey, grey);
  }
  const cube = index - 16;
  const level = (step: number) => levels[step % 6] ?? 0;
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6)), level(cube));
}

/** A true colour, given as `0xrrggbb`. */
export function trueColour(rgb: number): string {
  return hex(rgb >> 16, (rgb >> 8) & 255, rgb & 255);
}

function hex(...parts: [red: number, green: number, blue: number]): string {
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

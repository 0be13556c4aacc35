import { expect } from "chai";
import { findModuleState } from "../../scripts/check/moduleState.ts";
import { inCheckout } from "./checkout.ts";

/** The findings for one file, `provider/src/planted.ts`, without its path. */
function check(text: string, allowed: Readonly<Record<string, string>> = {}): string[] {
  const found = inCheckout({ "provider/src/planted.ts": text }, (program, root) =>
    findModuleState(program, root, "provider/src", allowed),
  );
  return found.map((line) => line.replace("provider/src/planted.ts:", ""));
}

describe("The check of module-level state", () => {
  it("accepts values that never change, and state inside of functions and instances", () => {
    const text = `
      class Point { readonly x = 1; move() { let steps = 0; steps += 1; return steps; } }
      export class Counter { #count = 0; next() { this.#count += 1; return this.#count; } }
      export const limit = 3, pattern = /a/, origin = new Point();
      export const names: ReadonlySet<string> = new Set(["a"]);
      export const byName: ReadonlyMap<string, Point> = new Map();
      export const list: readonly string[] = ["a"], pair = [1, 2] as const;
      export const table = { a: { values: ["a"] }, read: () => new Map<string, string>() };
      export function count() { const seen = new Map(); let last = 0; seen.set(1, last++); return seen; }`;
    expect(check(text)).to.deep.equal([]);
  });

  const planted: readonly [string, string][] = [
    ["let count = 0;", "1 count: it can be reassigned"],
    ["var count = 0;", "1 count: it can be reassigned"],
    ["export let { a, b: [c] } = { a: 1, b: [2] };", "1 a: it can be reassigned"],
    ["const cache = new Map<string, string>();", "1 cache: it is a Map"],
    ["const seen: WeakSet<object> = new WeakSet();", "1 seen: it is a WeakSet"],
    ["const cancel = new AbortController();", "1 cancel: it is an AbortController"],
    ["const { signal } = new AbortController();", "1 signal: it is an AbortSignal"],
    ['const names = ["a"];', "1 names: it is an array that is not readonly"],
    ["const make = () => new Map<string, string>(); const cache = make();", "1 cache: it is a Map"],
    ["const cache: Map<string, string> | undefined = new Map();", "1 cache: it is a Map"],
    ["const state = { cache: new Map<string, string>() };", "1 state: in its property cache, it is a Map"],
    ["const state = { last: 0 }; export const tick = () => { state.last = 1; };", "1 state: some code writes to it"],
    ["const state = { last: 0 }; export const tick = () => state.last++;", "1 state: some code writes to it"],
    ["const state = { all: [0] }; export const add = () => state.all.push(1);", "1 state: some code writes to it"],
    ["const state = { last: 0 }; Object.assign(state, { last: 1 });", "1 state: some code writes to it"],
    ["class A { static last = 0; }", "1 last: it can be reassigned"],
    ["class A { static readonly #all = new Map(); }", "1 #all: it is a Map"],
    ["class A { #last = 0; } const a = new A();", "1 a: it is an A, which has the reassignable field #last"],
    [
      "class Pool { readonly all = new Set(); } const pool = new Pool();",
      "1 pool: it is a Pool, which has the mutable field all",
    ],
  ];
  let findings: readonly string[];
  before(() => {
    const files = Object.fromEntries(
      planted.map(([text], index) => [`provider/src/${index}.ts`, `${text} export {};`]),
    );
    findings = inCheckout(files, (program, root) => findModuleState(program, root, "provider/src", {}));
  });
  for (const [index, [text, finding]] of planted.entries()) {
    it(`finds ${text}`, () => {
      const path = `provider/src/${index}.ts`;
      expect(findings.filter((line) => line.startsWith(`${path}:`))[0]).to.equal(`${path}:${finding}`);
    });
  }

  it("finds what another file writes to", () => {
    const files = {
      "provider/src/state.ts": "export const state: { last?: number } = {};",
      "provider/src/writer.ts": 'import { state } from "./state.ts"; export const forget = () => delete state.last;',
    };
    const found = inCheckout(files, (program, root) => findModuleState(program, root, "provider/src", {}));
    expect(found).to.deep.equal(["provider/src/state.ts:1 state: some code writes to it"]);
  });

  it("accepts what is allowed, and reports an entry that is no longer needed", () => {
    const allowed = { "provider/src/planted.ts log": "the process", "provider/src/gone.ts x": "the process" };
    expect(check("export let log = 1;", allowed)).to.deep.equal([
      '"provider/src/gone.ts x" is allowed in scripts/check/sources.ts, but no longer exists. Remove the entry.',
    ]);
  });
});

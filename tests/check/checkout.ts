import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type ts from "typescript";
import { createSourceProgram } from "../../scripts/check/sourceProgram.ts";

/**
 * Writes files into a temporary checkout with this repository's compiler options, and parses it.
 *
 * @param files Contents by path, e.g. `provider/src/cloud/client.ts`.
 * @param check Gets the program of `provider/src` and `emulator/src`, and the root of the checkout.
 * @returns What `check` returns. The checkout is removed.
 */
export function inCheckout<Result>(
  files: Readonly<Record<string, string>>,
  check: (program: ts.Program, root: string) => Result,
): Result {
  const root = mkdtempSync(join(tmpdir(), "check-test-"));
  try {
    const tsconfig = JSON.stringify({ extends: join(import.meta.dirname, "../../tsconfig.json"), exclude: [] });
    for (const [path, text] of Object.entries({ "tsconfig.json": tsconfig, ...files })) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return check(createSourceProgram(root, ["provider/src", "emulator/src"]), root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

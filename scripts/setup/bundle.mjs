import { SetupError } from "./setupError.mjs";

/** For ES modules: grpc and google-protobuf are CommonJS and call require(). */
export const requireBanner = {
  js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
};

/** @param {import("esbuild").BuildOptions} options Added to the options that all our bundles share. */
export async function bundle(options) {
  // Imported here, so that a run with nothing to do does not load it.
  const { build } = await import("esbuild");
  try {
    await build({
      bundle: true,
      platform: "node",
      target: "node22",
      legalComments: "none",
      logLevel: "silent",
      ...options,
    });
  } catch (error) {
    throw new SetupError(`bundling failed: ${error instanceof Error ? error.message : error}`);
  }
}

import { SetupError } from "./setupError.mjs";

/** grpc and google-protobuf are CommonJS and call require(), which an ES module does not have. */
export const CREATE_REQUIRE = {
  js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);',
};

/**
 * Bundles with esbuild, which is loaded only now: before the set-up's first step it is not there.
 * @param {import("esbuild").BuildOptions} options Added to what all our bundles have in common.
 */
export async function bundle(options) {
  const { build } = await import("esbuild");
  try {
    await build({
      bundle: true,
      platform: "node",
      target: "node22",
      keepNames: true,
      legalComments: "none",
      logLevel: "silent",
      ...options,
    });
  } catch (error) {
    throw new SetupError(`bundling failed: ${error instanceof Error ? error.message : error}`);
  }
}

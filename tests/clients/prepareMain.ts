/**
 * Installs Huawei's SDKs ahead of the tests, which otherwise do it themselves: scripts/setup/testTools.sh runs it, so that
 * installing takes none of the time of `npm test` on CI.
 */
import { sdkPrograms } from "./sdkPrograms.ts";

for (const { title, prepare } of sdkPrograms) {
  const impossible = await prepare();
  if (impossible !== undefined) console.error(`${title}: ${impossible}; tests that need it are skipped`);
}

/**
 * Installs Huawei's SDKs ahead of the tests, which otherwise do it themselves: the set-up runs it before `npm test`.
 */
import { sdkPrograms } from "./sdkPrograms.ts";

for (const { title, prepare } of sdkPrograms) {
  const impossible = await prepare();
  if (impossible !== undefined) console.error(`${title}: ${impossible}; tests that need it are skipped`);
}

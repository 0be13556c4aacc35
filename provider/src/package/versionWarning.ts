import { version as ownVersion } from "../version.ts";

/** Major and minor. Before 1.0.0 a minor version may break programs, afterwards only a major one. */
type Series = readonly [major: number, minor: number];

/**
 * A warning if the plugin is too new for the program's SDK. Pulumi's engine takes any plugin on PATH or in a folder that Pulumi.yaml
 * names, and warns only of one that is older than the SDK.
 *
 * @param sdkVersion The version that the program's SDK asks for, as the engine passes it in the provider's configuration.
 * @param pluginVersion The version of this plugin.
 * @returns Undefined if they fit, and if the engine passes no version.
 */
export function versionWarning(sdkVersion: unknown, pluginVersion: string = ownVersion): string | undefined {
  const [sdk, plugin] = [seriesOf(sdkVersion), seriesOf(pluginVersion)];
  if (sdk === undefined || plugin === undefined || !isBreaking(sdk, plugin)) return undefined;
  return (
    `The program's SDK is ${sdkVersion}, and the plugin is ${pluginVersion}, which may have changed or removed what the program uses. ` +
    `Install the SDK ${pluginVersion}, or the plugin ${sdkVersion}.`
  );
}

function seriesOf(version: unknown): Series | undefined {
  const [, major, minor] = /^v?(\d+)\.(\d+)\.\d+/.exec(String(version)) ?? [];
  return major === undefined || minor === undefined ? undefined : [Number(major), Number(minor)];
}

function isBreaking([oldMajor, oldMinor]: Series, [newMajor, newMinor]: Series): boolean {
  return newMajor > oldMajor || (newMajor === 0 && oldMajor === 0 && newMinor > oldMinor);
}

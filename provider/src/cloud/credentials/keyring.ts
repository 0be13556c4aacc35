import { dateOf } from "../clock.ts";
import { RocketMqError } from "../errors.ts";
import type { HostEnvironment } from "../hostEnvironment.ts";
import type { Credentials } from "./credentials.ts";

/** The access keys of a client: found for the first request, then cached until shortly before they expire. */
export interface Keyring {
  current(): Promise<Credentials>;
  /**
   * Looks them up again after the service refused them. They may be the same.
   * @throws what the lookup throws
   */
  afterRefusal(refused: Credentials): Promise<Credentials>;
  /** True if they have changed within the last minute: whoever replaces several files may not have replaced all of them yet. */
  haveJustChanged(): boolean;
}

/** Creates a keyring from a function that finds keys; concurrent requests share one lookup. */
export function createKeyring(find: () => Promise<Credentials>, { clock, log }: HostEnvironment): Keyring {
  let cached: Credentials | undefined;
  let changedAtMs = Number.NEGATIVE_INFINITY;
  let lookup: Promise<Credentials> | undefined;

  const lookUpAgain = (): Promise<Credentials> => {
    lookup ??= find()
      .then((found) => {
        if (cached !== undefined && !cached.equals(found)) changedAtMs = clock.now();
        cached = found;
        return found;
      })
      .finally(() => {
        lookup = undefined;
      });
    return lookup;
  };

  return {
    async current() {
      if (cached === undefined) return lookUpAgain();
      if (cached.renewAt === undefined || dateOf(clock) < cached.renewAt) return cached;
      const old = cached;
      try {
        return await lookUpAgain();
      } catch (error) {
        // The metadata service may be down for a moment, or a file is just being replaced: the keys are probably still valid.
        const mayBeValid = old.expiresAt === undefined || dateOf(clock) < old.expiresAt;
        if (!mayBeValid || !(error instanceof RocketMqError)) throw error;
        log("debug", `Could not renew the keys from ${old.source}; using them until they expire: ${error.message}`);
        return old;
      }
    },
    async afterRefusal(refused) {
      if (cached !== undefined && !cached.equals(refused)) return cached;
      return lookUpAgain();
    },
    haveJustChanged: () => clock.now() - changedAtMs < 60_000,
  };
}

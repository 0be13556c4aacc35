import { RocketMqError } from "../errors.ts";
import type { Surroundings } from "../surroundings.ts";
import type { Credentials } from "./credentials.ts";

/** The access keys of a client: found at the first request, kept, and read anew when they are about to end. */
export interface Keyring {
  current(): Promise<Credentials>;
  /** Reads anew after the service has refused the keys; the answer may be the same ones. */
  afterRefusal(refused: Credentials): Promise<Credentials>;
}

/** Makes a keyring of a function that finds keys; however many requests ask at once, it looks once. */
export function createKeyring(find: () => Promise<Credentials>, { now, log }: Surroundings): Keyring {
  let kept: Credentials | undefined;
  let looking: Promise<Credentials> | undefined;

  const lookAnew = (): Promise<Credentials> => {
    looking ??= find()
      .then((found) => {
        kept = found;
        return found;
      })
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };

  return {
    async current() {
      if (kept === undefined) return lookAnew();
      if (kept.readAgainAt === undefined || now() < kept.readAgainAt) return kept;
      const old = kept;
      try {
        return await lookAnew();
      } catch (error) {
        // Keys that are still good for some minutes outlive a metadata service that is down for a moment.
        const isGood = old.expiresAt !== undefined && now() < old.expiresAt;
        if (!isGood || !(error instanceof RocketMqError)) throw error;
        log("debug", `The keys of ${old.source} could not be read anew and are used until they end: ${error.message}`);
        return old;
      }
    },
    async afterRefusal(refused) {
      if (kept !== undefined && !kept.equals(refused)) return kept;
      return lookAnew();
    },
  };
}

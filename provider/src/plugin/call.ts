import type { Properties, Received } from "../package/definition/index.ts";
import { maskTexts, textsIn } from "../package/maskSecrets.ts";
import { receive } from "./wire.ts";

/** One call of the engine: reads what came with it, and takes what of that was secret out of every text. */
export class Call {
  readonly #secret: Properties[] = [];
  #mask: ((text: string) => string) | undefined;

  /**
   * Reads properties off the wire. Handlers read them by this alone, so that no secret escapes the mask.
   * @param known names of the properties that are secret, though they come without an envelope
   */
  receive(message: Parameters<typeof receive>[0], known: ReadonlySet<string> = new Set()): Received {
    const received = receive(message);
    const names = [...received.secrets, ...known].filter((name) => received.properties[name] !== undefined);
    if (names.length > 0) {
      this.#secret.push(Object.fromEntries(names.map((name) => [name, received.properties[name] ?? null])));
      this.#mask = undefined;
    }
    return received;
  }

  /** Takes secrets out of a text: of an error, a problem, a line of the log. */
  readonly mask = (text: string): string => {
    this.#mask ??= maskTexts(this.#secret.flatMap(textsIn));
    return this.#mask(text);
  };
}

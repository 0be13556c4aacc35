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
    return this.#read(message, () => true, known);
  }

  #read(
    message: Parameters<typeof receive>[0],
    isHidden: (name: string) => boolean,
    known: ReadonlySet<string> = new Set(),
  ): Received {
    const received = receive(message);
    const names = [...received.secrets, ...known].filter(
      (name) => isHidden(name) && received.properties[name] !== undefined,
    );
    if (names.length > 0) {
      this.#secret.push(Object.fromEntries(names.map((name) => [name, received.properties[name] ?? null])));
      this.#mask = undefined;
    }
    return received;
  }

  /**
   * Reads a resource's state off the wire. Next to a secret input every output is a secret, but these say nothing that a
   * message must hide, and without them it would say nothing at all.
   */
  receiveState(message: Parameters<typeof receive>[0]): Received {
    return this.#read(message, (name) => !openOutputs.includes(name));
  }

  /** Takes secrets out of a text: of an error, a problem, a line of the log. */
  readonly mask = (text: string): string => {
    this.#mask ??= maskTexts(this.#secret.flatMap(textsIn));
    return this.#mask(text);
  };
}

/** Outputs that are words of the service, or part of the resource's id, which Pulumi shows in plain text anyway. */
const openOutputs: readonly string[] = ["status", "origin", "type", "taskId"];

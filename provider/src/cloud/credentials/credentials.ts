/**
 * A pair of access keys, with a token if they are temporary. The values are in private fields, so that console.log,
 * JSON.stringify or a state file cannot show them by accident.
 */
export class Credentials {
  readonly #accessKey: string;
  readonly #secretKey: string;
  readonly #securityToken: string | undefined;
  /** Where they came from, for messages. */
  readonly source: string;
  /** When to look them up again; undefined for permanent ones. */
  readonly renewAt: Date | undefined;
  /** When they expire, if the source says so. */
  readonly expiresAt: Date | undefined;
  /** The project that the source names with the keys, and its region: a project belongs to one region. */
  readonly project: { id: string; region: string | undefined } | undefined;

  constructor(
    keys: { accessKey: string; secretKey: string; securityToken?: string | undefined },
    source: string,
    details: {
      renewAt?: Date | undefined;
      expiresAt?: Date | undefined;
      project?: { id: string; region: string | undefined } | undefined;
    } = {},
  ) {
    this.#accessKey = keys.accessKey;
    this.#secretKey = keys.secretKey;
    this.#securityToken = keys.securityToken;
    this.source = source;
    this.renewAt = details.renewAt;
    this.expiresAt = details.expiresAt;
    this.project = details.project;
  }

  get accessKey(): string {
    return this.#accessKey;
  }

  get secretKey(): string {
    return this.#secretKey;
  }

  get securityToken(): string | undefined {
    return this.#securityToken;
  }

  /** What must not appear in any message. */
  get secrets(): string[] {
    return [this.#accessKey, this.#secretKey, this.#securityToken].filter((secret) => secret !== undefined);
  }

  /** True if these are the same keys, wherever they came from. */
  equals(other: Credentials): boolean {
    return (
      this.#accessKey === other.#accessKey &&
      this.#secretKey === other.#secretKey &&
      this.#securityToken === other.#securityToken
    );
  }
}

import { defaultPageSize } from "./listTaskPage.ts";

/** The largest page that is asked for: Huawei documents no maximum, and a service that allows less shows it. */
const largestPageSize = 1000;

/**
 * How many tasks to ask for on a page of one service, learned from its answers. Larger pages make fewer requests, but
 * Huawei documents neither default nor maximum, so a list begins with the initial size, and only a long one asks for more.
 */
export class PageSizes {
  /** The size that is safe with every service. Default: 50. */
  readonly initial: number;
  /** The largest size that is ever asked for. Default: 1,000. */
  readonly largest: number;
  #learned: number | undefined;

  constructor(initial: number = defaultPageSize, largest: number = largestPageSize) {
    this.initial = initial;
    this.largest = largest;
  }

  /** The size to ask for on page 1 of a list. */
  get first(): number {
    return this.#learned ?? this.initial;
  }

  /** True until a long list has shown what the service allows. */
  get isUnknown(): boolean {
    return this.#learned === undefined;
  }

  /** Notes how many tasks the service gives on a page; fewer than the initial size count as that. */
  learn(size: number): void {
    this.#learned = Math.max(this.initial, Math.min(size, this.largest));
  }

  /** Notes that the service refuses larger pages, or does not keep to them: they are never asked for again. */
  giveUp(): void {
    this.#learned = this.initial;
  }
}

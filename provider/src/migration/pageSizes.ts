import { defaultPageSize } from "./listTaskPage.ts";

/** The largest page that is requested. Huawei documents no maximum; a service that allows less returns less. */
const largestPageSize = 1000;

/** How many lists in a row must fail with larger pages before these are never requested again. */
const fallbacksBeforeGivingUp = 3;

/**
 * The page size of one service, learned from its responses. Larger pages need fewer requests, but Huawei documents neither
 * a default nor a maximum, so a list starts with the initial size, and only a longer list requests larger pages.
 */
export class PageSizes {
  /** The page size that is safe with every service, in tasks. */
  readonly initial: number;
  /** The largest page size that is requested, in tasks. Default: 1,000. */
  readonly largest: number;
  #learned: number | undefined;
  #fallbacksInARow = 0;

  constructor(initial: number = defaultPageSize, largest: number = largestPageSize) {
    this.initial = initial;
    this.largest = largest;
  }

  /** The size to request for page 1 of a list, in tasks. */
  get first(): number {
    return this.#learned ?? this.initial;
  }

  /** True until a longer list has shown what the service allows. */
  get isUnknown(): boolean {
    return this.#learned === undefined;
  }

  /** Records how many tasks the service returns per page; less than the initial size counts as the initial size. */
  learn(size: number): void {
    this.#learned = Math.max(this.initial, Math.min(size, this.largest));
  }

  /** Records that a list was read in larger pages. */
  noteSuccess(): void {
    this.#fallbacksInARow = 0;
  }

  /**
   * Records that a list was complete only in pages of the initial size. It may have changed too quickly before, so only several such
   * lists in a row count against larger pages.
   */
  noteFallback(): void {
    this.#fallbacksInARow += 1;
    if (this.#fallbacksInARow >= fallbacksBeforeGivingUp) this.giveUp();
  }

  /** Records that the service rejects larger pages or returns them inconsistently: they are never requested again. */
  giveUp(): void {
    this.#learned = this.initial;
  }
}

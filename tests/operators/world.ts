import {
  defaultAccessKey,
  defaultProjectId,
  defaultRegion,
  defaultSecretKey,
  type Emulator,
  type Fault,
  startEmulator,
  type TaskView,
} from "../../emulator/src/index.ts";

/** The project that the instances are in, and another one that exists, too. */
export const projectId = defaultProjectId;
export const otherProjectId = "fedcba9876543210fedcba9876543210";

/** The instances that are migrated to. */
export const instanceIds = ["22222222-3333-4444-8555-666666666661", "22222222-3333-4444-8555-666666666662"] as const;

/** How long a migration takes: three seconds on the clock of a plugin in this process. */
const migrationMs = 20;

/** How the tasks go that are submitted from now on. A stuck one goes on when it is released. */
export type Course = "finishes" | "fails" | "stuck";

/** A migration task at the service, as it was when it was last looked at. */
export interface TaskRecord {
  readonly taskId: string;
  readonly name: string;
  readonly instanceId: string;
  /** What it migrates: one of the pieces of `metadata`. */
  readonly migrates: string;
  /** True if a plugin submitted it; false if somebody else did. */
  readonly isOurs: boolean;
  readonly hasEnded: boolean;
  readonly hasFinished: boolean;
}

/** Something that a plugin's request did at the service. */
export interface ServiceEvent {
  readonly kind: "submitted" | "deleted";
  readonly record: TaskRecord;
}

/** Pieces of metadata. `orders` and `ordersWide` differ in a number only, the others in what they are about. */
export const metadata = {
  orders: [{ name: "orders", readQueueNums: 8, writeQueueNums: 8 }],
  ordersWide: [{ name: "orders", readQueueNums: 16, writeQueueNums: 16 }],
  invoices: [{ name: "invoices" }, { name: "reminders" }],
  users: [{ name: "users" }],
} as const;

export type Piece = keyof typeof metadata;

/** The piece of metadata that has these topics. */
export function pieceOf(topics: unknown): string {
  const text = JSON.stringify(topics ?? null);
  if (text.includes('"invoices"')) return "invoices";
  if (text.includes('"users"')) return "users";
  return /"read_?queue_?nums":16\b/i.test(text) ? "ordersWide" : "orders";
}

/** The service: an emulator with two instances in one project, and a memory of who did what. */
export class World {
  course: Course = "finishes";
  readonly #emulator: Emulator;
  readonly #records = new Map<string, TaskRecord>();
  /** When each task ends, in milliseconds since 1970. */
  readonly #endsAtMs = new Map<string, number>();
  readonly #failing = new Set<string>();
  #events: ServiceEvent[] = [];
  #requests = 0;
  #onRequest: (count: number) => void = () => {};

  private constructor(emulator: Emulator) {
    this.#emulator = emulator;
  }

  static async open(): Promise<World> {
    let world: World | undefined;
    const emulator = await startEmulator({
      scenario: {
        accessKeys: [{ accessKey: defaultAccessKey, secretKey: defaultSecretKey }],
        projects: [
          { id: projectId, name: defaultRegion },
          { id: otherProjectId, name: `${defaultRegion}_other` },
        ],
        instances: instanceIds.map((id, index) => ({
          id,
          name: `rocketmq-${index}`,
          creations: [
            {
              timeline: [
                { afterSeconds: 0, status: "creating" },
                { afterSeconds: migrationMs / 3000, status: "starting" },
                { afterSeconds: migrationMs / 1000, status: "finished" },
              ],
            },
          ],
        })),
      },
      onRequest: () => world?.noteRequest(),
    });
    world = new World(emulator);
    return world;
  }

  close(): Promise<void> {
    return this.#emulator.close();
  }

  /** The provider's configuration. The project is given by it or left to the environment. */
  config(project: string | undefined, maxRetries: number): Readonly<Record<string, string>> {
    return {
      accessKey: defaultAccessKey,
      secretKey: defaultSecretKey,
      region: defaultRegion,
      endpoint: this.#emulator.url,
      maxRetries: String(maxRetries),
      ...(project === undefined ? {} : { projectId: project }),
    };
  }

  /** Begins an operation: clears the events, and optionally observes the number of requests. */
  begin(faults: readonly Fault[], onRequest: (count: number) => void = () => {}): void {
    this.#scan(false);
    this.#events = [];
    this.#requests = 0;
    this.#onRequest = onRequest;
    for (const fault of faults) this.#emulator.addFault(fault);
  }

  /** Ends an operation. */
  end(): readonly ServiceEvent[] {
    this.#scan(true);
    this.#onRequest = () => {};
    this.#emulator.clearFaults();
    return this.#events;
  }

  /** The records at the service now, by the tasks' ids. */
  records(): ReadonlyMap<string, TaskRecord> {
    this.#scan(false);
    const present = instanceIds.flatMap((id) => this.#emulator.tasks(id).map((task) => task.id));
    return new Map(
      present.flatMap((id) => {
        const record = this.#records.get(id);
        return record ? [[id, record] as const] : [];
      }),
    );
  }

  /** Removes a record, as the service does after a while, or somebody else. */
  purge(taskId: string): void {
    const record = this.records().get(taskId);
    if (record) this.#emulator.removeTask(record.instanceId, taskId);
    this.#scan(false);
  }

  /** Lets the stuck tasks finish. */
  release(): void {
    for (const record of this.records().values()) {
      if (this.#endsAtMs.get(record.taskId) === Number.POSITIVE_INFINITY) {
        this.#emulator.setStatus(record.instanceId, record.taskId, "finished");
        this.#endsAtMs.set(record.taskId, Date.now());
      }
    }
  }

  /** How many look-ups still show a deleted record. */
  linger(looks: number): void {
    for (const id of instanceIds) this.#emulator.setBehaviour(id, { deletedStaysFor: looks });
  }

  /** Somebody else submits a task of this name, which finishes. Nothing happens if there is one of that name. */
  submitElsewhere(instanceId: string, name: string, piece: Piece): void {
    if (this.#emulator.tasks(instanceId).some((task) => task.name === name)) return;
    const table = metadata[piece].map((topic) => {
      const { name: topicName } = topic;
      const numbers =
        "readQueueNums" in topic
          ? { read_queue_nums: topic.readQueueNums, write_queue_nums: topic.writeQueueNums }
          : {};
      return [topicName, { topic_name: topicName, ...numbers }] as const;
    });
    const taskId = this.#emulator.addTask(instanceId, {
      id: crypto.randomUUID(),
      name,
      type: "rocketmq",
      metadata: { topic_config_table: Object.fromEntries(table) },
    });
    this.#endsAtMs.set(taskId, 0);
    this.#scan(false);
  }

  /** Called by the emulator, just before an answer goes out. */
  noteRequest(): void {
    this.#scan(true);
    this.#requests += 1;
    this.#onRequest(this.#requests);
  }

  /** @param isOurs true if a plugin did what has changed since the last time */
  #scan(isOurs: boolean): void {
    const seen = new Set<string>();
    for (const instanceId of instanceIds) {
      for (const task of this.#emulator.tasks(instanceId)) {
        seen.add(task.id);
        const isNew = !this.#records.has(task.id);
        if (isNew && isOurs) this.#setCourse(instanceId, task);
        const record = this.#recordOf(instanceId, task, isNew ? isOurs : this.#records.get(task.id)?.isOurs === true);
        this.#records.set(task.id, record);
        if (isNew && isOurs) this.#events.push({ kind: "submitted", record });
      }
    }
    for (const [id, record] of this.#records) {
      if (seen.has(id) || this.#gone.has(id)) continue;
      this.#gone.add(id);
      const hasEnded = (this.#endsAtMs.get(id) ?? 0) <= Date.now();
      if (isOurs) this.#events.push({ kind: "deleted", record: { ...record, hasEnded } });
    }
  }

  readonly #gone = new Set<string>();

  #setCourse(instanceId: string, task: TaskView): void {
    if (this.course === "finishes") {
      this.#endsAtMs.set(task.id, Date.now() + migrationMs - 2);
      return;
    }
    const isStuck = this.course === "stuck";
    this.#endsAtMs.set(task.id, isStuck ? Number.POSITIVE_INFINITY : Date.now());
    if (!isStuck) this.#failing.add(task.id);
    const [item] = task.items;
    const failures = isStuck || !item ? [] : [{ kind: item.kind, name: item.name, reason: "the quota is used up" }];
    this.#emulator.setStatus(instanceId, task.id, isStuck ? "starting" : "failed", failures);
  }

  #recordOf(instanceId: string, task: TaskView, isOurs: boolean): TaskRecord {
    const [now] = this.#emulator.tasks(instanceId).filter(({ id }) => id === task.id);
    const status = now?.status ?? task.status;
    return {
      taskId: task.id,
      name: task.name,
      instanceId,
      migrates: pieceOf(task.metadata),
      isOurs,
      hasEnded: status === "finished" || status === "failed",
      hasFinished: status === "finished",
    };
  }
}

/** The current state of the instances: their status, what exists on them, and their tasks, which progress with the clock. */
import { createHash, randomUUID } from "node:crypto";
import { InstanceContent, type Migration } from "./instanceContent.ts";
import { type Behaviour, defaultTimeline, type Failure, type Instance, type Step, type Task } from "./scenario.ts";
import {
  type Item,
  inSnakeCase,
  itemsOf,
  type Metadata,
  type SubmittedMetadata,
  type TaskType,
} from "./taskMetadata.ts";
import type { ConsumerGroup, Topic } from "./topicsAndGroups.ts";

/** A task at one point in time. */
export interface TaskView {
  readonly id: string;
  readonly name: string;
  readonly startDate: string;
  readonly status: string;
  readonly type: TaskType;
  /** In snake_case. */
  readonly metadata: Metadata;
  /** In the casing that was submitted. */
  readonly submitted: SubmittedMetadata;
  readonly items: readonly Item[];
  /** What could not be migrated; empty until the task has finished or failed. */
  readonly failures: readonly Failure[];
}

interface TaskState extends Migration {
  readonly id: string;
  readonly name: string;
  readonly startDate: string;
  readonly type: TaskType;
  readonly submitted: SubmittedMetadata;
  /** Start of the timeline. */
  start: Date;
  timeline: readonly Step[];
  failures: readonly Failure[];
  /** Whether the outcome of the task has been applied to the instance. */
  settled: boolean;
}

/** A task to create. */
export interface NewTask {
  readonly name: string;
  readonly type: TaskType;
  readonly overwrite: boolean;
  readonly submitted: SubmittedMetadata;
}

/** One instance with its tasks. Methods take the current time; nothing runs in the background. */
export class InstanceState {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly start: Date;
  /** The topics, groups and RabbitMQ items on the instance; `topics` and `consumerGroups` are what its lists show. */
  readonly content: InstanceContent;
  behaviour: Behaviour;
  readonly #creations: NonNullable<Instance["creations"]>;
  #status: readonly Step[];
  #tasks: TaskState[];
  /** Deleted before they finished: only the record is gone, the migration continues. */
  #deletedUnsettled: TaskState[] = [];
  /** Deleted, but still shown in the next responses, as `behaviour.deletedStaysFor` says. */
  #lingering: { readonly task: TaskState; requestsLeft: number }[] = [];

  constructor(scenario: Instance, projectId: string, start: Date) {
    this.id = scenario.id;
    this.name = scenario.name;
    this.projectId = projectId;
    this.start = start;
    this.behaviour = scenario.behaviour ?? {};
    this.#creations = scenario.creations ?? [];
    const { runningAfterSeconds, status } = scenario;
    this.#status =
      runningAfterSeconds === undefined
        ? [{ afterSeconds: 0, status: status ?? "RUNNING" }]
        : [
            { afterSeconds: 0, status: status ?? "CREATING" },
            { afterSeconds: runningAfterSeconds, status: "RUNNING" },
          ];
    this.content = new InstanceContent(scenario, start);
    this.#tasks = (scenario.tasks ?? []).map((task) => scenarioTask(task, this.id, start));
  }

  /** RUNNING, or what the scenario says. */
  status(now: Date): string {
    return statusAt(this.#status, this.start, now);
  }

  /** Sets the instance's status, from now on. */
  setStatus(status: string): void {
    this.#status = [{ afterSeconds: 0, status }];
  }

  /** All tasks, in the service's order: the newest created first, then the scenario's in their order. */
  tasks(now: Date): TaskView[] {
    this.#settle(now);
    return this.#tasks.map((task) => view(task, now));
  }

  /** The tasks for one request: all, and the deleted ones that are still shown. Counts as a request. */
  tasksForRequest(now: Date): TaskView[] {
    const tasks = this.tasks(now);
    const shown = this.#lingering.map(({ task }) => view(task, now));
    for (const entry of this.#lingering) entry.requestsLeft -= 1;
    this.#lingering = this.#lingering.filter(({ requestsLeft }) => requestsLeft > 0);
    return [...tasks, ...shown];
  }

  /** The task with this id or name; undefined if there is none. */
  task(idOrName: string, now: Date): TaskView | undefined {
    return this.tasks(now).find((task) => task.id === idOrName || task.name === idOrName);
  }

  /** What is on the instance once all tasks that have ended are applied. */
  settled(now: Date): InstanceContent {
    this.#settle(now);
    return this.content;
  }

  /** The topics as the list of topics shows them now. */
  topics(now: Date): Topic[] {
    this.#settle(now);
    return this.content.topics(this.#listed(now));
  }

  /** The consumer groups as the list of groups shows them now. */
  consumerGroups(now: Date): ConsumerGroup[] {
    this.#settle(now);
    return this.content.consumerGroups(this.#listed(now));
  }

  /** Lists show the instance as it was then. */
  #listed(now: Date): Date {
    return new Date(now.getTime() - (this.behaviour.listsLagSeconds ?? 0) * 1000);
  }

  /** Creates a task that starts now, and returns its id. */
  create(task: NewTask, now: Date): string {
    this.#settle(now);
    const creation = this.#creations.find((one) => new RegExp(one.name ?? "").test(task.name));
    const id = randomUUID();
    const metadata = inSnakeCase(task.submitted);
    const items = itemsOf(metadata);
    this.#tasks.unshift({
      ...task,
      id,
      startDate: startDate(now),
      items,
      metadata,
      lost: creation?.lost ?? [],
      altered: creation?.altered ?? [],
      start: now,
      timeline: creation?.timeline ?? defaultTimeline,
      failures: (creation?.failures ?? []).flatMap((failure) => spreadOut(failure, items)),
      settled: false,
    });
    return id;
  }

  /** Adds a task as in a scenario, at the end; its timeline counts from now. */
  add(task: Task, now: Date): string {
    const added = scenarioTask(task, this.id, now);
    this.#tasks.push(added);
    return added.id;
  }

  /** Deletes the record of a task. False if there is no task with this id. */
  delete(taskId: string, now: Date): boolean {
    this.#settle(now);
    const task = this.#tasks.find((one) => one.id === taskId);
    if (task === undefined) return false;
    this.#tasks = this.#tasks.filter((one) => one !== task);
    if (!task.settled) this.#deletedUnsettled.push(task);
    const requestsLeft = this.behaviour.deletedStaysFor ?? 0;
    if (requestsLeft > 0) this.#lingering.push({ task, requestsLeft });
    return true;
  }

  /** Sets a task's status from now on, and what failed. False if there is no such task. */
  setTaskStatus(idOrName: string, status: string, failures: readonly Failure[] | undefined, now: Date): boolean {
    this.#settle(now);
    const task = this.#tasks.find((one) => one.id === idOrName || one.name === idOrName);
    if (task === undefined) return false;
    task.start = now;
    task.timeline = [{ afterSeconds: 0, status }];
    task.settled = false;
    if (failures !== undefined) task.failures = failures;
    else if (status === "finished") task.failures = [];
    return true;
  }

  /** Applies the outcome of tasks that have finished or failed, in the order in which they did. */
  #settle(now: Date): void {
    const ended = [...this.#tasks, ...this.#deletedUnsettled]
      .filter((task) => !task.settled && endOf(task).getTime() <= now.getTime())
      .sort((a, b) => endOf(a).getTime() - endOf(b).getTime());
    for (const task of ended) this.#settleOne(task);
    this.#deletedUnsettled = this.#deletedUnsettled.filter((task) => !task.settled);
  }

  #settleOne(task: TaskState): void {
    task.settled = true;
    const last = task.timeline.at(-1);
    if (last === undefined || !hasEnded(last.status)) return;
    task.failures = [...task.failures, ...this.content.refusals(task)];
    if (task.failures.length > 0 && last.status === "finished") {
      task.timeline = [...task.timeline.slice(0, -1), { ...last, status: "failed" }];
    } else if (last.status === "failed" && task.failures.length === 0) {
      return; // failed as a whole: nothing was migrated
    }
    this.content.migrate(task, endOf(task));
  }
}

/** A date as the service formats it, e.g. `2023-03-13 19:43:32.12`: no time zone, and no zeros at the end. */
function startDate(date: Date): string {
  return date
    .toISOString()
    .replace("T", " ")
    .replace(/\.?0*Z$/, "");
}

function scenarioTask(task: Task, instanceId: string, start: Date): TaskState {
  const submitted = task.metadata ?? {};
  const metadata = inSnakeCase(submitted);
  return {
    id: task.id ?? uuidOf(`${instanceId} ${task.name}`),
    name: task.name,
    startDate: task.startDate ?? startDate(start),
    type: task.type,
    submitted,
    metadata,
    items: itemsOf(metadata),
    overwrite: true,
    lost: task.lost ?? [],
    altered: task.altered ?? [],
    start,
    timeline: task.timeline ?? [{ afterSeconds: 0, status: task.status ?? "finished" }],
    failures: task.failures ?? [],
    settled: false,
  };
}

/** The failure, or one for each item of its kind if the name is `*`. */
function spreadOut(failure: Failure, items: readonly Item[]): Failure[] {
  if (failure.name !== "*") return [failure];
  return items.filter((item) => item.kind === failure.kind).map((item) => ({ ...item, reason: failure.reason }));
}

function view(task: TaskState, now: Date): TaskView {
  const { id, name, startDate, type, metadata, submitted, items } = task;
  const status = statusAt(task.timeline, task.start, now);
  const failures = hasEnded(status) ? task.failures : [];
  return { id, name, startDate, status, type, metadata, submitted, items, failures };
}

/** Whether the status is final. */
export function hasEnded(status: string): boolean {
  return status === "finished" || status === "failed";
}

function statusAt(timeline: readonly Step[], start: Date, now: Date): string {
  const elapsedSeconds = (now.getTime() - start.getTime()) / 1000;
  const reached = timeline.findLast((step) => step.afterSeconds <= elapsedSeconds) ?? timeline[0];
  return reached?.status ?? "unknown";
}

function endOf(task: TaskState): Date {
  return new Date(task.start.getTime() + (task.timeline.at(-1)?.afterSeconds ?? 0) * 1000);
}

/** A UUID that is always the same for the same text. */
function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    "-",
  );
}

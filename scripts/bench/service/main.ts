/**
 * The service that the bench's clients talk to, in a process of its own. It does as little as it can, from pages made
 * beforehand, so that a client's time is the client's: it verifies no signatures and writes no log.
 */
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Answer, type Order, type Play, type PlayedInstance, taskId } from "./messages.ts";

let play: Play = { instances: [], largestPage: 50, delayMs: 0 };
let instances = new Map<string, { played: PlayedInstance; runningUntilMs: number | undefined }>();
const requests = new Map<string, number>();
/** Full lists of finished tasks, page by page: `<tasks> <page size>`. */
const lists = new Map<string, Buffer[]>();

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://service");
  const [, id = "", list = ""] = /\/instances\/([^/]+)\/(metadata|topics)/.exec(url.pathname) ?? [];
  requests.set(id, (requests.get(id) ?? 0) + 1);
  if (play.delayMs === 0) answer(response, id, list, url.searchParams);
  else setTimeout(() => answer(response, id, list, url.searchParams), play.delayMs);
});
server.keepAliveTimeout = 60_000;

function answer(response: ServerResponse, id: string, list: string, query: URLSearchParams): void {
  const instance = instances.get(id);
  const asked = query.get("id");
  const limit = Number(query.get("limit") ?? 10);
  if (instance === undefined) {
    refuse(response, 404, "DMS.00404022", `no instance ${id}`);
  } else if (list === "topics") {
    send(response, 200, topicPage(instance.played.topics ?? 0, Number(query.get("offset") ?? 0), limit));
  } else if (asked !== null) {
    const number = Number(asked.slice(-12));
    if (number > totalOf(instance)) refuse(response, 400, "DMS.00405011", "no such task");
    else send(response, 200, Buffer.from(row(number, statusOf(instance, number))));
  } else if (limit > play.largestPage) {
    refuse(response, 400, "DMS.10240042", "limit is too large");
  } else {
    send(response, 200, page(instance, Number(query.get("offset") ?? 1), limit));
  }
}

/** One page of topics: unlike in the list of tasks, `offset` is the number of a record, from 0. */
function topicPage(total: number, offset: number, limit: number): Buffer {
  const topics = Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) => ({
    name: `topic-${offset + index + 1}`,
    total_read_queue_num: 16,
    total_write_queue_num: 16,
    permission: "all",
    brokers: [{ broker_name: "broker-0", read_queue_num: 16, write_queue_num: 16 }],
  }));
  return Buffer.from(JSON.stringify({ total, max: 100_000, remaining: 100_000 - total, topics }));
}

type PlayingInstance = typeof instances extends Map<string, infer Value> ? Value : never;

function statusOf({ played, runningUntilMs = 0 }: PlayingInstance, number: number): string {
  return number <= played.finishedTasks || Date.now() >= runningUntilMs ? "finished" : "starting";
}

function totalOf({ played, runningUntilMs }: PlayingInstance): number {
  return played.finishedTasks + (runningUntilMs === undefined ? 0 : 1);
}

function page(instance: PlayingInstance, offset: number, limit: number): Buffer {
  const { finishedTasks } = instance.played;
  const total = totalOf(instance);
  const [first, last] = [(offset - 1) * limit + 1, Math.min(offset * limit, total)];
  if (first > total) return pageOf(total, []);
  if (last <= finishedTasks) return preparedPages(finishedTasks, total, limit)[offset - 1] ?? pageOf(total, []);
  const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
  return pageOf(
    total,
    numbers.map((number) => row(number, statusOf(instance, number))),
  );
}

function preparedPages(finishedTasks: number, total: number, limit: number): Buffer[] {
  const key = `${finishedTasks} ${total} ${limit}`;
  const prepared = lists.get(key);
  if (prepared !== undefined) return prepared;
  const pages: Buffer[] = [];
  for (let first = 1; first <= finishedTasks; first += limit) {
    const count = Math.min(limit, finishedTasks - first + 1);
    pages.push(
      pageOf(
        total,
        Array.from({ length: count }, (_, index) => row(first + index, "finished")),
      ),
    );
  }
  lists.set(key, pages);
  return pages;
}

function row(number: number, status: string): string {
  return JSON.stringify({
    id: taskId(number),
    name: `move-orders-${number}`,
    type: "rocketmq",
    status,
    start_date: "2026-11-24 10:00:00.12",
  });
}

function pageOf(total: number, rows: readonly string[]): Buffer {
  return Buffer.from(`{"total":${total},"task":[${rows.join(",")}]}`);
}

function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  send(response, status, Buffer.from(JSON.stringify({ error_code: code, error_msg: message })));
}

function send(response: ServerResponse, status: number, body: Buffer): void {
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}

function carryOut(order: Order): Answer {
  if (order.kind === "play") {
    play = order.play;
    requests.clear();
    instances = new Map(
      play.instances.map((played) => {
        const until = played.runningUntilMs;
        return [played.id, { played, runningUntilMs: until === "never" ? Number.POSITIVE_INFINITY : until }];
      }),
    );
    // Made now, so that no client waits for it.
    for (const instance of instances.values()) {
      for (const limit of new Set([50, play.largestPage])) {
        preparedPages(instance.played.finishedTasks, totalOf(instance), limit);
      }
    }
  }
  const atMs = Date.now();
  if (order.kind === "endTasks") {
    for (const instance of instances.values()) {
      if (instance.runningUntilMs !== undefined) instance.runningUntilMs = Math.min(instance.runningUntilMs, atMs);
    }
  }
  return { atMs, requests: Object.fromEntries(requests) };
}

process.on("message", (order: Order) => process.send?.(carryOut(order)));
process.on("disconnect", () => process.exit(0));
server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));

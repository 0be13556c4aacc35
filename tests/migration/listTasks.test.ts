import { expect } from "chai";
import { CancelledError, type Json, type Query, ResponseError, ServiceError } from "../../provider/src/cloud/index.ts";
import { IncompleteListError, listTaskPage, listTasks, PageSizes } from "../../provider/src/migration/index.ts";

const instanceId = "11111111-2222-3333-4444-555555555555";

function row(id: string, status = "finished"): { readonly [key: string]: Json } {
  return { id, name: `name-${id}`, start_date: "2026-01-23 08:15:01.1", status, type: "rocketmq" };
}

function rows(count: number, prefix = "t"): Json[] {
  return Array.from({ length: count }, (_, index) => row(`${prefix}${index + 1}`));
}

/** A service that answers the nth list request with the result of `answer`. */
class Service {
  readonly requests: Query[] = [];
  readonly #answer: (page: number, limit: number, nth: number) => Json | Promise<Json>;

  constructor(answer: (page: number, limit: number, nth: number) => Json | Promise<Json>) {
    this.#answer = answer;
  }

  /** A service as documented, whose tasks do not change. */
  static holding(tasks: readonly Json[], options: { cap?: number; total?: (count: number) => Json | undefined } = {}) {
    const { cap = Number.POSITIVE_INFINITY, total = (count: number) => count } = options;
    return new Service((page, limit) => {
      const size = Math.min(limit, cap);
      const said = total(tasks.length);
      return { ...(said === undefined ? {} : { total: said }), task: tasks.slice((page - 1) * size, page * size) };
    });
  }

  async get(_path: string, query: Query = {}): Promise<Json> {
    this.requests.push(query);
    return this.#answer(Number(query.offset), Number(query.limit), this.requests.length);
  }

  get pages(): number[] {
    return this.requests.map(({ offset }) => Number(offset));
  }
}

async function idsOf(service: Service, pageSize?: number): Promise<string[]> {
  const { tasks } = await listTasks(service, instanceId, pageSize === undefined ? {} : { pageSize });
  return tasks.map(({ id }) => id);
}

function refusedPage(): ServiceError {
  const refusal = { method: "GET", url: "/", httpStatus: 400, errorCode: "DMS.10240043" };
  return new ServiceError("The limit is not valid.", refusal);
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  try {
    await work;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error("Expected an error.");
}

describe("listTasks", () => {
  it("reads a list of one page with one request, fifty tasks a page", async () => {
    const service = Service.holding(rows(50));
    expect(await idsOf(service)).to.have.lengthOf(50);
    expect(service.requests).to.deep.equal([{ type: undefined, offset: 1, limit: 50, name: undefined }]);
  });

  it("reads every page of a longer list, then every page but the last again", async () => {
    const service = Service.holding(rows(120), { cap: 50 });
    const { total, tasks } = await listTasks(service, instanceId);
    expect(total).to.equal(120);
    expect(tasks.map(({ id }) => id)).to.deep.equal(rows(120).map((_, index) => `t${index + 1}`));
    // The second request is for a larger page, which this service does not return.
    expect(service.pages).to.deep.equal([1, 1, 2, 3, 1, 2]);
    expect(service.requests.map(({ limit }) => limit)).to.deep.equal([50, 1000, 50, 50, 50, 50]);
  });

  it("reads a longer list in pages of a thousand where the service gives them", async () => {
    const service = Service.holding(rows(2500));
    const ids = await idsOf(service);
    expect(ids).to.deep.equal(rows(2500).map((_, index) => `t${index + 1}`));
    expect(service.pages).to.deep.equal([1, 1, 2, 3, 1, 2]);
    expect(service.requests.map(({ limit }) => limit)).to.deep.equal([50, 1000, 1000, 1000, 1000, 1000]);
  });

  it("reads a list of up to a thousand with two requests, and the next one with one", async () => {
    const service = Service.holding(rows(1000));
    const pageSizes = new PageSizes();
    for (const requests of [2, 3]) {
      const { tasks } = await listTasks(service, instanceId, { pageSizes });
      expect(tasks).to.have.lengthOf(1000);
      expect(service.requests).to.have.lengthOf(requests);
    }
  });

  it("takes the largest pages that the service gives, and requests no larger ones afterwards", async () => {
    const service = Service.holding(rows(250), { cap: 100 });
    const pageSizes = new PageSizes();
    const limits = [50, 1000, 100, 100, 100, 100, 100, 100, 100, 100, 100];
    for (const requests of [6, 11]) {
      expect((await listTasks(service, instanceId, { pageSizes })).tasks).to.have.lengthOf(250);
      expect(service.requests.map(({ limit }) => limit)).to.deep.equal(limits.slice(0, requests));
    }
  });

  it("returns to fifty permanently when the service rejects larger pages", async () => {
    const tasks = rows(120);
    const service = new Service((page, limit) => {
      if (limit > 50) throw refusedPage();
      return { total: 120, task: tasks.slice((page - 1) * limit, page * limit) };
    });
    const pageSizes = new PageSizes();
    for (let list = 1; list <= 3; list += 1) {
      expect((await listTasks(service, instanceId, { pageSizes })).tasks).to.have.lengthOf(120);
    }
    expect(service.requests.filter(({ limit }) => limit === 1000)).to.have.lengthOf(1);
    expect(service.requests).to.have.lengthOf(1 + 3 * 5);
  });

  for (const [what, error, trials] of [
    ["a server error", new ServiceError("HTTP 500", { method: "GET", url: "/", httpStatus: 500 }), 3],
    ["HTTP 413", new ServiceError("HTTP 413", { method: "GET", url: "/", httpStatus: 413 }), 1],
  ] as const) {
    it(`reads pages of fifty when a larger page ends with ${what}`, async () => {
      const tasks = rows(120);
      const service = new Service((page, limit) => {
        if (limit > 50) throw error;
        return { total: 120, task: tasks.slice((page - 1) * limit, page * limit) };
      });
      const pageSizes = new PageSizes();
      for (let list = 1; list <= 3; list += 1) {
        expect((await listTasks(service, instanceId, { pageSizes })).tasks).to.have.lengthOf(120);
      }
      expect(service.requests.filter(({ limit }) => limit === 1000)).to.have.lengthOf(trials);
    });
  }

  it("reads pages of fifty when an instance refuses the size that another one allows", async () => {
    const tasks = rows(120);
    const service = new Service((page, limit) => {
      if (limit > 50) throw refusedPage();
      return { total: 120, task: tasks.slice((page - 1) * limit, page * limit) };
    });
    const pageSizes = new PageSizes();
    pageSizes.learn(1000);
    expect((await listTasks(service, instanceId, { pageSizes })).tasks).to.have.lengthOf(120);
    expect(pageSizes.first).to.equal(50);
  });

  it("returns to fifty permanently after three lists in a row whose larger pages are inconsistent", async () => {
    const tasks = rows(5000);
    const service = new Service((page, limit) => {
      // Only page 1 of a thousand is right.
      const start = limit === 1000 && page > 1 ? 0 : (page - 1) * limit;
      return { total: 5000, task: tasks.slice(start, start + limit) };
    });
    const pageSizes = new PageSizes();
    for (let list = 1; list <= 4; list += 1) {
      service.requests.length = 0;
      expect((await listTasks(service, instanceId, { pageSizes })).tasks).to.have.lengthOf(5000);
      expect(service.requests.filter(({ limit }) => limit === 50).length).to.be.at.least(2 * 100 - 1);
      expect(service.requests.some(({ limit }) => limit === 1000)).to.equal(list <= 3);
    }
  });

  it("returns to larger pages after a list that changed too quickly for them", async () => {
    const tasks = rows(5000);
    let isChanging = true;
    const service = new Service((page, limit) => {
      const start = isChanging && limit === 1000 && page > 1 ? 0 : (page - 1) * limit;
      return { total: 5000, task: tasks.slice(start, start + limit) };
    });
    const pageSizes = new PageSizes();
    await listTasks(service, instanceId, { pageSizes });
    isChanging = false;
    service.requests.length = 0;
    await listTasks(service, instanceId, { pageSizes });
    expect(service.requests.every(({ limit }) => limit === 1000)).to.equal(true);
  });

  it("requests only the page size that the caller sets", async () => {
    const service = Service.holding(rows(9));
    await idsOf(service, 3);
    expect(new Set(service.requests.map(({ limit }) => limit))).to.deep.equal(new Set([3]));
  });

  it("reads pages side by side, but no more than sixteen", async () => {
    let [inFlight, most] = [0, 0];
    const service = new Service(async (page) => {
      inFlight += 1;
      most = Math.max(most, inFlight);
      await new Promise(setImmediate);
      inFlight -= 1;
      return { total: 40, task: [row(`t${page}`)] };
    });
    await idsOf(service, 1);
    expect(most).to.equal(16);
  });

  it("returns every field as it is, including unknown and missing values", async () => {
    const service = new Service(() => ({
      total: "2",
      task: [{ id: "a", status: "paused", type: "kafka" }, { id: "b" }],
    }));
    const { tasks } = await listTasks(service, instanceId);
    expect(tasks).to.deep.equal([
      { id: "a", name: "", startDate: "", status: "paused", type: "kafka" },
      { id: "b", name: "", startDate: "", status: "", type: "" },
    ]);
  });

  it("reads a list whose pages are smaller than requested", async () => {
    expect(await idsOf(Service.holding(rows(25), { cap: 10 }))).to.have.lengthOf(25);
  });

  it("accepts a total that is a string", async () => {
    expect(await idsOf(Service.holding(rows(70), { total: String }))).to.have.lengthOf(70);
  });

  it("walks to an empty page when the total is missing", async () => {
    const service = Service.holding(rows(70), { total: () => undefined });
    expect(await idsOf(service)).to.have.lengthOf(70);
    expect(service.pages.slice(0, 3)).to.deep.equal([1, 2, 3]);
  });

  it("ends at a repeated last page when the total is missing", async () => {
    const tasks = rows(70);
    const service = new Service((page) => ({ task: page === 1 ? tasks.slice(0, 50) : tasks.slice(50) }));
    expect(await idsOf(service)).to.have.lengthOf(70);
  });

  it("reads an empty list", async () => {
    expect(await idsOf(Service.holding([]))).to.deep.equal([]);
    expect(await idsOf(new Service(() => ({ total: 0 })))).to.deep.equal([]);
    expect(await idsOf(new Service(() => ({ task: [] })))).to.deep.equal([]);
  });

  it("lists a task once that a page has twice", async () => {
    expect(await idsOf(new Service(() => ({ total: 2, task: [row("a"), row("b"), row("a")] })))).to.deep.equal([
      "a",
      "b",
    ]);
  });

  it("rejects a task that a page has in two versions", async () => {
    const service = new Service(() => ({ total: 1, task: [row("a", "finished"), row("a", "starting")] }));
    const error = await failureOf(listTasks(service, instanceId));
    expect(error).to.be.instanceOf(IncompleteListError);
    expect(error.message).to.contain("page 1 has task a twice, in two versions");
  });

  it("gives each task the status that was read last", async () => {
    const service = new Service((page, _limit, nth) => ({
      total: 2,
      task: [row(`t${page}`, page === 1 && nth > 2 ? "failed" : "finished")],
    }));
    const { tasks } = await listTasks(service, instanceId, { pageSize: 1 });
    expect(tasks.map(({ status }) => status)).to.deep.equal(["failed", "finished"]);
  });

  it("is not fooled by a list that hides a task from two equal concurrent reads", async () => {
    // Pages of two. If pages 2 and 3 are requested at once, the service reads page 3 of `before` and page 2 of `after`. After
    // that, pages 1 and 2 stay the same, the total is always 6 and six different tasks are seen, but never Y, which exists
    // the whole time.
    const before = ["A", "B", "p", "Y", "X", "W"];
    const after = ["A", "B", "n", "m", "Y", "X"];
    let now = before;
    const service = new Service(async (page) => {
      if (page === 2) await new Promise(setImmediate);
      const task = now.slice((page - 1) * 2, page * 2).map((id) => row(id));
      if (page === 3) now = after;
      return { total: 6, task };
    });
    expect(await idsOf(service, 2)).to.deep.equal(after);
  });

  it("starts again when a task was deleted between two pages", async () => {
    let tasks = rows(5);
    const service = new Service((page, limit, nth) => {
      const answer = { total: 5, task: tasks.slice((page - 1) * limit, page * limit) };
      // One is deleted and one created, so the total stays the same.
      if (nth === 1) tasks = [...tasks.slice(1), row("new")];
      return answer;
    });
    expect(await idsOf(service, 2)).to.deep.equal(["t2", "t3", "t4", "t5", "new"]);
  });

  it("gives up on a list that keeps changing, and says what it read", async () => {
    const service = new Service((page, limit, nth) => ({
      total: 6,
      task: rows(6, `r${nth}-`).slice((page - 1) * limit, page * limit),
    }));
    const error = await failureOf(listTasks(service, instanceId, { pageSize: 2 }));
    expect(error).to.be.instanceOf(IncompleteListError);
    expect(error.message).to.equal(
      "Could not read the complete list of migration tasks of instance 11111111-2222-3333-4444-555555555555: " +
        "page 1 changed while the list was read. The service reports 6 tasks; 6 different tasks appeared on 25 pages in " +
        "5 attempts. If tasks are being created or deleted, try again later.",
    );
    expect((error as IncompleteListError).isTransient).to.equal(true);
    expect((error as IncompleteListError).seen).to.deep.equal({
      totalSaid: 6,
      rowsSeen: 6,
      pagesRead: 25,
      attempts: 5,
    });
  });

  for (const total of [() => 120, () => undefined]) {
    it(`never mistakes page 1 for all pages when the service ignores offset (total ${total() ?? "missing"})`, async () => {
      const service = new Service((_page, limit) => {
        const said = total();
        return { ...(said === undefined ? {} : { total: said }), task: rows(120).slice(0, limit) };
      });
      const error = await failureOf(listTasks(service, instanceId, { pageSize: 50 }));
      expect(error).to.be.instanceOf(IncompleteListError);
      expect(error.message).to.contain("page 2 repeats page 1");
    });
  }

  it("accepts the list of a service that ignores offset and limit, if it is as long as its total", async () => {
    const service = new Service(() => ({ total: 120, task: rows(120) }));
    expect(await idsOf(service)).to.have.lengthOf(120);
  });

  it("rejects a list that lacks a page, or has fewer or more tasks than its total", async () => {
    const lacking = new Service((page, limit) => ({
      total: 6,
      task: page === 2 ? [] : rows(6).slice((page - 1) * limit, page * limit),
    }));
    expect((await failureOf(listTasks(lacking, instanceId, { pageSize: 2 }))).message).to.contain(
      "page 2 of 3 is empty, but the total is 6",
    );

    const short = new Service(() => ({ total: 5, task: rows(3) }));
    expect((await failureOf(listTasks(short, instanceId))).message).to.contain("page 2 repeats page 1");

    const empty = new Service(() => ({ total: 5, task: [] }));
    expect((await failureOf(listTasks(empty, instanceId))).message).to.contain("the total is 5, but page 1 is empty");

    const long = new Service(() => ({ total: 2, task: rows(3) }));
    expect((await failureOf(listTasks(long, instanceId))).message).to.contain(
      "the pages have 3 different tasks, but the list has 2",
    );

    const moving = new Service((page, limit, nth) => ({
      total: 5 + nth,
      task: rows(20).slice((page - 1) * limit, page * limit),
    }));
    expect((await failureOf(listTasks(moving, instanceId, { pageSize: 5 }))).message).to.contain("the total was");
  });

  for (const [count, cap, pages] of [
    [10_001, 50, 201],
    [2001, 10, 201],
    [100_000, 50, 2000],
    [100_000, 1000, 100],
  ] as const) {
    it(`reads a list with a total completely, whatever its length: ${count} tasks on ${pages} pages`, async () => {
      const tasks = rows(count);
      const service = Service.holding(tasks, { cap });
      const listed = await listTasks(service, instanceId);
      expect(listed.total).to.equal(count);
      const ids = listed.tasks.map(({ id }) => id);
      expect(ids.length).to.equal(count);
      expect(ids.every((id, index) => id === `t${index + 1}`)).to.equal(true);
      // One more to find out what the service returns.
      expect(service.requests).to.have.lengthOf(2 * pages);
    });
  }

  it("stops after the last task when the total is larger", async () => {
    const service = Service.holding(rows(70), { total: () => 2_000_000_000 });
    const error = await failureOf(listTasks(service, instanceId, { pageSize: 50 }));
    expect(error).to.be.instanceOf(IncompleteListError).and.to.have.property("isTransient", true);
    expect(error.message).to.contain("page 3 of 40000000 is empty, but the total is 2000000000");
    expect(service.requests.length).to.be.at.most(5 * 20);
  });

  it("returns to fifty when a service that gave larger pages reports no total any more", async () => {
    let hasTotal = true;
    const service = Service.holding(rows(120), { total: (count) => (hasTotal ? count : undefined) });
    const pageSizes = new PageSizes();
    await listTasks(service, instanceId, { pageSizes });
    hasTotal = false;
    service.requests.length = 0;
    expect((await listTasks(service, instanceId, { pageSizes })).tasks).to.have.lengthOf(120);
    const [first, ...others] = service.requests.map(({ limit }) => limit);
    expect(first).to.equal(1000);
    expect(new Set(others)).to.deep.equal(new Set([50]));
  });

  it("reads a long list without a total completely", async () => {
    const service = Service.holding(rows(20_001), { total: () => undefined });
    expect((await idsOf(service)).length).to.equal(20_001);
  });

  it("gives up on a list without a total that never ends, says what to do, and is not transient", async () => {
    const endless = new Service((page) => ({ task: [row(`t${page}`)] }));
    const error = await failureOf(listTasks(endless, instanceId));
    expect(error).to.be.instanceOf(IncompleteListError).and.to.have.property("isTransient", false);
    expect(error.message).to.equal(
      `Could not read the complete list of migration tasks of instance ${instanceId}: the total is missing, and the list does ` +
        "not end within 10000 pages. The service reported no total; 10000 different tasks appeared on 10000 pages " +
        "in 1 attempt. If the instance has that many tasks, delete the records of old ones. If not, check endpoint: it " +
        "may not be DMS for RocketMQ.",
    );
    expect(endless.requests).to.have.lengthOf(10_000);
  });

  for (const [what, answer, text] of [
    ["a task without an id", { total: 1, task: [{ name: "a" }] }, "has a task without an ID (its id is missing)"],
    ["a task with an empty id", { total: 1, task: [{ id: "" }] }, 'has a task without an ID (its id is "")'],
    ["a task that is null", { total: 1, task: [null] }, "has a task that is null, not an object"],
    ["a response that is a list", [], "is a list, not an object with total and task"],
    ["a response without anything", {}, "has neither total nor task"],
    ["tasks that are no list", { total: 1, task: "none" }, 'has "none" for task, not a list'],
    ["a total that is no number", { total: "many", task: [] }, 'has "many" for total, not a number of tasks'],
    ["a negative total", { total: -1, task: [] }, "has -1 for total, not a number of tasks"],
  ] as [string, Json, string][]) {
    it(`rejects ${what}, and names the page`, async () => {
      const error = await failureOf(listTasks(new Service(() => answer), instanceId));
      expect(error).to.be.instanceOf(ResponseError);
      expect(error.message).to.contain(`The list of migration tasks of instance ${instanceId} (page 1) ${text}.`);
    });
  }

  it("throws the error of a page, and requests no more pages", async () => {
    const service = new Service(async (page) => {
      await new Promise(setImmediate);
      if (page === 3) throw new ResponseError("page 3 is broken");
      return { total: 20, task: [row(`t${page}`)] };
    });
    expect((await failureOf(listTasks(service, instanceId, { pageSize: 1 }))).message).to.equal("page 3 is broken");
    const asked = service.requests.length;
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(service.requests).to.have.lengthOf(asked);
  });

  it("ends when it is cancelled", async () => {
    const controller = new AbortController();
    const service = new Service((page) => {
      if (page === 2) controller.abort();
      return { total: 20, task: [row(`t${page}`)] };
    });
    const error = await failureOf(listTasks(service, instanceId, { pageSize: 1, signal: controller.signal }));
    expect(error).to.be.instanceOf(CancelledError);
  });
});

describe("listTaskPage", () => {
  it("reads the requested page, with the service's own query", async () => {
    const service = Service.holding(rows(120));
    const page = await listTaskPage(service, instanceId, { offset: 3, limit: 50, queryType: "exchange", name: "shop" });
    expect(page.total).to.equal(120);
    expect(page.tasks.map(({ id }) => id)).to.deep.equal(
      rows(120)
        .slice(100)
        .map((_, index) => `t${index + 101}`),
    );
    expect(service.requests).to.deep.equal([{ type: "exchange", offset: 3, limit: 50, name: "shop" }]);
  });

  it("rejects a page without a total", async () => {
    const service = Service.holding(rows(2), { total: () => undefined });
    expect((await failureOf(listTaskPage(service, instanceId, { offset: 1 }))).message).to.equal(
      `The list of migration tasks of instance ${instanceId} (page 1) has no total, so it is unknown ` +
        "whether this page is the complete list. List all tasks instead.",
    );
  });
});

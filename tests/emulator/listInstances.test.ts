import { expect } from "chai";
import {
  defaultInstanceId,
  defaultProjectId,
  type Emulator,
  emptyInstanceId,
  startEmulator,
} from "../../emulator/src/index.ts";
import { call, type Request, type Response } from "./officialClient.ts";

describe("The emulator's list of instances", () => {
  let emulator: Emulator;

  before(async () => {
    emulator = await startEmulator();
  });
  after(() => emulator.close());

  function list(query: NonNullable<Request["query"]>): Promise<Response> {
    return call(emulator, { path: `/v2/${defaultProjectId}/instances`, query });
  }

  async function names(query: NonNullable<Request["query"]>): Promise<string[]> {
    return ((await list(query)).body.instances as { name: string }[]).map(({ name }) => name);
  }

  const all = ["rocketmq-shop", "rocketmq-empty", "rocketmq-finished"];

  it("has all instances of the project, with the fields of a single one", async () => {
    expect(await names({ engine: "reliability" })).to.deep.equal(all);
    const { body } = await list({ engine: "rocketmq", limit: 1 });
    expect(body).to.deep.equal({
      instances: [
        {
          instance_id: defaultInstanceId,
          name: "rocketmq-shop",
          engine: "reliability",
          engine_version: "4.8.0",
          status: "RUNNING",
          type: "cluster",
          broker_num: 1,
        },
      ],
      instance_num: 3,
    });
  });

  it("filters by engine, part of a name, whole name, id and status", async () => {
    expect(await names({ engine: "kafka" })).to.deep.equal([]);
    expect(await names({ name: "fini" })).to.deep.equal(["rocketmq-finished"]);
    expect(await names({ name: "rocketmq", exact_match_name: true })).to.deep.equal([]);
    expect(await names({ name: "rocketmq-shop", exact_match_name: true })).to.deep.equal(["rocketmq-shop"]);
    expect(await names({ instance_id: emptyInstanceId })).to.deep.equal(["rocketmq-empty"]);
    expect(await names({ status: "CREATING" })).to.deep.equal([]);
  });

  it("takes offset as the number of a record, from 0", async () => {
    expect(await names({ offset: 1, limit: 1 })).to.deep.equal(["rocketmq-empty"]);
    expect(await names({ offset: 3 })).to.deep.equal([]);
    expect((await list({ offset: -1 })).body.error_code).to.equal("DMS.10240043");
    expect((await list({ limit: 51 })).body.error_code).to.equal("DMS.10240042");
  });

  it("answers a project that does not exist with DMS.00400002", async () => {
    const { body } = await call(emulator, { path: `/v2/${"f".repeat(32)}/instances` });
    expect(body.error_code).to.equal("DMS.00400002");
  });
});

// Terraform's provider cannot be installed with npm, pip or Go alone. Its requests are replayed from a recording instead:
// its own client made and signed them, as terraform/record.go shows.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Emulator, emptyInstanceId, readScenario, startEmulator } from "../../emulator/src/index.ts";
import { call, send, tasksPath, type WireRequest } from "../emulator/officialClient.ts";
import { submitWithProvider } from "./providerSubmission.ts";

const folder = join(import.meta.dirname, "terraform");
const recording = JSON.parse(readFileSync(join(folder, "requests.json"), "utf8")) as WireRequest[];
const scenario = readScenario(JSON.parse(readFileSync(join(folder, "scenario.json"), "utf8")));
const instanceId = emptyInstanceId;
/** The signatures of the recording are valid around this time. */
const recordedAt = new Date("2026-11-24T21:04:38Z");

describe("Terraform's provider", () => {
  let emulator: Emulator;

  beforeEach(async () => {
    emulator = await startEmulator({ scenario, now: () => recordedAt });
  });
  afterEach(() => emulator.close());

  async function jsonContent(name: string): Promise<unknown> {
    const id = emulator.tasks(instanceId).find((task) => task.name === name)?.id ?? "";
    const path = tasksPath(instanceId);
    const { body } = await call(emulator, { path, query: { id, type: "vhost" }, date: recordedAt });
    return JSON.parse(String(body.json_content));
  }

  it("gets an answer to every request of a recorded apply, refresh and destroy, signed without host", async () => {
    const statuses: number[] = [];
    for (const wire of recording) statuses.push((await send(emulator.url, wire)).status);
    expect(statuses).to.deep.equal(recording.map(() => 200));
    expect(emulator.requests.filter(({ signed }) => !signed)).to.deep.equal([]);
    expect([...new Set(emulator.requests.map(({ operation }) => operation))].sort()).to.deep.equal([
      "createTask",
      "deleteTasks",
      "getGroup",
      "getInstance",
      "getTask",
      "getTopic",
      "listDomains",
      "listGroups",
      "listInstances",
      "listProjects",
      "listTasks",
      "listTopics",
    ]);
    const signedHeaders = recording.map(
      ({ headers }) => / SignedHeaders=(\S+),/.exec(headers.Authorization ?? "")?.[1],
    );
    expect(signedHeaders.join(" ")).to.not.match(/host|security|project/);
    expect(recording.filter(({ headers }) => "X-Security-Token" in headers)).to.have.length(recording.length / 2);
  });

  it("reads what it submitted in its own casing, so that its second plan is empty", async () => {
    const creations = recording.filter(({ method }) => method === "POST");
    for (const wire of creations) await send(emulator.url, wire);
    const submitted = (name: string): Record<string, unknown> =>
      JSON.parse(creations.find(({ target }) => target.includes(`name=${name}&`))?.body ?? "");
    expect(await jsonContent("tf-full-permanent")).to.deep.equal(submitted("tf-full-permanent"));
    expect(await jsonContent("tf-rabbit-temporary")).to.deep.equal(submitted("tf-rabbit-temporary"));
    // Only the name is configured. Terraform fills in zeros, which count as left out, and takes over what it reads.
    expect(await jsonContent("tf-minimal-permanent")).to.deep.equal({
      topicConfigTable: {
        "tf-minimal": {
          topicName: "tf-minimal",
          order: false,
          perm: 6,
          readQueueNums: 16,
          writeQueueNums: 16,
          topicSysFlag: 0,
        },
      },
      subscriptionGroupTable: {},
    });
    expect(emulator.topics(instanceId).map(({ name }) => name)).to.include.members(["tf-topic", "tf-minimal"]);
  });

  it("creates of this provider's submissions, in its casing, the same tasks", async () => {
    for (const { name, type, body } of await submitWithProvider(emulator, instanceId, recordedAt)) {
      const { status } = await call(emulator, {
        method: "POST",
        path: tasksPath(instanceId),
        query: { name: `terraform-${type}`, overwrite: "true", type },
        body: type === "rocketmq" ? inCamelCase(body) : body,
        date: recordedAt,
      });
      expect(status).to.equal(200);
      const [theirs, ours] = [`terraform-${type}`, name].map((wanted) =>
        emulator.tasks(instanceId).find((task) => task.name === wanted),
      );
      expect(theirs?.metadata).to.deep.equal(ours?.metadata);
      expect([theirs?.items, theirs?.status]).to.deep.equal([ours?.items, "finished"]);
    }
  });
});

/** All keys in camelCase but names, which here have no underscore. */
function inCamelCase(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  const rename = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [rename(key), inCamelCase(inner)]));
}

import { expect } from "chai";
import fc from "fast-check";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { defaultProjectId, defaultRegion, emptyInstanceId, finishedInstanceId } from "../../emulator/src/index.ts";
import { type Bench, type Outcome, openBench, type TestStack } from "./bench.ts";

const otherProjectId = "fedcba9876543210fedcba9876543210";
const region = defaultRegion;
const projectId = defaultProjectId;

type Settings = Readonly<Record<string, string>>;

/** One way to say where requests go: in the environment, in the stack's configuration, in a Provider's arguments. */
interface Place {
  readonly environment: Settings;
  /** Besides `iamEndpoint`. */
  readonly config: Settings;
  readonly args: Settings;
}

describe("A change of the provider", function () {
  this.timeout(240_000);
  let bench: Bench;
  let url: string;
  before(async () => {
    bench = await openBench();
    url = bench.emulator.url;
    const creations = [{ timeline: [{ afterSeconds: 0, status: "finished" }] }];
    bench.emulator.scenario({
      projects: [
        { id: projectId, name: region },
        { id: otherProjectId, name: "other" },
      ],
      instances: [emptyInstanceId, finishedInstanceId].map((id) => ({ id, name: "target", creations })),
    });
  });
  after(() => bench.close());

  /** A stack with a task and a gate of the default provider, and the same of a provider of the program's own. */
  const open = async () => {
    let args: rocketmq.ProviderArgs = {};
    const none = { region: undefined, projectId: undefined, endpoint: undefined };
    const test: TestStack = await bench.stack(
      async () => {
        const provider = new rocketmq.Provider("own", args);
        for (const [name, instanceId, options] of [
          ["by-default", emptyInstanceId, {}],
          ["by-own", finishedInstanceId, { provider }],
        ] as const) {
          const task = { instanceId, topics: [{ name: "orders" }], overwrite: true };
          const move = new rocketmq.MigrationTask(name, task, options);
          new rocketmq.MigrationGate(name, { instanceId, taskIds: [move.taskId] }, options);
        }
      },
      { config: Object.fromEntries(Object.keys(none).map((name) => [`huaweicloud-rocketmq:${name}`, undefined])) },
    );
    const { workspace, name } = test.stack;
    const { envVars } = workspace;
    const settings = await workspace.stackSettings(name);
    return {
      ...test,
      async say(place: Place): Promise<void> {
        args = { iamEndpoint: url, ...place.args };
        workspace.envVars = { ...envVars, ...place.environment };
        const config = Object.entries({ iamEndpoint: url, ...place.config });
        await workspace.saveStackSettings(name, {
          ...settings,
          config: Object.fromEntries(config.map(([key, value]) => [`huaweicloud-rocketmq:${key}`, value])),
        });
      },
    };
  };

  /** What was changed at the service since the last call. */
  const changes = () => {
    const made = bench.emulator.requests.filter(({ method }) => method === "POST").map(({ operation }) => operation);
    bench.emulator.clearRequests();
    return made;
  };

  const expectSame = (outcome: Outcome, what: string) => {
    expect(outcome.succeeded, `${what}\n${outcome.terminal}`).to.equal(true);
    expect(outcome.changes, `${what}\n${outcome.terminal}`).to.deep.equal({ same: 6 });
    expect(changes(), what).to.deep.equal([]);
  };

  it("that leads to the same place has no effect; one that leads elsewhere replaces nothing, and is reported", async () => {
    const { say, up, preview, refresh, destroy, state } = await open();
    const base = { region, projectId, endpoint: url };
    await say({ environment: {}, config: base, args: base });
    const created = await up();
    expect(created.changes, created.terminal).to.deep.equal({ create: 6 });
    expect(changes()).to.deep.equal(["createTask", "createTask"]);

    const { region: _, ...regionless } = base;
    const { projectId: __, ...projectless } = base;
    const elsewhere = "HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4";
    const both = (settings: Settings, environment: Settings = {}) => ({
      environment,
      config: settings,
      args: settings,
    });
    const inTurn: Record<string, Place> = {
      "the region into the environment": both(regionless, { HW_REGION_NAME: region }),
      "and back, and the project to what IAM finds": both(projectless),
      "the project into the environment": both(projectless, { HW_PROJECT_ID: projectId }),
      "and back, with a name that is not used": both({ ...base, projectName: "unused" }),
      "the endpoint in another spelling": both({ ...base, endpoint: `${url.replace("http", "HTTP")}/` }),
      "another name of this machine": both({ ...base, endpoint: url.replace("127.0.0.1", "localhost") }),
      "everything into the environment": both(
        {},
        { HW_REGION_NAME: region, HUAWEICLOUD_SDK_PROJECT_ID: projectId, [elsewhere]: url },
      ),
    };
    for (const [what, place] of Object.entries(inTurn)) {
      await say(place);
      expectSame(await up(), what);
    }

    // What came from the environment is looked for there: refresh and destroy know the configuration from state alone.
    const before = await state();
    await say(both({}, { HW_REGION_NAME: region, HW_PROJECT_ID: otherProjectId, [elsewhere]: url }));
    for (const operation of [refresh, destroy]) {
      const outcome = await operation();
      expect(outcome.succeeded, outcome.terminal).to.equal(false);
      expect(outcome.terminal).to.contain(projectId).and.to.contain(otherProjectId);
      expect(changes()).to.deep.equal([]);
    }
    const taskIds = (text: string) => [...text.matchAll(/"taskId": ?"([^"]+)"/g)].map(([, id]) => id);
    expect(taskIds(await state())).to.deep.equal(taskIds(before));

    // Another project that the configuration gives replaces nothing, and is reported before anything happens in it.
    await say(both({ ...base, projectId: otherProjectId }));
    for (const operation of [preview, up, up]) {
      const noticed = await operation();
      expect(noticed.succeeded, noticed.terminal).to.equal(false);
      expect(noticed.terminal).to.contain(projectId).and.to.contain(otherProjectId);
      expect(noticed.changes).not.to.have.any.keys("create", "replace", "delete");
    }
    expect(changes()).to.deep.equal([]);
    expect(taskIds(await state())).to.deep.equal(taskIds(before));
    // State has the other project by now, and the engine reads with it before it knows that it was put right.
    await say(both(base));
    const restored = await up();
    expect(restored.succeeded, restored.terminal).to.equal(true);
    expect(restored.changes).not.to.have.any.keys("create", "replace", "delete");
    expect(changes()).to.deep.equal([]);
    expectSame(await up(), "restored");

    // Without a word in the environment, what state knows of it counts.
    await say(inTurn["everything into the environment"] ?? both(base));
    expectSame(await up(), "into the environment again");
    await say(both({}));
    const destroyed = await destroy();
    expect(destroyed.succeeded, destroyed.terminal).to.equal(true);
    expect(changes()).to.deep.equal(["deleteTasks", "deleteTasks"]);
  });

  it("is none in any order of such changes", async () => {
    const variables = { HW_REGION_NAME: region, HW_PROJECT_ID: projectId, HUAWEICLOUD_SDK_PROJECT_ID: projectId };
    const spellings = [url, `${url}/`, url.replace("http", "HTTP"), url.replace("127.0.0.1", "localhost")];
    const settings = fc.record(
      {
        region: fc.constant(region),
        projectId: fc.constant(projectId),
        projectName: fc.constantFrom("unused", region),
        endpoint: fc.constantFrom(...spellings),
      },
      { requiredKeys: [] },
    );
    /** Settings may leave out what the environment says, or what IAM finds; a name counts where there is no id. */
    const complete = (given: Partial<Settings>, environment: Settings): Settings => {
      const endpoint = given.endpoint ?? (environment.HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4 ? undefined : url);
      const name = given.projectId || given.projectName === region ? given.projectName : undefined;
      return {
        ...(given.region || !environment.HW_REGION_NAME ? { region } : {}),
        ...(given.projectId ? { projectId } : {}),
        ...(endpoint ? { endpoint } : {}),
        ...(name ? { projectName: name } : {}),
      };
    };
    const places = fc
      .record({
        environment: fc.subarray([
          ...Object.entries(variables),
          ["HUAWEICLOUD_SDK_REGION_ROCKETMQ_CN_NORTH_4", url] as const,
        ]),
        config: settings,
        args: settings,
      })
      .map((given): Place => {
        const environment = Object.fromEntries(given.environment);
        const [config, args] = [complete(given.config, environment), complete(given.args, environment)];
        return { environment, config, args };
      });
    const { say, up } = await open();
    let isMade = false;
    await fc.assert(
      fc.asyncProperty(fc.array(places, { minLength: 3, maxLength: 3 }), async (history) => {
        for (const place of history) {
          await say(place);
          const outcome = await up();
          if (isMade) expectSame(outcome, JSON.stringify(place));
          else expect(outcome.changes, outcome.terminal).to.deep.equal({ create: 6 });
          isMade = true;
          changes();
        }
      }),
      { numRuns: 3, endOnFailure: true },
    );
  });
});

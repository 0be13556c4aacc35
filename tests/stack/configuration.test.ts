import { expect } from "chai";
import * as rocketmq from "pulumi-huaweicloud-rocketmq";
import { defaultInstanceId, defaultProjectId, defaultSecretKey } from "../../emulator/src/index.ts";
import { version } from "../../provider/src/version.ts";
import { type Bench, type Outcome, openBench } from "./bench.ts";

const wrongKey = "not-the-key-but-still-a-secret";
const list = "huaweicloud-rocketmq:index:getMigrationTasks";

describe("The provider's configuration in a stack", function () {
  this.timeout(60_000);
  let bench: Bench;
  before(async () => {
    bench = await openBench();
  });
  after(() => bench.close());

  const program = async () => ({ total: rocketmq.getMigrationTasksOutput({ instanceId: defaultInstanceId }).total });

  /** The lines that begin with `error:` in what remains on the screen, each once. */
  const errorsOf = ({ terminal }: Outcome) =>
    new Set([...terminal.matchAll(/^ {4}error: (.*)$/gm)].map(([, text]) => text?.replace(/id [0-9a-f]{32}/, "id ID")));

  const wrongKeyError =
    `invocation of ${list} returned an error: GET /v2/${defaultProjectId}/instances/${defaultInstanceId}/metadata` +
    "?limit=50&offset=1 failed with HTTP 401: APIGW.0301 Incorrect IAM authentication information: the signature does " +
    "not match the request (request id ID). Check accessKey and secretKey, that " +
    "securityToken (if you use one) has not expired, and that " +
    "they belong to this project.";

  it("with a wrong secret key in the environment fails with our error, and the key is nowhere, not even in a debug log", async () => {
    const test = await bench.stack(program, { environment: { HUAWEICLOUD_SDK_SK: wrongKey } });
    const up = await test.up({ debug: true, logFlow: true, logVerbosity: 9, logToStdErr: true });
    expect(up.succeeded).to.equal(false);
    expect(errorsOf(up)).to.include(wrongKeyError);
    expect(up.terminal).to.include('"v":9');
    expect(up.terminal).to.include("Using access keys from the environment (HUAWEICLOUD_SDK_AK).");
    expect(up.terminal).not.to.include(wrongKey);
    expect(JSON.stringify(up.events)).not.to.include(wrongKey);
    expect(await test.state()).not.to.include(wrongKey);
  });

  it("with a wrong secret key in the stack's configuration fails with our error, and the key is nowhere in plain text", async () => {
    const test = await bench.stack(program, {
      config: {
        "huaweicloud-rocketmq:accessKey": { secret: "EMULATORACCESSKEY" },
        "huaweicloud-rocketmq:secretKey": { secret: wrongKey },
      },
      environment: { HUAWEICLOUD_SDK_SK: defaultSecretKey },
    });
    const up = await test.up({ debug: true });
    expect(up.succeeded).to.equal(false);
    expect(errorsOf(up)).to.include(wrongKeyError);
    expect(up.terminal).to.include("Using access keys from the provider's configuration.");
    expect(up.terminal).not.to.include(wrongKey);
    expect(JSON.stringify(up.events)).not.to.include(wrongKey);
    expect(await test.state()).not.to.include(wrongKey);
  });

  it("with half a pair of keys in the environment says which half is missing", async () => {
    const { preview } = await bench.stack(program, { environment: { HUAWEICLOUD_SDK_SK: undefined } });
    const outcome = await preview();
    expect(outcome.succeeded).to.equal(false);
    expect(errorsOf(outcome)).to.include(
      `invocation of ${list} returned an error: HUAWEICLOUD_SDK_SK is missing in the environment, although ` +
        "HUAWEICLOUD_SDK_AK is set. Set both keys in one place, or neither.",
    );
  });

  it("that is malformed fails before anything is done, with every mistake and its property", async () => {
    const { preview } = await bench.stack(program, {
      config: {
        "huaweicloud-rocketmq:region": "cn north",
        "huaweicloud-rocketmq:maxRetries": "soon",
        "huaweicloud-rocketmq:accessKey": { secret: "AKWITHOUTSECRET" },
      },
    });
    bench.emulator.clearRequests();
    const outcome = await preview();
    expect(outcome.succeeded).to.equal(false);
    const name = `default_${version.replaceAll(".", "_")}_github_/api.github.com/huaweicloud-rocketmq`;
    const provider = `pulumi:providers:huaweicloud-rocketmq resource '${name}'`;
    expect(errorsOf(outcome)).to.have.all.keys(
      `${provider}: property region value {cn north} has a problem: Must be a region like cn-north-4, in lower case, but is "cn north".`,
      `${provider}: property maxRetries value {soon} has a problem: Must be a whole number from 0 to 100, but is "soon".`,
      `${provider} has a problem: huaweicloud-rocketmq:secretKey is missing, although huaweicloud-rocketmq:accessKey is set. ` +
        "Set both keys in one place, or neither.",
    );
    expect(outcome.terminal).not.to.include("AKWITHOUTSECRET");
    expect(bench.emulator.requests).to.deep.equal([]);
  });

  it("that seems misspelt is a warning, shown once", async () => {
    const { preview } = await bench.stack(program, {
      config: { "huaweicloud-rocketmq:region": "cn-nroth-4", "huaweicloud-rocketmq:reigon": "cn-north-4" },
    });
    const { succeeded, terminal, events } = await preview();
    expect(succeeded, terminal).to.equal(true);
    const warnings = events.flatMap(({ diagnosticEvent }) =>
      diagnosticEvent?.severity === "warning" ? [diagnosticEvent.message] : [],
    );
    expect(warnings).to.have.length(2);
    expect(terminal).to.include(
      'Unknown region "cn-nroth-4". If it is new, ignore this warning. Did you mean "cn-north-4"?',
    );
    expect(terminal).to.include("huaweicloud-rocketmq:reigon: Unknown setting, ignored. Valid settings: accessKey,");
  });

  it("of an explicit provider is updated for other keys and for another endpoint, and never replaced", async () => {
    const gateless = { region: "cn-north-4", projectId: defaultProjectId, secretKey: defaultSecretKey };
    let args: rocketmq.ProviderArgs = { ...gateless, accessKey: "EMULATORACCESSKEY", endpoint: bench.emulator.url };
    const { up, preview } = await bench.stack(async () => {
      new rocketmq.Provider("own", args);
    });
    expect((await up()).changes).to.deep.equal({ create: 2 });
    args = { ...args, accessKey: "ANOTHERACCESSKEY" };
    expect((await preview()).changes).to.deep.equal({ same: 1, update: 1 });
    args = { ...args, endpoint: "https://dms.example.com" };
    expect((await preview()).changes).to.deep.equal({ same: 1, update: 1 });
  });
});

// Proof that the emulator does not just mirror our client: Huawei's own SDK for Python works against it, unmodified.
import { execFile } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect } from "chai";
import {
  defaultAccessKey,
  defaultInstanceId,
  defaultProjectId,
  defaultRegion,
  defaultSecretKey,
  type Emulator,
  emptyInstanceId,
  startEmulator,
  temporaryAccessKey,
  temporarySecretKey,
  temporarySecurityToken,
} from "../../emulator/src/index.ts";
import { skip } from "../skip.ts";

const run = promisify(execFile);
const sdk = "huaweicloudsdkrocketmq==3.1.219";
const environment = fileURLToPath(new URL("../../.tools/python-sdk", import.meta.url));
const python = join(environment, "bin", "python");
/** Written last, so that a set-up that was broken off is done again. */
const complete = join(environment, `${sdk}.complete`);

/** Creates the virtual environment with the SDK, unless it exists. */
async function setUpSdk(python3: string): Promise<void> {
  if (existsSync(complete)) return;
  rmSync(environment, { recursive: true, force: true });
  await run(python3, ["-m", "venv", environment]);
  await run(python, ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", sdk]);
  await run(python, ["-c", "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()", complete]);
}

function findPython3(): string | undefined {
  return (process.env.PATH ?? "")
    .split(delimiter)
    .map((folder) => join(folder, "python3"))
    .find((file) => existsSync(file));
}

const program = `
import json, sys
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions import exceptions
from huaweicloudsdkrocketmq.v2 import *

given = json.loads(sys.stdin.read())
credentials = BasicCredentials(given["accessKey"], given["secretKey"], given.get("projectId"))
if "securityToken" in given:
    credentials = credentials.with_security_token(given["securityToken"])
if "iamEndpoint" in given:
    credentials = credentials.with_iam_endpoint(given["iamEndpoint"])
builder = RocketMQClient.new_builder().with_credentials(credentials)
if "region" in given:
    from huaweicloudsdkcore.region.region import Region
    builder = builder.with_region(Region(given["region"], given["endpoint"]))
else:
    builder = builder.with_endpoints([given["endpoint"]])
instance_id = given["instanceId"]

def list_all(client):
    tasks, page = [], 1
    while True:
        answer = client.list_rocket_mq_migration_task(
            ListRocketMqMigrationTaskRequest(instance_id=instance_id, offset=page, limit=50))
        tasks += [task.to_dict() for task in answer.task]
        if len(tasks) >= answer.total or not answer.task:
            return {"total": answer.total, "tasks": tasks}
        page += 1

def create_both(client):
    rocketmq = CreateRocketMqMigrationTaskReq(
        topic_config_table={"orders": MigrationRocketMqTopicConfig(topic_name="orders", read_queue_nums=8)},
        subscription_group_table={"billing": MigrationRocketMqSubscriptionGroup(group_name="billing")})
    rabbit = CreateRocketMqMigrationTaskReq(
        vhosts=[MigrationRabbitVhostMetadata(name="shop")],
        queues=[MigrationRabbitQueueMetadata(vhost="shop", name="invoices", durable=True)],
        exchanges=[MigrationRabbitExchangeMetadata(vhost="shop", name="orders", type="topic", durable=True)],
        bindings=[MigrationRabbitBindingMetadata(vhost="shop", source="orders", destination="invoices",
                                                 destination_type="queue", routing_key="order.*")])
    created = [client.create_rocket_mq_migration_task(CreateRocketMqMigrationTaskRequest(
        instance_id=instance_id, overwrite=True, name="from-" + type, type=type, body=body)).task_id
        for type, body in (("rocketmq", rocketmq), ("rabbitToRocket", rabbit))]
    return {"created": created}

def delete(client):
    answer = client.batch_delete_rocket_mq_migration_task(BatchDeleteRocketMqMigrationTaskRequest(
        instance_id=instance_id, body=MetadataDeleteReq(task_ids=given["taskIds"])))
    return {"deleted": answer.success_task_list}

try:
    result = globals()[given["do"]](builder.build())
except exceptions.ClientRequestException as error:
    result = {"status": error.status_code, "code": error.error_code, "requestId": error.request_id}
print(json.dumps(result))
`;

describe("Huawei's Python SDK, unmodified", () => {
  let emulator: Emulator;

  before(async function () {
    // Making the virtual environment takes as long as the package index takes.
    this.timeout(300_000);
    const python3 = findPython3();
    if (python3 === undefined) return skip(this, "python3 is not on PATH");
    await setUpSdk(python3);
  });
  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => emulator?.close());

  /** Runs the program above; keys go in through standard input, where no process list shows them. */
  async function sdk(given: Record<string, unknown>): Promise<Record<string, unknown>> {
    const running = run(python, ["-c", program]);
    running.child.stdin?.end(
      JSON.stringify({
        endpoint: emulator.url,
        accessKey: defaultAccessKey,
        secretKey: defaultSecretKey,
        projectId: defaultProjectId,
        instanceId: defaultInstanceId,
        ...given,
      }),
    );
    return JSON.parse((await running).stdout) as Record<string, unknown>;
  }

  function expectedList(): Record<string, unknown> {
    const tasks = emulator
      .tasks(defaultInstanceId)
      .map(({ id, name, startDate, status, type }) => ({ id, name, start_date: startDate, status, type }));
    return { total: 63, tasks };
  }

  it("lists the tasks that the emulator holds", async () => {
    expect(await sdk({ do: "list_all" })).to.deep.equal(expectedList());
    expect(emulator.requests.map((entry) => [entry.operation, entry.signed])).to.deep.equal([
      ["listTasks", true],
      ["listTasks", true],
    ]);
  });

  it("lists them with temporary keys too", async () => {
    const temporary = {
      accessKey: temporaryAccessKey,
      secretKey: temporarySecretKey,
      securityToken: temporarySecurityToken,
    };
    expect(await sdk({ do: "list_all", ...temporary })).to.deep.equal(expectedList());
  });

  it("finds the project at IAM by the region's name", async () => {
    const given = { do: "list_all", region: defaultRegion, projectId: null, iamEndpoint: emulator.url };
    expect(await sdk(given)).to.deep.equal(expectedList());
    expect(emulator.requests.map((entry) => entry.operation)).to.include("listProjects");
  });

  it("gets 401 APIGW.0301 with a request id for a wrong secret key", async () => {
    const answer = await sdk({ do: "list_all", secretKey: "wrong" });
    expect(answer).to.deep.equal({ status: 401, code: "APIGW.0301", requestId: emulator.requests[0]?.requestId });
  });

  it("creates tasks of both types, and deletes them", async () => {
    const { created } = await sdk({ do: "create_both", instanceId: emptyInstanceId });
    const tasks = emulator.tasks(emptyInstanceId);
    expect(tasks.map(({ id, name, type }) => ({ id, name, type }))).to.deep.equal([
      { id: (created as string[])[1], name: "from-rabbitToRocket", type: "rabbitToRocket" },
      { id: (created as string[])[0], name: "from-rocketmq", type: "rocketmq" },
    ]);
    expect(tasks[1]?.metadata.topic_config_table).to.have.nested.property("orders.read_queue_nums", 8);
    expect(tasks[0]?.metadata.bindings).to.have.nested.property("[0].routing_key", "order.*");
    const unknown = "6cf4dcd3-8471-4139-8b5b-8a3a71f704c7";
    const taskIds = [...(created as string[]), unknown];
    expect(await sdk({ do: "delete", instanceId: emptyInstanceId, taskIds })).to.deep.equal({ deleted: created });
    expect(emulator.tasks(emptyInstanceId)).to.deep.equal([]);
  });
});

/** Lists all tasks of an instance with Huawei's Node SDK and a loop by hand: page after page, each once. */
import module from "node:module";
import { keys, type ListInput, readInput, timeCalls } from "./resources.ts";

interface Answer {
  readonly total: number;
  readonly task: readonly unknown[];
}

/** The part of the SDK that the loop needs; the SDK is not among this repository's dependencies. */
interface Sdk {
  RocketMQClient: {
    newBuilder(): {
      withCredential(credential: object): ReturnType<Sdk["RocketMQClient"]["newBuilder"]>;
      withEndpoint(endpoint: string): ReturnType<Sdk["RocketMQClient"]["newBuilder"]>;
      build(): { listRocketMqMigrationTask(request: object): Promise<Answer> };
    };
  };
  BasicCredentials: new () => {
    withAk(key: string): InstanceType<Sdk["BasicCredentials"]>;
    withSk(key: string): InstanceType<Sdk["BasicCredentials"]>;
    withProjectId(id: string): InstanceType<Sdk["BasicCredentials"]>;
  };
}

const { endpoint, instanceId, projectId, calls, sdkFolder } = readInput<ListInput & { sdkFolder: string }>();
const load = module.createRequire(`${sdkFolder}/package.json`);
const { BasicCredentials }: Pick<Sdk, "BasicCredentials"> = load("@huaweicloud/huaweicloud-sdk-core");
const { RocketMQClient }: Pick<Sdk, "RocketMQClient"> = load("@huaweicloud/huaweicloud-sdk-rocketmq/v2/public-api.js");
const credential = new BasicCredentials().withAk(keys.accessKey).withSk(keys.secretKey).withProjectId(projectId);
const client = RocketMQClient.newBuilder().withCredential(credential).withEndpoint(endpoint).build();

async function list(): Promise<number> {
  const tasks: unknown[] = [];
  for (let page = 1; ; page++) {
    const answer = await client.listRocketMqMigrationTask({ instance_id: instanceId, offset: page, limit: 50 });
    tasks.push(...answer.task);
    if (tasks.length >= answer.total || answer.task.length === 0) return tasks.length;
  }
}

console.log(JSON.stringify(await timeCalls(calls, list)));

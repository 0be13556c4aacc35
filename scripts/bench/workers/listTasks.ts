/** Lists all tasks of an instance with our client. */
import { createClient } from "../../../provider/src/cloud/index.ts";
import { listTasks } from "../../../provider/src/migration/index.ts";
import { keys, type ListInput, readInput, timeCalls } from "./resources.ts";

const { endpoint, instanceId, projectId, calls } = readInput<ListInput>();
const client = createClient({ ...keys, region: "cn-north-4", projectId, endpoint });
const run = await timeCalls(calls, async () => (await listTasks(client, instanceId)).tasks.length);
console.log(JSON.stringify(run));

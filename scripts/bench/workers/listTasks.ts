/** Lists all tasks of an instance with our client. */
import v8 from "node:v8";
import { createClient } from "../../../provider/src/cloud/index.ts";
import { listTasks } from "../../../provider/src/migration/index.ts";
import { keys, type ListInput, readInput, timeCalls } from "./resources.ts";

// As in the plugin's entry.
v8.setFlagsFromString("--heap-growing-percent=20");
v8.setFlagsFromString("--semi-space-growth-factor=1");

const { endpoint, instanceId, projectId, calls } = readInput<ListInput>();
const client = createClient({ ...keys, region: "cn-north-4", projectId, endpoint });
const run = await timeCalls(calls, async () => (await listTasks(client, instanceId)).tasks.length);
console.log(JSON.stringify(run));

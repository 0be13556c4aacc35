import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { type PluginProcess, rpc, startPlugin } from "../../../tests/plugin/pluginProcess.ts";
import { check, configure, fromStruct, handshake, toStruct, urnOf } from "../../../tests/plugin/protocol.ts";
import { root } from "../../setup/root.mjs";
import { peakMemoryMb } from "../processMemory.ts";
import { note } from "../progress.ts";
import type { Row, RowGroup } from "../row.ts";
import { instanceId, projectId, Service } from "../service/index.ts";
import { number } from "../statistics.ts";
import { keys } from "../workers/resources.ts";

const engineProgram = join(root, "tests", "plugin", "engineMain.ts");
const windowSeconds = 40;
const goalMb = 150;
/** Requests of many gates may exceed those of one by this share: they do not begin at the same moment. */
const requestsAllowed = 1.2;

interface Crowd {
  readonly gates: number;
  readonly instances: number;
}

/** What a crowd of gates made of the plugin, up to their release. */
interface CrowdResult {
  /** In the time that their tasks ran. */
  readonly requests: number;
  readonly peakMb: number;
  /** From the end of all tasks to the release of the last gate. */
  readonly lastReleaseSeconds: number;
  /** The longest pause between two polls that a gate allows. */
  readonly pollIntervalSeconds: number;
}

/**
 * Gates of one plugin, created over its own gRPC as an engine does it: 10,000 resources of a real engine would take longer
 * than everything else here. Each crowd has a plugin, a service and an engine's log of its own.
 */
export const gates: RowGroup = {
  rows: ["gates-1000", "gates-10000"],
  async measure() {
    const [one, hundred, thousand] = await Promise.all([
      measureCrowd({ gates: 1, instances: 1 }),
      measureCrowd({ gates: 100, instances: 100 }),
      measureCrowd({ gates: 1000, instances: 1 }),
    ]);
    const tenThousand = await measureCrowd({ gates: 10_000, instances: 100 });
    return {
      rows: [
        row("gates-1000", "1,000 gates on one instance", "requests of one", thousand, "one gate", one),
        row("gates-10000", "10,000 gates on 100 instances", "requests of 100", tenThousand, "100 gates", hundred),
      ],
    };
  },
};

function row(
  name: Row["name"],
  what: string,
  requestsGoal: string,
  crowd: CrowdResult | Error,
  peerName: string,
  peer: CrowdResult | Error,
): Row {
  const text = (result: CrowdResult | Error) => {
    if (result instanceof Error) return result.message;
    const { requests, peakMb, lastReleaseSeconds } = result;
    return `${number(requests, 0)} requests in ${windowSeconds} s, ${number(peakMb, 0)} MB, last release after ${number(lastReleaseSeconds, 1)} s`;
  };
  const head = {
    name,
    what: `${what} (over the plugin's gRPC)`,
    goal: `${requestsGoal}; ≤ ${goalMb} MB; released within one poll`,
    figure: text(crowd),
    peer: `${peerName}: ${text(peer)}`,
  };
  if (crowd instanceof Error || peer instanceof Error) return { ...head, isMet: false };
  const ratio = crowd.requests / peer.requests;
  const isMet =
    ratio <= requestsAllowed && crowd.peakMb <= goalMb && crowd.lastReleaseSeconds <= crowd.pollIntervalSeconds;
  return { ...head, ratio: `${number(ratio, 2)} × the requests`, isMet };
}

/** @returns an Error if the plugin ends before its gates do: that is a result too */
async function measureCrowd(crowd: Crowd): Promise<CrowdResult | Error> {
  note(`${number(crowd.gates, 0)} gates on ${number(crowd.instances, 0)} instances`);
  const engine = spawn(process.execPath, [engineProgram], { stdio: ["ignore", "pipe", "inherit"] });
  const address = String((await once(createInterface({ input: engine.stdout }), "line"))[0]);
  const plugin = await startPlugin(address, {
    HUAWEICLOUD_SDK_AK: keys.accessKey,
    HUAWEICLOUD_SDK_SK: keys.secretKey,
  });
  const died = plugin.ended.then((code) => {
    const [reason = "it printed no reason"] = /FATAL ERROR: .*/.exec(plugin.stderr()) ?? [];
    return new Error(`the plugin ended with ${code} while the gates waited: ${reason}`);
  });
  try {
    await handshake(plugin, address);
    return await Service.during((service) =>
      holdGates(crowd, plugin, service).catch(async (error: unknown) => {
        // A plugin that ends fails every create, a moment before its end is known here.
        const end = await Promise.race([died, sleep(5000)]);
        if (end) return end;
        throw error;
      }),
    );
  } finally {
    await plugin.close();
    engine.kill();
  }
}

/** Creates the gates, lets them wait, ends their tasks, and waits until all are released. */
async function holdGates(
  { gates: count, instances }: Crowd,
  plugin: PluginProcess,
  service: Service,
): Promise<CrowdResult> {
  const ids = Array.from({ length: instances }, (_, index) => instanceId(index + 1));
  await service.play({
    instances: ids.map((id) => ({ id, finishedTasks: 20, runningUntilMs: "never" as const })),
    largestPage: 50,
    delayMs: 20,
  });
  await configure(plugin, { region: "cn-north-4", projectId, endpoint: service.url });
  const { inputs } = await check(plugin, urnOf("MigrationGate", "gate"), { instanceId: instanceId(1) });
  const created = Promise.all(
    Array.from({ length: count }, (_, index) =>
      create(plugin, index, { ...inputs, instanceId: ids[index % instances] }),
    ),
  );
  // A gate that is refused ends the pause.
  await Promise.race([sleep(windowSeconds * 1000), created]);
  const requests = await service.requestCount();
  const endedMs = await service.endTasks();
  await created;
  return {
    requests,
    lastReleaseSeconds: (Date.now() - endedMs) / 1000,
    peakMb: peakMemoryMb(plugin.process.pid ?? 0),
    pollIntervalSeconds: Number(inputs.pollIntervalSeconds),
  };
}

async function create(plugin: PluginProcess, index: number, properties: object): Promise<Record<string, unknown>> {
  const request = new providerProto.CreateRequest()
    .setUrn(urnOf("MigrationGate", `gate${index}`))
    .setProperties(toStruct(properties))
    .setTimeout(3600);
  return fromStruct((await plugin.call(rpc.create, request)).getProperties());
}

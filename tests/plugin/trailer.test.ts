import type grpc from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import { expect } from "chai";
import fc from "fast-check";
import {
  defaultAccessKey,
  defaultProjectId,
  defaultRegion,
  defaultSecretKey,
  type Emulator,
  emptyInstanceId,
  startEmulator,
} from "../../emulator/src/index.ts";
import { type PluginProcess, rpc, startPlugin } from "./pluginProcess.ts";
import { check, configure, fromStruct, secret, toStruct, urnOf } from "./protocol.ts";

const instanceId = emptyInstanceId;

/** The limit for the trailers of a call: far below the size at which an engine drops the connection. */
const maxTrailerBytes = 16 * 1024;

function bytesOfHeaders(metadata: grpc.Metadata, details: string): number {
  const binary = metadata.get("grpc-status-details-bin").map((value) => Buffer.from(value).toString("base64").length);
  return binary.reduce((sum, one) => sum + one, 0) + encodeURI(details).length;
}

/** The details of an initialization failure, as the engine reads them. */
function detailsOf(metadata: grpc.Metadata): providerProto.ErrorResourceInitFailed {
  const [raw] = metadata.get("grpc-status-details-bin");
  const status = statusProto.Status.deserializeBinary(new Uint8Array(Buffer.from(raw ?? "")));
  const [detail] = status.getDetailsList();
  return providerProto.ErrorResourceInitFailed.deserializeBinary(detail?.getValue_asU8() ?? new Uint8Array());
}

describe("A failed migration, over the plugin's protocol", function () {
  this.timeout(120_000);
  let emulator: Emulator;
  let plugin: PluginProcess;
  before(async () => {
    emulator = await startEmulator();
    plugin = await startPlugin(undefined, {
      HUAWEICLOUD_SDK_AK: defaultAccessKey,
      HUAWEICLOUD_SDK_SK: defaultSecretKey,
    });
    await configure(plugin, { region: defaultRegion, projectId: defaultProjectId, endpoint: emulator.url });
  });
  after(async () => {
    await plugin.close();
    await emulator.close();
  });

  /** Creates a task that fails completely. */
  async function fail(properties: object, name: string): Promise<grpc.ServiceError> {
    const timeline = [
      { afterSeconds: 0, status: "starting" },
      { afterSeconds: 0.01, status: "failed" },
    ];
    const failures = [
      { kind: "queue", name: "*", vhost: "*", reason: "queue exists" },
      { kind: "binding", name: "*", vhost: "*", reason: "binding exists" },
    ] as const;
    emulator.scenario({
      instances: [{ id: instanceId, name: "target", creations: [{ timeline, failures: [...failures] }] }],
    });
    const urn = urnOf("MigrationTask", name);
    const checked = await check(plugin, urn, { instanceId, ...properties });
    expect(checked.failures).to.deep.equal([]);
    const request = new providerProto.CreateRequest().setUrn(urn).setProperties(toStruct(checked.inputs));
    return plugin.call(rpc.create, request).then(
      () => expect.fail("created"),
      (error: grpc.ServiceError) => error,
    );
  }

  function migration(size: number, prefix: string) {
    const queues = Array.from({ length: size }, (_, index) => ({ vhost: "/", name: `${prefix}${index}` }));
    const bindings = queues.map(({ name }) => ({
      vhost: "/",
      source: "exchange",
      destination: name,
      destinationType: "queue",
    }));
    return { vhosts: [{ name: "/" }], exchanges: [{ vhost: "/", name: "exchange", type: "direct" }], queues, bindings };
  }

  it("is reported to the engine in a small trailer, however much was submitted", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 20_000 })),
        fc.constantFrom("name-", "очередь-", "队列", "😀", `${"long".repeat(20)}-`),
        fc.boolean(),
        async (size, prefix, isSecret) => {
          const { queues, ...rest } = migration(size, prefix);
          const error = await fail({ ...rest, queues: isSecret ? secret(queues) : queues }, `task-${size}`);
          expect(bytesOfHeaders(error.metadata, error.details)).to.be.below(maxTrailerBytes);
          const detail = detailsOf(error.metadata);
          expect(detail.getId()).to.match(new RegExp(`^${instanceId}/`));
          expect(detail.getRefreshBeforeUpdate()).to.equal(true);
          expect(detail.getReasonsList()).to.not.be.empty;
          const state = fromStruct(detail.getProperties());
          expect(state).to.not.have.any.keys("queues", "bindings", "vhosts", "exchanges");
          expect(detail.getInputs()).to.equal(undefined);
          if (isSecret) expect(detail.getReasonsList().join() + error.details).to.not.contain(`${prefix}0`);
          else expect(state).to.include.all.keys("status", "taskId", "name", "region", "projectId", "failures");
        },
      ),
      { numRuns: 5, includeErrorInReport: true, endOnFailure: true },
    );
  });
});

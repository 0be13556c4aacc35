import grpc from "@grpc/grpc-js";
import * as pulumi from "@pulumi/pulumi";
import providerGrpc from "@pulumi/pulumi/proto/provider_grpc_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import { type Bench, openBench, type TestStack } from "../stack/bench.ts";
import type { Connection } from "./connection.ts";
import { connectHere } from "./connection.ts";
import { type Call, type Entry, type Operation, type Outcome, type StackState, urnOf } from "./engineModel.ts";
import type { EngineFactory } from "./play.ts";

/** Pulumi's real engine in the model's place, and a plugin in this process that it is attached to: to compare the two. */
export interface RealEngine {
  readonly factory: EngineFactory;
  close(): Promise<void>;
}

/** Any resource of a package, without a generated SDK. */
class Registered extends pulumi.CustomResource {}

const token = "huaweicloud-rocketmq:index:MigrationTask";

export async function openRealEngine(): Promise<RealEngine> {
  const calls: Call[] = [];
  const plugin = await servePlugin(calls);
  const bench: Bench = await openBench();
  let stack: TestStack | undefined;
  let goals: Operation["goals"] = [];
  const program = async () => {
    for (const goal of goals) {
      const { name, aliases, inputs, ignoreChanges, deleteBeforeReplace, retainOnDelete, timeouts } = goal;
      const seconds = (value: number | undefined) => (value === undefined ? {} : `${value}s`);
      new Registered(
        token,
        name,
        { ...inputs },
        {
          aliases: aliases.map((alias) => ({ name: alias })),
          ignoreChanges: [...ignoreChanges],
          retainOnDelete,
          ...(deleteBeforeReplace === undefined ? {} : { deleteBeforeReplace }),
          customTimeouts: Object.fromEntries(Object.entries(timeouts).map(([key, value]) => [key, seconds(value)])),
        },
      );
    }
  };
  const open = async (operation: Operation): Promise<TestStack> => {
    const config = Object.fromEntries(
      Object.entries(operation.config).map(([key, value]) => [`huaweicloud-rocketmq:${key}`, String(value)]),
    );
    stack ??= await bench.stack(program, {
      config: { "huaweicloud-rocketmq:projectId": undefined, "huaweicloud-rocketmq:iamEndpoint": undefined },
      environment: { PULUMI_DEBUG_PROVIDERS: `huaweicloud-rocketmq:${plugin.port}` },
    });
    await stack.stack.setAllConfig(Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])));
    return stack;
  };

  return {
    factory: (before, operation) => ({
      async run() {
        goals = operation.goals;
        const opened = await open(operation);
        calls.length = 0;
        plugin.renew();
        const urns = (names: readonly string[]) => names.map((name) => urnIn(opened, name));
        const options = { target: urns(operation.targets), replace: urns(operation.replaced) };
        const { kind } = operation;
        const done =
          kind === "up"
            ? await opened.up(options)
            : kind === "preview"
              ? await opened.preview(options)
              : kind === "refresh"
                ? await opened.refresh()
                : await opened.destroy();
        return {
          succeeded: done.succeeded,
          cancelled: false,
          state: await stateOf(opened, before),
          calls: [...calls],
          errors: done.succeeded ? [] : [done.terminal],
          messages: [],
        } satisfies Outcome;
      },
      interrupt: async () => {},
      kill: () => {},
    }),
    async close() {
      await bench.close();
      await plugin.close();
    },
  };
}

function urnIn(stack: TestStack, name: string): string {
  return `urn:pulumi:${stack.stack.name}::bench::${token}::${name}`;
}

async function stateOf(stack: TestStack, before: StackState): Promise<StackState> {
  const { deployment } = await stack.stack.exportStack();
  const resources: Record<string, unknown>[] = deployment?.resources ?? [];
  const entries = resources
    .filter(({ type }) => type === token)
    .map(
      (one): Entry => ({
        serial: 0,
        urn: urnOf(before, String(one.urn).split("::").slice(3).join("::")),
        id: String(one.id),
        inputs: one.inputs as Entry["inputs"],
        outputs: one.outputs as Entry["outputs"],
        initErrors: (one.initErrors as string[] | undefined) ?? [],
        delete: one.delete === true,
        pendingReplacement: one.pendingReplacement === true,
        refreshBeforeUpdate: one.refreshBeforeUpdate === true,
        retainOnDelete: one.retainOnDelete === true,
        timeouts: {},
      }),
    );
  return { ...before, entries };
}

interface ServedPlugin {
  readonly port: number;
  /** A plugin without a memory, as a new process is. */
  renew(): void;
  close(): Promise<void>;
}

async function servePlugin(calls: Call[]): Promise<ServedPlugin> {
  let plugin: Connection = connectHere();
  const noted = ["read", "check", "diff", "create", "update", "delete"];
  const service = Object.entries(providerGrpc.ResourceProviderService);
  const table = Object.fromEntries(
    service.map(([name, method]) => [
      name,
      async (call: { request: unknown }, callback: (error: unknown, response?: unknown) => void) => {
        const note = noted.includes(name) ? noteOf(name, call.request) : undefined;
        if (note) calls.push(note);
        try {
          const response: unknown = await plugin.call(method as never, call.request as never);
          if (note) note.answer = answerOf(response);
          callback(null, response);
        } catch (error) {
          if (note) note.answer = isPartial(error) ? "partly" : "failed";
          callback(error);
        }
      },
    ]),
  );
  const server = new grpc.Server();
  server.addService(providerGrpc.ResourceProviderService, table as never);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    renew: () => {
      plugin = connectHere();
    },
    close: async () => server.forceShutdown(),
  };
}

function noteOf(name: string, request: unknown): Call {
  const { getUrn, getId } = request as { getUrn(): string; getId?(): string };
  const rpc = (name.charAt(0).toUpperCase() + name.slice(1)) as Call["rpc"];
  const id = getId?.call(request);
  return { rpc, urn: getUrn.call(request), id, serial: undefined, inputs: {}, answer: "none" };
}

function answerOf(response: unknown): Call["answer"] {
  if (response instanceof providerProto.CheckResponse && response.getFailuresList().length > 0) return "refused";
  return response instanceof providerProto.ReadResponse && response.getId() === "" ? "gone" : "done";
}

function isPartial(error: unknown): boolean {
  const { metadata } = error as { metadata?: grpc.Metadata };
  return (metadata?.get("grpc-status-details-bin").length ?? 0) > 0;
}

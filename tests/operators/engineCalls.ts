import type grpc from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import { rpc } from "../plugin/pluginProcess.ts";
import { fromStruct, type Refusal, toStruct } from "../plugin/protocol.ts";
import type { Connection } from "./connection.ts";

/** Property values as they travel: JSON. */
export type Values = Readonly<Record<string, unknown>>;

/** `customTimeouts`, in seconds. */
export interface Timeouts {
  readonly create?: number;
  readonly update?: number;
  readonly delete?: number;
}

/** What Diff answers, as far as the engine goes by it. */
export interface Difference {
  readonly hasChanges: boolean;
  readonly replaces: boolean;
  readonly deleteBeforeReplace: boolean;
}

/** What Create, Update and Read answer. After a partial failure `reasons` says why it is one. */
export interface Live {
  readonly id: string;
  /** Left out where the answer has none. */
  readonly inputs?: Values;
  readonly outputs: Values;
  readonly refreshBeforeUpdate: boolean;
  readonly reasons: readonly string[];
}

const name = (urn: string): string => urn.split("::").at(-1) ?? "";
const type = (urn: string): string => urn.split("::")[2]?.split("$").at(-1) ?? "";

export async function checkConfig(plugin: Connection, urn: string, news: Values, olds: Values) {
  const request = new providerProto.CheckRequest().setUrn(urn).setNews(toStruct(news)).setOlds(toStruct(olds));
  const response = await plugin.call(rpc.checkConfig, request);
  return { inputs: fromStruct(response.getInputs()), failures: refusals(response) };
}

export async function diffConfig(plugin: Connection, urn: string, olds: Values, news: Values): Promise<Difference> {
  const request = new providerProto.DiffRequest()
    .setUrn(urn)
    .setOlds(toStruct(olds))
    .setOldInputs(toStruct(olds))
    .setNews(toStruct(news));
  return difference(await plugin.call(rpc.diffConfig, request));
}

export async function configure(plugin: Connection, args: Values): Promise<void> {
  const request = new providerProto.ConfigureRequest()
    .setArgs(toStruct(args))
    .setAcceptsecrets(true)
    .setAcceptresources(true)
    .setSendsOldInputs(true)
    .setSendsOldInputsToDelete(true);
  await plugin.call(rpc.configure, request);
}

export async function check(plugin: Connection, urn: string, news: Values, olds: Values | undefined) {
  const request = new providerProto.CheckRequest()
    .setUrn(urn)
    .setName(name(urn))
    .setType(type(urn))
    .setNews(toStruct(news))
    .setRandomseed(crypto.getRandomValues(new Uint8Array(32)));
  if (olds) request.setOlds(toStruct(olds));
  const response = await plugin.call(rpc.check, request);
  return { inputs: fromStruct(response.getInputs()), failures: refusals(response) };
}

export async function diff(
  plugin: Connection,
  urn: string,
  id: string,
  old: { inputs: Values; outputs: Values },
  newInputs: Values,
  ignoreChanges: readonly string[],
): Promise<Difference> {
  const request = new providerProto.DiffRequest()
    .setId(id)
    .setUrn(urn)
    .setName(name(urn))
    .setType(type(urn))
    .setOlds(toStruct(old.outputs))
    .setOldInputs(toStruct(old.inputs))
    .setNews(toStruct(newInputs))
    .setIgnorechangesList([...ignoreChanges]);
  return difference(await plugin.call(rpc.diff, request));
}

export async function create(
  plugin: Connection,
  urn: string,
  inputs: Values,
  timeoutSeconds: number | undefined,
  preview: boolean,
): Promise<Live> {
  const request = new providerProto.CreateRequest()
    .setUrn(urn)
    .setName(name(urn))
    .setType(type(urn))
    .setProperties(toStruct(inputs))
    .setTimeout(timeoutSeconds ?? 0)
    .setPreview(preview);
  return orPartly(plugin.call(rpc.create, request), (response) => ({
    id: response.getId(),
    outputs: fromStruct(response.getProperties()),
    refreshBeforeUpdate: response.getRefreshBeforeUpdate(),
    reasons: [],
  }));
}

export async function update(
  plugin: Connection,
  urn: string,
  id: string,
  old: { inputs: Values; outputs: Values },
  news: Values,
  options: { timeoutSeconds: number | undefined; ignoreChanges: readonly string[]; preview: boolean },
): Promise<Live> {
  const request = new providerProto.UpdateRequest()
    .setId(id)
    .setUrn(urn)
    .setName(name(urn))
    .setType(type(urn))
    .setOlds(toStruct(old.outputs))
    .setOldInputs(toStruct(old.inputs))
    .setNews(toStruct(news))
    .setTimeout(options.timeoutSeconds ?? 0)
    .setIgnorechangesList([...options.ignoreChanges])
    .setPreview(options.preview);
  return orPartly(plugin.call(rpc.update, request), (response) => ({
    id,
    outputs: fromStruct(response.getProperties()),
    refreshBeforeUpdate: response.getRefreshBeforeUpdate(),
    reasons: [],
  }));
}

/** An answer without an id says that the resource is gone. */
export async function read(
  plugin: Connection,
  urn: string,
  id: string,
  old: { inputs: Values; outputs: Values },
): Promise<Live> {
  const request = new providerProto.ReadRequest()
    .setId(id)
    .setUrn(urn)
    .setName(name(urn))
    .setType(type(urn))
    .setInputs(toStruct(old.inputs))
    .setProperties(toStruct(old.outputs));
  return orPartly(plugin.call(rpc.read, request), (response) => ({
    id: response.getId(),
    ...(response.hasInputs() ? { inputs: fromStruct(response.getInputs()) } : {}),
    outputs: fromStruct(response.getProperties()),
    refreshBeforeUpdate: response.getRefreshBeforeUpdate(),
    reasons: [],
  }));
}

export async function deleteResource(
  plugin: Connection,
  urn: string,
  id: string,
  old: { inputs: Values; outputs: Values },
  timeoutSeconds: number | undefined,
): Promise<void> {
  const request = new providerProto.DeleteRequest()
    .setId(id)
    .setUrn(urn)
    .setName(name(urn))
    .setType(type(urn))
    .setProperties(toStruct(old.outputs))
    .setOldInputs(toStruct(old.inputs))
    .setTimeout(timeoutSeconds ?? 0);
  await plugin.call(rpc.delete, request);
}

export async function cancel(plugin: Connection): Promise<void> {
  const { Empty } = (await import("google-protobuf/google/protobuf/empty_pb.js")).default;
  await plugin.call(rpc.cancel, new Empty());
}

function refusals(response: providerProto.CheckResponse): Refusal[] {
  return response.getFailuresList().map((one) => ({ property: one.getProperty(), reason: one.getReason() }));
}

function difference(response: providerProto.DiffResponse): Difference {
  const { Kind } = providerProto.PropertyDiff;
  const replacing: readonly number[] = [Kind.ADD_REPLACE, Kind.DELETE_REPLACE, Kind.UPDATE_REPLACE];
  const detailed = [...response.getDetaileddiffMap().entries()];
  return {
    hasChanges: response.getChanges() === providerProto.DiffResponse.DiffChanges.DIFF_SOME,
    replaces:
      response.getReplacesList().length > 0 || detailed.some(([, property]) => replacing.includes(property.getKind())),
    deleteBeforeReplace: response.getDeletebeforereplace(),
  };
}

/** The answer; or, of a failure that is a partial one, what its details hold. Any other failure is thrown on. */
async function orPartly<Response>(answer: Promise<Response>, live: (response: Response) => Live): Promise<Live> {
  try {
    return live(await answer);
  } catch (error) {
    const details = detailsOf(error);
    if (!details) throw error;
    return {
      id: details.getId(),
      inputs: fromStruct(details.getInputs()),
      outputs: fromStruct(details.getProperties()),
      refreshBeforeUpdate: details.getRefreshBeforeUpdate(),
      reasons: details.getReasonsList(),
    };
  }
}

/** What the trailer of a failed call says about a resource that exists but failed to initialize. */
function detailsOf(error: unknown): providerProto.ErrorResourceInitFailed | undefined {
  const metadata = typeof error === "object" && error !== null && "metadata" in error ? error.metadata : undefined;
  const [packed] = (metadata as grpc.Metadata | undefined)?.get("grpc-status-details-bin") ?? [];
  if (!(packed instanceof Uint8Array)) return undefined;
  const [detail] = statusProto.Status.deserializeBinary(packed).getDetailsList();
  return detail?.getTypeName() === "pulumirpc.ErrorResourceInitFailed"
    ? providerProto.ErrorResourceInitFailed.deserializeBinary(detail.getValue_asU8())
    : undefined;
}

import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import struct from "google-protobuf/google/protobuf/struct_pb.js";
import { type PluginProcess, rpc } from "./pluginProcess.ts";

/** Pulumi's protocol as the engine speaks it, written from its sources (sdk/go/common/resource) and not from the plugin's. */

const signatureKey = "4dabf18193072939515e22adb298388d";

/** What the engine sends for an unknown text. */
export const unknownText = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** Wraps a secret as the engine does. */
export function secret(value: unknown): object {
  return { [signatureKey]: "1b47061264138c4ac30d75fd1eb44270", value };
}

type Struct = InstanceType<typeof struct.Struct>;
type Plain = Parameters<typeof struct.Struct.fromJavaScript>[0];

export function toStruct(properties: object): Struct {
  return struct.Struct.fromJavaScript(properties as Plain);
}

export function fromStruct(message: Struct | undefined): Record<string, unknown> {
  return message?.toJavaScript() ?? {};
}

/** A problem with a property, as the engine receives it. */
export interface Refusal {
  readonly property: string;
  readonly reason: string;
}

function refusals(failures: providerProto.CheckFailure[]): Refusal[] {
  return failures.map((failure) => ({ property: failure.getProperty(), reason: failure.getReason() }));
}

export const providerUrn = "urn:pulumi:dev::shop::pulumi:providers:huaweicloud-rocketmq::default";

/** The URN of a resource of the package. */
export function urnOf(type: string, name: string): string {
  return `urn:pulumi:dev::shop::huaweicloud-rocketmq:index:${type}::${name}`;
}

export async function handshake(
  plugin: PluginProcess,
  engineAddress?: string,
): Promise<providerProto.ProviderHandshakeResponse> {
  const request = new providerProto.ProviderHandshakeRequest();
  if (engineAddress !== undefined) request.setEngineAddress(engineAddress);
  return plugin.call(rpc.handshake, request);
}

export async function checkConfig(plugin: PluginProcess, news: object) {
  const request = new providerProto.CheckRequest().setUrn(providerUrn).setNews(toStruct(news)).setOlds(toStruct({}));
  const response = await plugin.call(rpc.checkConfig, request);
  return { inputs: fromStruct(response.getInputs()), failures: refusals(response.getFailuresList()) };
}

export async function diffConfig(plugin: PluginProcess, olds: object, news: object) {
  const request = new providerProto.DiffRequest()
    .setUrn(providerUrn)
    .setOlds(toStruct(olds))
    .setOldInputs(toStruct(olds))
    .setNews(toStruct(news));
  return summary(await plugin.call(rpc.diffConfig, request));
}

export async function configure(plugin: PluginProcess, args: object): Promise<providerProto.ConfigureResponse> {
  return plugin.call(rpc.configure, new providerProto.ConfigureRequest().setArgs(toStruct(args)));
}

export async function invoke(plugin: PluginProcess, token: string, args: object, options: { preview?: boolean } = {}) {
  const request = new providerProto.InvokeRequest()
    .setTok(token)
    .setArgs(toStruct(args))
    .setPreview(options.preview ?? false);
  const response = await plugin.call(rpc.invoke, request);
  return { result: fromStruct(response.getReturn()), failures: refusals(response.getFailuresList()) };
}

export async function check(plugin: PluginProcess, urn: string, news: object, olds: object = {}) {
  const request = new providerProto.CheckRequest().setUrn(urn).setNews(toStruct(news)).setOlds(toStruct(olds));
  const response = await plugin.call(rpc.check, request);
  return { inputs: fromStruct(response.getInputs()), failures: refusals(response.getFailuresList()) };
}

export async function diff(plugin: PluginProcess, urn: string, olds: object, news: object) {
  const request = new providerProto.DiffRequest()
    .setUrn(urn)
    .setId("any")
    .setOlds(toStruct(olds))
    .setOldInputs(toStruct(olds))
    .setNews(toStruct(news));
  return summary(await plugin.call(rpc.diff, request));
}

function summary(response: providerProto.DiffResponse) {
  return {
    hasChanges: response.getChanges() === providerProto.DiffResponse.DiffChanges.DIFF_SOME,
    changed: response.getDiffsList(),
    replaces: response.getReplacesList(),
  };
}

import grpc from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import type { Properties } from "../package/definition/index.ts";
import type { InitializationError } from "../package/definition/resource.ts";
import { boundedOutputs } from "./boundedOutputs.ts";
import { boundedReasons, boundedText } from "./boundedText.ts";
import { send } from "./wire.ts";

/** How errors travel: a gRPC status, of which users see the text alone. */
export interface Failure {
  readonly code: grpc.status;
  readonly message: string;
  readonly metadata?: grpc.Metadata;
}

/**
 * Any error as a gRPC status; its text carries everything a user needs, since the code is lost on the way. It travels
 * in a header, and the engine gives up a connection whose headers are too large: so it is bounded.
 * @param mask takes secrets out of the text, before it is cut
 */
export function failure(error: unknown, mask: (text: string) => string = (text) => text): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { code: grpc.status.UNKNOWN, message: boundedText(mask(message)) };
}

/** The status for a call that this plugin does not know. */
export function unknownCall(message: string): Failure {
  return { code: grpc.status.INVALID_ARGUMENT, message };
}

/** The most that the message beside the details may take: the engine shows the reasons of the details instead. */
const maxSummaryBytes = 1024;

/**
 * An initialisation failure: the resource goes into state, and the next update calls Update.
 * The engine finds it in the details of the status, which gRPC for Node has no call for: they go into the trailer
 * `grpc-status-details-bin` by hand. What is sent there is bounded, however much was submitted: a trailer that is too
 * large costs the whole connection. The engine keeps the new inputs from its own step, and of this the outputs alone.
 * @param readBeforeUpdate whether the engine is to read the resource before the next update, as after a success
 * @param mask takes secrets out of the reasons, before they are cut
 */
export function initializationFailure(
  { id, outputs, reasons }: InitializationError,
  inputs: Properties,
  secrets: ReadonlySet<string>,
  readBeforeUpdate: boolean,
  mask: (text: string) => string,
): Failure {
  const masked = reasons.map(mask);
  const message = boundedText(masked.join("\n"), maxSummaryBytes);
  const detail = new providerProto.ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(send(boundedOutputs(inputs, outputs), secrets));
  detail.setReasonsList(boundedReasons(masked));
  detail.setRefreshBeforeUpdate(readBeforeUpdate);
  const packed = new any.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusProto.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, message, metadata };
}

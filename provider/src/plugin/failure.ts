import grpc from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import type { Properties } from "../package/definition/index.ts";
import type { InitializationError } from "../package/definition/resource.ts";
import { send } from "./wire.ts";

/** How errors travel: a gRPC status, of which users see the text alone. */
export interface Failure {
  readonly code: grpc.status;
  readonly message: string;
  readonly metadata?: grpc.Metadata;
}

/** Any error as a gRPC status; its text carries everything a user needs, since the code is lost on the way. */
export function failure(error: unknown): Failure {
  const message = error instanceof Error ? error.message : String(error);
  return { code: grpc.status.UNKNOWN, message };
}

/** The status for a call that this plugin does not know. */
export function unknownCall(message: string): Failure {
  return { code: grpc.status.INVALID_ARGUMENT, message };
}

/**
 * An initialisation failure: the resource goes into state with its properties, and the next update calls Update.
 * The engine finds it in the details of the status, which gRPC for Node has no call for: they go into the trailer
 * `grpc-status-details-bin` by hand.
 * @param readBeforeUpdate whether the engine is to read the resource before the next update, as after a success
 */
export function initializationFailure(
  error: InitializationError,
  inputs: Properties,
  secrets: ReadonlySet<string>,
  readBeforeUpdate: boolean,
): Failure {
  const detail = new providerProto.ErrorResourceInitFailed();
  detail.setId(error.id);
  detail.setProperties(send({ ...inputs, ...error.outputs }, secrets));
  detail.setInputs(send(inputs, secrets));
  detail.setReasonsList([...error.reasons]);
  detail.setRefreshBeforeUpdate(readBeforeUpdate);
  const packed = new any.Any();
  packed.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const status = new statusProto.Status();
  status.setCode(grpc.status.UNKNOWN);
  status.setMessage(error.message);
  status.addDetails(packed);
  const metadata = new grpc.Metadata();
  metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  return { code: grpc.status.UNKNOWN, message: error.message, metadata };
}

import grpc from "@grpc/grpc-js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import any from "google-protobuf/google/protobuf/any_pb.js";
import { messageOf } from "../cloud/index.ts";
import type { MarkedProperties } from "../package/definition/index.ts";
import { InitializationError, type PackageResource } from "../package/definition/resource.ts";
import { UnknownTokenError } from "../package/find.ts";
import { markState } from "../package/operation.ts";
import { boundedOutputs } from "./boundedOutputs.ts";
import { boundedReasons, boundedText } from "./boundedText.ts";
import { send } from "./wire.ts";

/** An error as it travels: a gRPC status. Users see only its text. */
interface Failure {
  readonly code: grpc.status;
  readonly message: string;
  readonly metadata?: grpc.Metadata;
}

/** Thrown with the status that a call is to be answered with. */
class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Any error as a gRPC status. Its text is bounded: it travels in a header, and the engine drops a connection whose headers
 * are too large.
 */
export function failure(error: unknown): Failure {
  if (error instanceof FailureError) return error.failure;
  const code = error instanceof UnknownTokenError ? grpc.status.INVALID_ARGUMENT : grpc.status.UNKNOWN;
  return { code, message: boundedText(messageOf(error)) };
}

/**
 * The result of a create or update. If the resource exists but failed to initialize, throws the status that says so: the
 * resource goes into state, and the next `pulumi up` calls Update.
 */
export async function initialized<T>(
  { readBeforeUpdate }: PackageResource,
  inputs: MarkedProperties,
  work: Promise<T>,
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof InitializationError)) throw error;
    throw new FailureError(initializationFailure(error, inputs, readBeforeUpdate));
  }
}

/** The most that the message next to the details may take: the engine shows the details' reasons instead. */
const maxSummaryBytes = 1024;

/**
 * The engine finds the resource in the details of the status. gRPC for Node has no API for details, so they are put into the
 * trailer `grpc-status-details-bin` by hand. They are bounded, however much was submitted: a trailer that is too large costs
 * the whole connection. The engine keeps the new inputs from its own step, and only the outputs of this.
 */
function initializationFailure(
  { id, outputs, reasons }: InitializationError,
  inputs: MarkedProperties,
  readBeforeUpdate: boolean,
): Failure {
  const message = boundedText(reasons.join("\n"), maxSummaryBytes);
  const { secrets } = markState(inputs, outputs);
  const detail = new providerProto.ErrorResourceInitFailed();
  detail.setId(id);
  detail.setProperties(send({ properties: boundedOutputs(inputs.properties, outputs), secrets }));
  detail.setReasonsList(boundedReasons(reasons));
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

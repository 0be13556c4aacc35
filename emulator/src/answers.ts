/** Responses: status, headers and body, and errors in the forms that the service uses. */

/** The forms that the service's own errors may have. */
export const errorForms = ["snake", "camel", "code", "nested"] as const;

/** A response, before it gets a request ID. */
export interface Answer {
  readonly status: number;
  /** Written as JSON. */
  readonly body: unknown;
  /** Huawei's error code, for the log. */
  readonly errorCode?: string;
  /** Sent as it is, instead of `body`. */
  readonly raw?: { readonly contentType: string; readonly text: string };
  readonly headers?: Readonly<Record<string, string>>;
}

/** 200 with a JSON body. */
export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** Thrown by operations: an error of the service itself (`DMS.…`). */
export class ServiceFault extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = "ServiceFault";
    this.status = status;
    this.code = code;
  }
}

/** An error of the service, in the form that the scenario asks for. */
export function serviceError(fault: ServiceFault, form: (typeof errorForms)[number]): Answer {
  const { status, code, message } = fault;
  const bodies = {
    snake: { error_code: code, error_msg: message },
    camel: { errorCode: code, errorMsg: message },
    code: { code, message },
    nested: { error: { error_code: code, error_msg: message } },
  };
  return { status, body: bodies[form], errorCode: code };
}

/** An error of the API gateway in front of the service (`APIGW.…`): it alone has `request_id` in its body. */
export function gatewayError(status: number, code: string, message: string, requestId: string): Answer {
  return { status, body: { error_code: code, error_msg: message, request_id: requestId }, errorCode: code };
}

/** A request as it goes onto the wire. */
export interface WireRequest {
  method: "GET" | "POST";
  url: string;
  headers: Readonly<Record<string, string>>;
  /** Empty if there is none. */
  body: string;
}

/** A response as received, with any status. */
export interface WireResponse {
  status: number;
  /** By lower-case name. */
  headers: Readonly<Record<string, string | undefined>>;
  body: string;
}

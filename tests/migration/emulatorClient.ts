import {
  defaultAccessKey,
  defaultProjectId,
  defaultRegion,
  defaultScenario,
  defaultSecretKey,
  type Emulator,
  type Instance,
  startEmulator,
} from "../../emulator/src/index.ts";
import { type Client, createClient } from "../../provider/src/cloud/index.ts";
import { testHost } from "../cloud/testHost.ts";
import type { TestClock } from "./testClock.ts";

/** An emulator that runs on a test clock, and a client of it without retries. */
export interface Service {
  emulator: Emulator;
  client: Client;
}

/** Starts the service. The clock stops during a request, since the socket takes real time. */
export async function startService(clock: TestClock, ...instances: Instance[]): Promise<Service> {
  const now = () => new Date(clock.wallClock());
  const emulator = await startEmulator({ now, scenario: { ...defaultScenario, instances } });
  const client = createClient(
    {
      accessKey: defaultAccessKey,
      secretKey: defaultSecretKey,
      region: defaultRegion,
      projectId: defaultProjectId,
      endpoint: emulator.url,
      maxRetries: 0,
    },
    testHost({ wallClock: () => clock.wallClock() }),
  );
  return {
    emulator,
    client: {
      identity: client.identity,
      get: (...request) => clock.during(() => client.get(...request)),
      post: (...request) => clock.during(() => client.post(...request)),
      location: (signal) => client.location(signal),
      with: (overrides) => client.with(overrides),
    },
  };
}

/** The ID of a test's nth task: the emulator requires UUIDs. */
export function taskId(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

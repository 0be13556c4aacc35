import { InvalidArgumentError, Option } from "commander";
import { portNumber } from "../../../emulator/src/port.ts";
import { offsetMinutes } from "../migration/index.ts";
import { InvalidPropertiesError, type Properties, read, type Shape, type Values } from "../package/definition/index.ts";
import { durationForms, durationSeconds } from "./duration.ts";
import { UsageError } from "./failure.ts";

/**
 * Reads the properties of a function or resource from the command line. Formats and defaults come from its definition.
 * @param names what the command line calls the properties
 * @throws UsageError that names the argument or option
 */
export function readInputs<S extends Shape>(
  shape: S,
  given: Readonly<Record<string, unknown>>,
  names: Readonly<Record<string, string>>,
): Values<S> {
  try {
    return read(
      shape,
      Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Properties,
    );
  } catch (error) {
    if (error instanceof InvalidPropertiesError) throw inTerms(error, names);
    throw error;
  }
}

/** Restates problems with properties in terms of the command line. */
export function inTerms(
  { problems }: Pick<InvalidPropertiesError, "problems">,
  names: Readonly<Record<string, string>>,
): UsageError {
  const texts = problems.map(({ property, reason }) => {
    const name = property.split(/[.[]/)[0] ?? "";
    return property === "" ? reason : `${names[name] ?? property}: ${reason}`;
  });
  return new UsageError(texts.join("\n"));
}

/** Parses an option that is a duration. */
export function duration(text: string): number {
  const seconds = durationSeconds(text);
  if (seconds === undefined || seconds <= 0) throw new InvalidArgumentError(`Must be a duration: ${durationForms}.`);
  return seconds;
}

/** `--service-time-zone`: minutes that the service's dates are ahead of UTC. */
export function serviceTimeZoneOption(): Option {
  return new Option(
    "--service-time-zone <offset>",
    "time zone of the service's dates (they have none), e.g. +08:00 or Z",
  ).argParser((text) => {
    const minutes = offsetMinutes(text);
    if (minutes === undefined) throw new InvalidArgumentError("Must be an offset from UTC, like +08:00, or Z.");
    return minutes;
  });
}

/** `--port`, of every command that serves something. */
export function portOption(description: string, defaultPort: number): Option {
  return new Option("--port <number>", description).default(defaultPort).argParser((text) => {
    const port = portNumber(text);
    if (port === undefined) throw new InvalidArgumentError("Must be a number from 0 to 65535.");
    return port;
  });
}

/** `--poll-interval`, of every command that polls. */
export function pollIntervalOption(): Option {
  return new Option("--poll-interval <duration>", "maximum time between polls (default: 10s)").argParser(duration);
}

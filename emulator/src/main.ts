/** The emulator as a program: `npm run emulator -- --port 0`. */
import { CommandLineError, readCommandLine, usage } from "./commandLine.ts";
import { isSystemError, runEmulator } from "./runEmulator.ts";

async function main(): Promise<void> {
  const { help, ...options } = readCommandLine(process.argv.slice(2));
  if (help) {
    process.stdout.write(usage);
    return;
  }
  const emulator = await runEmulator(options);
  const stop = (): void => {
    void emulator.close();
    process.exit(0);
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
  process.stdout.write(`Emulator listening on ${emulator.url}\n`);
}

main().catch((error: unknown) => {
  if (!(error instanceof CommandLineError) && !isSystemError(error)) throw error;
  process.stderr.write(`emulator: ${error.message}\nemulator: --help shows the options\n`);
  process.exit(error instanceof CommandLineError ? 2 : 1);
});

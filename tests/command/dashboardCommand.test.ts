import { expect } from "chai";
import { defaultInstanceId, type Emulator, finishedInstanceId, startEmulator } from "../../emulator/src/index.ts";
import type { MigrationReport } from "../../provider/src/migration/index.ts";
import { until } from "../stack/processes.ts";
import { startBrowser } from "./browser.ts";
import { pipelineEnvironment, startCommand } from "./commandProcess.ts";
import { readEvents } from "./eventReader.ts";
import type { RunningProgram } from "./program.ts";

describe("rocketmq-migration dashboard", () => {
  let emulator: Emulator;
  let started: RunningProgram[];

  beforeEach(async () => {
    emulator = await startEmulator();
    started = [];
  });

  afterEach(async () => {
    for (const { child } of started) child.kill("SIGKILL");
    await Promise.all(started.map(({ ended }) => ended));
    await emulator.close();
  });

  function start(...args: string[]): RunningProgram {
    const command = startCommand(["dashboard", ...args], pipelineEnvironment(emulator.url));
    started.push(command);
    return command;
  }

  /** The URL that a dashboard prints when it accepts connections. */
  async function urlOf({ child }: RunningProgram): Promise<string> {
    let printed = "";
    child.stdout?.on("data", (text: string) => {
      printed += text;
    });
    await until(() => printed.includes("\n"));
    return printed.trim();
  }

  it("prints its URL alone to standard output, serves, and ends within a second at SIGTERM with a page open", async () => {
    const command = start(defaultInstanceId, finishedInstanceId, "--port", "0");
    const url = await urlOf(command);
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    const reader = await readEvents(`${url}events`);
    let report = await reader.nextData<MigrationReport>();
    while (report.tasks.length < 66) report = await reader.nextData<MigrationReport>();
    const page = await (await fetch(url)).text();
    expect(page)
      .to.match(/^<!doctype html>/)
      .and.to.include('data-live="true"');
    expect(page).to.include(report.tasks[0]?.id);
    command.child.kill("SIGTERM");
    const endMs = performance.now();
    const { status, stdout, stderr } = await command.ended;
    expect(performance.now() - endMs).to.be.below(1000);
    expect({ status, stdout, stderr }).to.deep.equal({
      status: 143,
      stdout: `${url}\n`,
      stderr: "Press Ctrl-C to stop the dashboard.\n",
    });
    reader.close();
  });

  it("shows changes in a browser, without a reload", async function () {
    const browser = await startBrowser(this);
    try {
      const url = await urlOf(start(finishedInstanceId, "--port", "0", "--poll-interval", "0.2s"));
      const page = await browser.newPage();
      const problems: string[] = [];
      page.on("console", (message) => problems.push(message.text()));
      page.on("requestfailed", (request) => problems.push(request.url()));
      await page.goto(url);
      await page.locator(".headline", { hasText: "finished" }).waitFor();
      const [task] = emulator.tasks(finishedInstanceId);
      emulator.setStatus(finishedInstanceId, task?.id ?? "", "failed");
      await page.locator(".headline", { hasText: "1 failed" }).waitFor();
      expect(problems).to.deep.equal([]);
    } finally {
      await browser.close();
    }
  });

  it("leaves a page that says so when it hangs, and that recovers with it", async function () {
    const browser = await startBrowser(this);
    try {
      const command = start(finishedInstanceId, "--port", "0");
      const url = await urlOf(command);
      const page = await browser.newPage();
      await page.clock.install();
      await page.goto(url);
      await page.locator(".freshness.live", { hasText: "Live." }).waitFor();
      command.child.kill("SIGSTOP");
      // The page has a time-out of forty seconds, by a clock of its own.
      await page.clock.fastForward(41_000);
      await page.locator(".freshness.lost", { hasText: "Connection lost" }).waitFor();
      command.child.kill("SIGCONT");
      await page.clock.fastForward(3000);
      await page.locator(".freshness", { hasText: "Live." }).waitFor();
    } finally {
      await browser.close();
    }
  });

  it("says once that an instance cannot be read, and when it can be again", async () => {
    emulator.addFault({ kind: "http500", operation: "listTasks", count: "always" });
    const command = start(finishedInstanceId, "--port", "0", "--max-retries", "0", "--poll-interval", "0.1s");
    await command.printed("trying again: ");
    const seen = emulator.requests.length;
    await until(() => emulator.requests.length > seen + 3);
    emulator.clearFaults();
    await command.printed("can be read again");
    command.child.kill("SIGINT");
    const { status, stderr } = await command.ended;
    expect(status).to.equal(130);
    const [, failure, success] = stderr.split("\n");
    expect(failure).to.match(new RegExp(`^Cannot read instance ${finishedInstanceId}, trying again: GET .*HTTP 500`));
    expect(success).to.equal(`Instance ${finishedInstanceId} can be read again.`);
  });
});

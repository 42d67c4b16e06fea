import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type Page } from "playwright-core";
import type { Teardown } from "../support/teardown.ts";
import { testVariable } from "../support/variables.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** A page of a headless Chromium with an empty profile of its own, gone with the test. */
export async function openPage(t: Teardown, url: string): Promise<Page> {
  const profile = await mkdtemp(join(tmpdir(), "chat-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: testVariable("TEST_CHROMIUM"),
    headless: true,
    args: FLAGS,
  });
  t.teardown(async () => {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

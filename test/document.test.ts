import { readFile } from "node:fs/promises";
import { operations } from "@chat/contract";
import t from "tap";
import { startWorld } from "./support/world.ts";

const COMMITTED = new URL("../docs/openapi.json", import.meta.url);

interface Document {
  readonly openapi: string;
  readonly paths: Record<string, Record<string, { operationId: string; tags: string[] }>>;
}

t.test("the API serves the committed document, to everybody", async (t) => {
  const world = await startWorld(t);
  const answer = await fetch(`${world.apis[0]?.url}/openapi.json`);
  const document = (await answer.json()) as Document;
  t.strictSame(document, JSON.parse(await readFile(COMMITTED, "utf8")));
  t.match(document.openapi, /^3\.1/);
  const documented = Object.values(document.paths).flatMap((methods) => Object.values(methods));
  const idsOf = (ofProtocol: boolean) =>
    documented
      .filter(({ tags }) => tags.includes("uploads") === ofProtocol)
      .map(({ operationId }) => operationId);
  const ids = Object.values(operations).flatMap((value) => ("id" in value ? [value.id] : []));
  t.strictSame(idsOf(false).sort(), ids.sort(), "every operation of the contract");
  t.strictSame(
    idsOf(true).sort(),
    ["appendToUpload", "beginUpload", "cancelUpload", "getUploadOffset"],
    "and those of the protocol of uploads",
  );
});

for (const path of ["/docs", "/docs/"]) {
  t.test(`${path} is a page that needs nothing but this process`, async (t) => {
    const world = await startWorld(t);
    const page = await fetch(`${world.apis[0]?.url}${path}`);
    t.equal(page.status, 200);
    t.match(page.headers.get("content-type"), "text/html");
    const policy = page.headers.get("content-security-policy") ?? "";
    t.match(policy, "default-src 'none'");
    t.notMatch(policy, /https?:|\*|upgrade-insecure-requests/, "plain HTTP, and no other host");

    const html = await page.text();
    const links = Array.from(html.matchAll(/(?:src|href)="([^"]*)"/g), ([, link = ""]) => link);
    t.ok(links.length >= 5);
    // What the scripts ask for when they run.
    for (const link of [...links, `${world.apis[0]?.url}/docs/json`]) {
      const url = new URL(link, page.url);
      t.equal(url.host, new URL(page.url).host, link);
      const asset = await fetch(url);
      t.equal(asset.status, 200, link);
      t.ok((await asset.arrayBuffer()).byteLength > 0, link);
    }
    const settings = links.find((link) => link.endsWith("swagger-initializer.js")) ?? "";
    const script = await (await fetch(new URL(settings, page.url))).text();
    t.match(script, '"validatorUrl":null', "no validator on the internet is asked");
  });
}

import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import pg from "pg";
import { createTestEnvironment } from "../support/environment.ts";
import { type AppProcess, startAppProcess } from "../support/process.ts";
import { type Rest, restAs } from "../support/rest.ts";
import type { Teardown } from "../support/teardown.ts";
import { signToken, type TestClaims } from "../support/tokens.ts";

export interface Caller {
  readonly id: string;
  readonly token: string;
  readonly rest: Rest;
}

/** The API as a process of its own, whose log can be read, and users of one organisation. */
export interface FuzzedService {
  readonly api: AppProcess;
  /** An owner, a member, an organisation's admin, a guest. */
  readonly callers: readonly [Caller, Caller, Caller, Caller];
  readonly database: pg.Client;
}

/** Ids of what there is, those first that the first two callers may do most with. */
export interface Ids {
  readonly users: readonly string[];
  readonly channels: readonly string[];
  readonly messages: readonly string[];
  /** Not sent yet. */
  readonly attachments: readonly string[];
  /** Cursors that lists gave out. */
  readonly cursors: readonly string[];
}

export async function startFuzzedService(t: Teardown): Promise<FuzzedService> {
  const environment = await createTestEnvironment(t, { ATTACHMENT_SCAN: "off" });
  const database = new pg.Client({ connectionString: environment["DATABASE_URL"] });
  await database.connect();
  t.teardown(() => database.end());
  const api = await startAppProcess(t, "api", environment);
  const orgId = randomUUID();
  const join = async (claims: TestClaims): Promise<Caller> => {
    const id = randomUUID();
    const token = signToken({ ...claims, sub: id, org_id: orgId });
    const rest = restAs(api.url, token);
    assert.equal((await rest("GET", "/users/me")).status, 200);
    return { id, token, rest };
  };
  const callers = [
    await join({}),
    await join({}),
    await join({ role: "admin" }),
    await join({ role: "guest" }),
  ] as const;
  return { api, callers, database };
}

/** Channels of every kind with messages of every kind, new ones: what is tried may delete them. */
export async function createThings({ callers, database }: FuzzedService): Promise<Ids> {
  const [owner, member, admin] = callers;
  const made = async (path: string, body: object): Promise<string> => {
    const answer = await owner.rest("POST", path, body);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body.id;
  };
  const named = (body: object) => made("/channels", { name: `fuzz-${randomUUID()}`, ...body });
  const open = await named({ member_ids: [member.id] });
  const archived = await named({ member_ids: [member.id] });
  const channels = [
    open,
    await named({ type: "private" }),
    await made("/dm", { user_id: member.id }),
    archived,
  ];
  const post = (channel: string, content: string) =>
    made(`/channels/${channel}/messages`, { content });
  const root = await post(open, "root");
  const tombstone = await post(open, "to be deleted");
  const messages = [
    root,
    await made(`/messages/${root}/thread`, { content: "reply" }),
    await post(channels[1] ?? "", "private"),
    await post(channels[2] ?? "", "direct"),
    await post(archived, "archived"),
    tombstone,
  ];
  await made(`/messages/${tombstone}/thread`, { content: "reply of what is deleted" });
  await owner.rest("DELETE", `/messages/${tombstone}`);
  await owner.rest("POST", `/channels/${archived}/archive`);
  const lists = ["/users", "/channels", `/channels/${open}/messages`, `/channels/${open}/members`];
  const pages = await Promise.all(lists.map((path) => owner.rest("GET", `${path}?limit=1`)));
  const cursors = pages.map(({ body }): string => body.next_cursor);
  const users = [member.id, ...callers.map(({ id }) => id)];
  const attachments = [await uploadImage(database, owner), await uploadImage(database, admin)];
  return { users, channels, messages, attachments, cursors };
}

/** With a thumbnail, which a worker would make. */
async function uploadImage(database: pg.Client, { rest }: Caller): Promise<string> {
  const form = new FormData();
  form.append("file", new Blob(["image"]), "image");
  const { status, body } = await rest("POST", "/upload", form);
  assert.equal(status, 201);
  await database.query(
    "update chat_attachments set thumbnail_width = 1, thumbnail_height = 1 where id = $1",
    [body.id],
  );
  return body.id;
}

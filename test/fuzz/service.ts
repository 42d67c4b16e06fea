import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
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
}

/** Ids of what there is, those first that the first two callers may do most with. */
export interface Ids {
  readonly users: readonly string[];
  readonly channels: readonly string[];
  readonly messages: readonly string[];
  /** Cursors that lists gave out. */
  readonly cursors: readonly string[];
}

export async function startFuzzedService(t: Teardown): Promise<FuzzedService> {
  const api = await startAppProcess(t, "api", await createTestEnvironment(t));
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
  return { api, callers };
}

/** Channels of every kind with messages of every kind, new ones: what is tried may delete them. */
export async function createThings({ callers }: FuzzedService): Promise<Ids> {
  const [owner, member] = callers;
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
  return { users, channels, messages, cursors };
}

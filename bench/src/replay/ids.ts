import { limits } from "@chat/contract";
import { v5 } from "uuid";

const NAMESPACE = "6f0c0a55-8f5c-5c1e-9a39-2f1d7c1f6a10";

/** The organisation that is replayed into unless another one is named. */
export const DEFAULT_ORGANISATION = v5("organisation", NAMESPACE);

/** Ids that are the same in each run, so that a second one finds what the first one made. */
export interface StableIds {
  userId(name: string): string;
  /** The `client_id` of a message: posting it again changes nothing. */
  clientId(sourceId: string | number): string;
}

export function stableIds(organisation: string): StableIds {
  const space = v5(organisation.toLowerCase(), NAMESPACE);
  return {
    userId: (name) => v5(`user ${name}`, space),
    clientId: (sourceId) => v5(`message ${sourceId}`, space),
  };
}

const channelNames = new Map<string, string>();
const NOT_IN_NAMES = /[^\p{Ll}\p{Lm}\p{Lo}\p{M}\p{Nd}_-]+/gu;

/** The nearest name that the contract allows; names that differ in nothing else become one channel. */
export function channelName(source: string): string {
  const known = channelNames.get(source) ?? normalise(source);
  channelNames.set(source, known);
  return known;
}

function normalise(source: string): string {
  const name = source.normalize("NFC").toLowerCase().replace(NOT_IN_NAMES, "-");
  const trimmed = name.replace(/^-+|-+$/g, "");
  const short = Array.from(trimmed).slice(0, limits.CHANNEL_NAME_LENGTH_MAX).join("");
  return short === "" ? `channel-${v5(source, NAMESPACE).slice(0, 8)}` : short;
}

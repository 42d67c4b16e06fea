import { fileURLToPath } from "node:url";

/** `migrations/` of the repository, as seen from `src` and from `dist`. */
export const MIGRATIONS_FOLDER = fileURLToPath(new URL("../../../../migrations", import.meta.url));

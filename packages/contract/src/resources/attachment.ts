import Type, { type Static } from "typebox";
import { Closed, Nullable, OneOf, Uuid } from "../primitives.ts";

/** A file. Its bytes are served once it is clean. */
export const Attachment = Closed(
  {
    id: Uuid,
    name: Type.String({
      description: "As it was uploaded, without what could mislead: paths, control characters",
      examples: ["plan.pdf"],
    }),
    content_type: Type.String({
      description: "What the bytes are, whatever the name says",
      examples: ["application/pdf"],
    }),
    size: Type.Integer({ minimum: 0, description: "Bytes" }),
    sha256: Type.String({ description: "In hexadecimal digits" }),
    status: OneOf(["pending", "clean", "infected", "failed", "unscanned"], {
      description: "What the virus scan says; `unscanned` only where scanning is off",
    }),
    width: Nullable(Type.Integer()),
    height: Nullable(Type.Integer()),
    thumbnail: Nullable(Closed({ width: Type.Integer(), height: Type.Integer() })),
  },
  { title: "Attachment", description: "A file, sent with a message or uploaded for one." },
);
export type Attachment = Static<typeof Attachment>;

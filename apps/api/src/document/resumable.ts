import type { OpenApiDocument } from "./document.ts";

/** Of what is spoken as tus 1.0: no operations of the contract, since a protocol of its own says what they take. */
const TAG = "uploads";

const refer = (kind: string, name: string) => ({ $ref: `#/components/${kind}/${name}` });
const integer = { type: "integer", minimum: 0 };
const version = { type: "string", enum: ["1.0.0"] };

const header = (name: string, description: string, schema: object, required = true) => ({
  name,
  in: "header",
  required,
  description,
  schema,
});
const VERSION = header("Tus-Resumable", "The version of the protocol", version);
const UPLOAD_ID = {
  name: "uploadId",
  in: "path",
  required: true,
  description: "The id of the upload, and of the attachment that it becomes",
  schema: refer("schemas", "Uuid"),
};
const BYTES = {
  "application/offset+octet-stream": { schema: { type: "string", format: "binary" } },
};

const answered = (description: string, headers: Readonly<Record<string, object>> = {}) => ({
  description,
  headers: {
    "tus-resumable": {
      description: "The version of the protocol",
      required: true,
      schema: version,
    },
    "x-request-id": refer("headers", "x-request-id"),
    ...headers,
  },
});
const OFFSET = {
  "upload-offset": { description: "How many bytes are there", required: true, schema: integer },
};
const EXPIRES = {
  "upload-expires": {
    description: "Until when it can go on, as HTTP has dates; absent once it is whole",
    schema: { type: "string" },
  },
};
/** What the protocol itself refuses is a line of text. */
const refused = (description: string) => ({
  ...answered(description),
  content: { "text/plain": { schema: { type: "string" } } },
});
const problem = (name: string) => refer("responses", name);

const COMMON = {
  400: problem("invalid_request"),
  401: problem("unauthenticated"),
  412: refused("The header `Tus-Resumable` is missing, or names another version"),
  429: problem("rate_limited"),
  500: problem("internal_error"),
  503: problem("unavailable-busy"),
};
const ONE = { ...COMMON, 404: problem("not_found"), 410: refused("Its time is over") };

const OPERATIONS = {
  "/api/v1/uploads": {
    post: {
      operationId: "beginUpload",
      tags: [TAG],
      summary: "Begin an upload that can be resumed",
      description:
        "A body with the first bytes, or all of them, may come with it. Its room in the quota is kept from now on.",
      parameters: [
        VERSION,
        header("Upload-Length", "The bytes of the whole file; it must be announced", integer),
        header(
          "Upload-Metadata",
          "Pairs of a name and a value in Base64: `filename`, and `channel_id` where it is for one channel",
          { type: "string", examples: ["filename cGxhbi5wZGY="] },
          false,
        ),
      ],
      requestBody: { content: BYTES },
      responses: {
        201: answered("Begun", {
          location: {
            description: "Its URL; the last part is the id of the attachment that it becomes",
            required: true,
            schema: { type: "string", format: "uri-reference" },
          },
          ...EXPIRES,
        }),
        ...COMMON,
        403: problem("not_a_member"),
        404: problem("not_found"),
        409: problem("channel_archived"),
        413: refused(
          "Larger than a file may be; where the organisation has no room left, a problem",
        ),
        501: refused("The length was not announced"),
      },
    },
  },
  "/api/v1/uploads/{uploadId}": {
    head: {
      operationId: "getUploadOffset",
      tags: [TAG],
      summary: "How far an upload has come",
      description: "What has arrived whole is an attachment once this was answered.",
      parameters: [UPLOAD_ID, VERSION],
      responses: {
        200: answered("As far as this", {
          ...OFFSET,
          "upload-length": { description: "As announced", required: true, schema: integer },
        }),
        ...ONE,
      },
    },
    patch: {
      operationId: "appendToUpload",
      tags: [TAG],
      summary: "Send what comes next of an upload",
      description:
        "As much as there is: what arrives before a connection breaks is kept. The attachment is there once the last byte was answered.",
      parameters: [
        UPLOAD_ID,
        VERSION,
        header("Upload-Offset", "Where this begins: where the upload stands", integer),
      ],
      requestBody: { required: true, content: BYTES },
      responses: {
        204: answered("It is kept", { ...OFFSET, ...EXPIRES }),
        ...ONE,
        403: problem("not_a_member"),
        409: refused("It does not stand there; where the channel is archived, a problem"),
        413: refused("More than was announced"),
        415: problem("unsupported_media_type"),
      },
    },
    delete: {
      operationId: "cancelUpload",
      tags: [TAG],
      summary: "Give an upload up, with what has arrived of it",
      parameters: [UPLOAD_ID, VERSION],
      responses: { 204: answered("It is gone"), ...ONE },
    },
  },
};

/** The paths of uploads that can be resumed, beside those of the contract's operations. */
export function describeResumableUploads({ paths, tags }: OpenApiDocument): void {
  Object.assign(paths ?? {}, OPERATIONS);
  tags?.push({
    name: TAG,
    description:
      "Files that are uploaded piece by piece, over as many connections as it takes: [tus 1.0](https://tus.io/protocols/resumable-upload).",
  });
}

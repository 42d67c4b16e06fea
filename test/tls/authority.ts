// What the library below needs, and does not bring.
import "reflect-metadata";
import { randomBytes, webcrypto } from "node:crypto";
import {
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from "@peculiar/x509";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const DAY_MS = 24 * 60 * 60 * 1_000;

/** PEM, as files of servers have them. */
export interface Certificate {
  readonly certificate: string;
  readonly key: string;
}

/** Who signs certificates that nobody else knows of. */
export interface Authority {
  /** Its own certificate, PEM: for those who are to trust it. */
  readonly certificate: string;
  /** For a server that is called `name`. */
  issue(name: string): Promise<Certificate>;
}

export async function createAuthority(): Promise<Authority> {
  const keys = await createKeys();
  const own = await X509CertificateGenerator.createSelfSigned({
    ...period(),
    name: `CN=Authority of a test, O=${randomBytes(4).toString("hex")}`,
    keys,
    extensions: [
      new BasicConstraintsExtension(true, 0, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
    ],
  });
  return {
    certificate: own.toString("pem"),
    async issue(name) {
      const { publicKey, privateKey } = await createKeys();
      const issued = await X509CertificateGenerator.create({
        ...period(),
        subject: `CN=${name}`,
        issuer: own.subject,
        publicKey,
        signingKey: keys.privateKey,
        extensions: [new SubjectAlternativeNameExtension([{ type: "dns", value: name }])],
      });
      const bytes = await webcrypto.subtle.exportKey("pkcs8", privateKey);
      return {
        certificate: issued.toString("pem"),
        key: PemConverter.encode(bytes, "PRIVATE KEY"),
      };
    },
  };
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return webcrypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
}

function period() {
  return {
    serialNumber: `00${randomBytes(8).toString("hex")}`,
    notBefore: new Date(Date.now() - DAY_MS),
    notAfter: new Date(Date.now() + DAY_MS),
    signingAlgorithm: ALGORITHM,
  };
}

// Writes the types of what goes over the wire: static/app/sync/wire.gen.ts, from the server's own description of its API.
//
//   node tools/wire.mjs
//
// They are types only: nothing of them is left in what browsers load.

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import openapiTS, { astToString } from "openapi-typescript";

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const PYTHON = join(ROOT, ".venv/bin/python");
const TYPES = join(ROOT, "static/app/sync/wire.gen.ts");
const MOST_BYTES = 1 << 26;
const HEADER =
  "// Written by tools/wire.mjs from the description of the API (server/http/api.py). Not committed; build again.\n\n";

/** The API's description (OpenAPI), as the server's code gives it. */
function described() {
  const options = { cwd: ROOT, encoding: "utf8", maxBuffer: MOST_BYTES, stdio: ["ignore", "pipe", "inherit"] };
  const { status, stdout } = spawnSync(PYTHON, ["-m", "tools.describe", "api"], options);
  if (status !== 0) throw new Error(`${PYTHON} -m tools.describe api failed`);
  return JSON.parse(stdout);
}

/** The schemas without what an object needs besides its properties ("one of these two is not empty"): no type can say that. */
function shapesOf(schemas) {
  const shape = ({ anyOf, ...schema }) => (schema.properties ? schema : { ...schema, ...(anyOf && { anyOf }) });
  return Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, shape(schema)]));
}

const { openapi, info, components } = described();
const schemas = { openapi, info, paths: {}, components: { schemas: shapesOf(components.schemas) } };
writeFileSync(TYPES, HEADER + astToString(await openapiTS(schemas, { silent: true })));

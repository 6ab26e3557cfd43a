// Makes mediation/static/vendor/ anew: `npm ci --ignore-scripts && npm run build`. The same packages give the same bytes.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { argv } from "node:process";
import { build } from "esbuild";

const here = new URL(".", import.meta.url).pathname;
const into = argv[2] ?? `${here}../mediation/static/vendor`;
const lock = JSON.parse(readFileSync(`${here}package-lock.json`, "utf8"));

const made = await build({
  entryPoints: [`${here}editor.js`],
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome87", "safari14.1"],
  charset: "utf8",
  legalComments: "none", // the licences lie beside the bundle
  metafile: true,
  write: false,
});
const code = made.outputFiles[0].contents;
const used = new Set(Object.keys(made.metafile.inputs).map((path) => path.match(/^node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[1]).filter(Boolean));
const packages = Object.fromEntries([...used].sort().map((name) => [name, lock.packages[`node_modules/${name}`].version]));
const licences = Object.entries(packages).map(([name, version]) => `${name} ${version}\n\n${readFileSync(`${here}node_modules/${name}/LICENSE`, "utf8").trim()}\n`).join(`\n${"-".repeat(72)}\n\n`);

mkdirSync(into, { recursive: true });
writeFileSync(`${into}/editor.js`, code);
writeFileSync(`${into}/editor.js.LEGAL.txt`, licences);
const sha256 = (content) => createHash("sha256").update(content).digest("hex");
const files = { "editor.js": sha256(code), "editor.js.LEGAL.txt": sha256(licences) };
writeFileSync(`${into}/vendor.json`, `${JSON.stringify({ esbuild: lock.packages["node_modules/esbuild"].version, packages, files }, null, 2)}\n`);

// node check-sbom.mjs FILE  whether a list of contents follows CycloneDX 1.5, by the library of those who publish the format: exit 1, with
// every complaint, where not. Strict: keys that the format does not know are complaints, too.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const CycloneDX = createRequire(import.meta.url)("@cyclonedx/cyclonedx-library");
const validator = new CycloneDX.Validation.JsonStrictValidator(CycloneDX.Spec.Version.v1dot5);
const complaints = await validator.validate(readFileSync(process.argv[2], "utf8"));
if (complaints !== null) {
  console.error(JSON.stringify(complaints, null, 1));
  process.exit(1);
}

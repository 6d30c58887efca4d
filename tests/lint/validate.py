"""validate.py SCHEMA FILE: exit 1, with every complaint, where the JSON in FILE does not follow the JSON Schema."""
import json
import sys

import jsonschema

schema, document = (json.load(open(path, encoding="utf-8")) for path in sys.argv[1:3])
validator = jsonschema.validators.validator_for(schema)(schema)
complaints = [f"{'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(document)]
print("\n".join(complaints))
sys.exit(bool(complaints))

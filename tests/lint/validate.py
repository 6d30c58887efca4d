"""validate.py SCHEMA FILE [SCHEMA FILE…]: exit 1, with every complaint, where the JSON in a FILE does not follow its JSON Schema."""
import json
import sys

import jsonschema


def read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except ValueError as problem:
        sys.exit(f"{path}: {problem}")


complaints = []
for pair in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
    schema, document = map(read, pair)
    validator = jsonschema.validators.validator_for(schema)(schema)
    complaints += [f"{pair[1]}: {'/'.join(map(str, error.path))}: {error.message}" for error in validator.iter_errors(document)]
print("\n".join(complaints))
sys.exit(bool(complaints))

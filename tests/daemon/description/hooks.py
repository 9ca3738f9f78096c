"""What schemathesis has to know of Pemba: streams, imports, and null."""
import json

import jsonschema_rs
import schemathesis

IMPORT = 'application/x-ndjson'


@schemathesis.serializer(IMPORT)
def serialize_import(_, value):
    return json.dumps(value).encode()


def has_null(value):
    """Whether there is a null in it, at any depth."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if one is None:
            return True
        if isinstance(one, (dict, list)):
            waiting += one.values() if isinstance(one, dict) else one
    return False


@schemathesis.hook
def filter_case(_, case):
    """In the JSON of protocol buffers, which both peers speak, null is as if the member were not there."""
    return not has_null(case.body)


def reference_of(operation, status):
    """The name of the schema of one line of an answer."""
    described = operation.definition.raw['responses']
    answer = described.get(str(status), described['default'])
    return answer['content']['application/json']['schema']['$ref']


@schemathesis.check
def stream_conformance(_, response, case):
    """Each line of a stream is as described; the last one may be an error."""
    operation = case.operation
    described = operation.definition.raw['responses'].get('200', {})
    if not described.get('description', '').startswith('A stream') or not response.content:
        return
    kind = response.headers['content-type'][0]
    assert kind == 'application/json', 'a stream of %s' % kind
    components = operation.schema.raw_schema['components']
    *lines, last = response.content.splitlines()
    for line in lines:
        validate(line, [reference_of(operation, response.status_code)], components)
    validate(last, [reference_of(operation, response.status_code), reference_of(operation, 'default')], components)


def validate(line, references, components):
    schema = {'anyOf': [{'$ref': reference} for reference in references], 'components': components}
    try:
        jsonschema_rs.validate(schema, json.loads(line))
    except jsonschema_rs.ValidationError as error:
        raise AssertionError('a line that is not as described: %s' % error.message) from error

"""Requests of the v1 API from the text of tuples and questions. Ids of the workloads need no escaping."""


def split(text):
    """`object#relation@subject` as these three."""
    left, _, subject = text.partition("@")
    return *left.split("#"), subject


def reference(text):
    namespace, _, identifier = text.partition(":")
    return f'{{"objectType":"{namespace}","objectId":"{identifier}"}}'


def subject_reference(text):
    text, _, relation = text.partition("#")
    inner = f',"optionalRelation":"{relation}"' if relation else ""
    return f'{{"object":{reference(text)}{inner}}}'


CONSISTENCY = '"consistency":{"fullyConsistent":true}'


def relationship(line):
    thing, relation, subject = split(line)
    return f'{{"resource":{reference(thing)},"relation":"{relation}","subject":{subject_reference(subject)}}}'


def check(question):
    thing, permission, subject = split(question)
    return (f'{{{CONSISTENCY},"resource":{reference(thing)},"permission":"{permission}",'
            f'"subject":{subject_reference(subject)}}}')


def write(line):
    return f'{{"updates":[{{"operation":"OPERATION_CREATE","relationship":{relationship(line)}}}]}}'


def import_bulk(lines):
    return f'{{"relationships":[{",".join(map(relationship, lines))}]}}'


def lookup_resources(namespace, permission, subject):
    return (f'{{{CONSISTENCY},"resourceObjectType":"{namespace}","permission":"{permission}",'
            f'"subject":{subject_reference(subject)}}}')


def lookup_subjects(thing, permission, namespace):
    return (f'{{{CONSISTENCY},"resource":{reference(thing)},"permission":"{permission}",'
            f'"subjectObjectType":"{namespace}"}}')

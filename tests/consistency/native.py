"""The model's writes and questions as calls of the native API: path, body and what the answer says."""
import model

PATHS = {'write': '/v1/relationships/write', 'delete': '/v1/relationships/delete', 'schema': '/v1/schema/write',
         'check': '/v1/permissions/check', 'bulk': '/v1/permissions/checkbulk', 'read': '/v1/relationships/read',
         'resources': '/v1/permissions/resources', 'subjects': '/v1/permissions/subjects'}
YES = 'PERMISSIONSHIP_HAS_PERMISSION'
REFUSALS = {6, 9}  # there already; a precondition


def object_of(text):
    kind, id_ = text.split(':', 1)
    return {'objectType': kind, 'objectId': id_}


def subject_of(text):
    object_, _, relation = text.partition('#')
    return {'object': object_of(object_), 'optionalRelation': relation}


def to_relationship(tuple_):
    userset, subject = tuple_.split('@')
    object_, relation = userset.split('#')
    return {'resource': object_of(object_), 'relation': relation, 'subject': subject_of(subject)}


def to_tuple(relationship):
    resource, subject = relationship['resource'], relationship['subject']
    relation = subject['optionalRelation']
    return '%s:%s#%s@%s:%s%s' % (resource['objectType'], resource['objectId'], relationship['relation'],
                                 subject['object']['objectType'], subject['object']['objectId'],
                                 '#' + relation if relation else '')


def _precondition(must, tuple_):
    relationship = to_relationship(tuple_)
    resource, subject = relationship['resource'], relationship['subject']
    return {'operation': 'OPERATION_MUST_MATCH' if must else 'OPERATION_MUST_NOT_MATCH', 'filter': {
        'resourceType': resource['objectType'], 'optionalResourceId': resource['objectId'],
        'optionalRelation': relationship['relation'], 'optionalSubjectFilter': {
            'subjectType': subject['object']['objectType'], 'optionalSubjectId': subject['object']['objectId'],
            'optionalRelation': {'relation': subject['optionalRelation']}}}}


def _check(userset, user):
    object_, relation = userset.split('#')
    return {'resource': object_of(object_), 'permission': relation, 'subject': subject_of('user:' + user)}


def _body(call):
    kind = call['kind']
    if kind == 'write':
        return {'updates': [{'operation': 'OPERATION_' + operation.upper(), 'relationship': to_relationship(tuple_)}
                            for operation, tuple_ in call['updates']],
                'optionalPreconditions': [_precondition(*one) for one in call.get('preconditions', ())]}
    if kind == 'delete':
        object_ = object_of(call['object'])
        return {'relationshipFilter': {'resourceType': object_['objectType'], 'optionalRelation': call['relation'],
                                       'optionalResourceId': object_['objectId']}}
    if kind == 'schema':
        return {'schema': model.zed_schema(call['variant'])}
    if kind == 'check':
        return _check(call['userset'], call['user'])
    if kind == 'bulk':
        return {'items': [_check(*item) for item in call['items']]}
    if kind == 'resources':
        return {'resourceObjectType': 'doc', 'permission': 'view', 'subject': subject_of('user:' + call['user'])}
    if kind == 'subjects':
        object_, relation = call['userset'].split('#')
        return {'resource': object_of(object_), 'permission': relation, 'subjectObjectType': 'user'}
    object_ = object_of(call['object'])
    return {'relationshipFilter': {'resourceType': object_['objectType'], 'optionalResourceId': object_['objectId']}}


def request_of(call):
    """Path and body."""
    body = _body(call)
    if call['kind'] in ('write', 'delete') and 'op' in call:
        body['optionalTransactionMetadata'] = {'op': call['op']}
    if 'consistency' in call:
        name, token = call['consistency']
        body['consistency'] = {name: {'token': token} if token else True}
    return PATHS[call['kind']], body


def _users_of(rows):
    """The model's users that the rows mean, be it by a wildcard."""
    users = set()
    for row in rows:
        users |= (set(model.USERS) - set(row['excludedSubjectIds']) if row['subjectObjectId'] == '*'
                  else {row['subjectObjectId']} & set(model.USERS))
    return sorted(users)


def answer_of(call, lines):
    """What the answer's lines say, and the zookie it was computed at; None if the answer is empty."""
    kind = call['kind']
    if kind in ('write', 'schema'):
        return None, lines[0]['writtenAt']['token']
    if kind == 'delete':
        return None, lines[0]['deletedAt']['token']
    if kind == 'check':
        return lines[0]['permissionship'] == YES, lines[0]['checkedAt']['token']
    if kind == 'bulk':
        return ([pair['item']['permissionship'] == YES for pair in lines[0]['pairs']],
                lines[0]['checkedAt']['token'])
    rows = [line['result'] for line in lines]
    tokens = {row['readAt' if kind == 'read' else 'lookedUpAt']['token'] for row in rows}
    if len(tokens) > 1:
        raise ValueError('one listing of many revisions: %s' % tokens)
    token = tokens.pop() if tokens else None
    if kind == 'resources':
        return sorted('doc:' + row['resourceObjectId'] for row in rows), token
    if kind == 'subjects':
        return _users_of(rows), token
    return sorted(to_tuple(row['relationship']) for row in rows), token

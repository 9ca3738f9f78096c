"""The model's writes and questions as calls of OpenFGA's API, whose answers carry no zookies."""
import model

REFUSALS = {'write_failed_due_to_invalid_input'}
MARKER = 'group:op-%s#member@user:marker'  # a write's own name, which watchers see


def _key(tuple_):
    userset, user = tuple_.split('@')
    object_, relation = userset.split('#')
    return {'object': object_, 'relation': relation, 'user': user}


def _check(userset, user):
    return {'tuple_key': _key('%s@user:%s' % (userset, user))}


def _write(updates):
    body = {}
    for side, strict, lenient, option in (('writes', 'create', 'touch', 'on_duplicate'),
                                          ('deletes', 'remove', 'delete', 'on_missing')):
        mine = [(operation, tuple_) for operation, tuple_ in updates if operation in (strict, lenient)]
        if mine:
            assert len({operation for operation, _ in mine}) == 1, updates
            body[side] = {'tuple_keys': [_key(tuple_) for _, tuple_ in mine],
                          option: 'error' if mine[0][0] == strict else 'ignore'}
    return body


def request_of(call):
    """Path below the store and body."""
    kind = call['kind']
    if kind == 'write':
        return '/write', _write(call['updates'])
    if kind == 'schema':
        return '/authorization-models', model.fga_model(call['variant'])
    if kind == 'check':
        return '/check', _check(call['userset'], call['user'])
    if kind == 'bulk':
        return '/batch-check', {'checks': [dict(_check(*item), correlation_id=str(i))
                                           for i, item in enumerate(call['items'])]}
    if kind == 'resources':
        return '/list-objects', {'type': 'doc', 'relation': 'view', 'user': 'user:' + call['user']}
    return '/read', {'tuple_key': {'object': call['object']}, 'page_size': 100}


def answer_of(call, lines):
    """What the answer says."""
    kind = call['kind']
    if kind in ('write', 'schema'):
        return None
    if kind == 'check':
        return lines[0]['allowed']
    if kind == 'bulk':
        return [lines[0]['result'][str(i)]['allowed'] for i in range(len(call['items']))]
    if kind == 'resources':
        return sorted(lines[0]['objects'])
    if lines[0]['continuation_token']:
        raise ValueError('an object with more tuples than a page holds')
    return sorted('%(object)s#%(relation)s@%(user)s' % row['key'] for row in lines[0]['tuples'])

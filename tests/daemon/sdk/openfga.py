"""What openfga-sdk is made to do against a server: openfga.py URL KEY"""
import sys
import time
import traceback

from openfga_sdk import (CreateStoreRequest, FgaObject, ReadRequestTupleKey, UserTypeFilter,
                         WriteAuthorizationModelRequest)
from openfga_sdk.client import ClientConfiguration
from openfga_sdk.client.models import (
    ClientAssertion, ClientBatchCheckItem, ClientBatchCheckRequest, ClientCheckRequest,
    ClientExpandRequest, ClientListObjectsRequest, ClientListRelationsRequest,
    ClientReadChangesRequest, ClientTuple, ClientWriteRequest, ConflictOptions,
    ClientWriteRequestOnDuplicateWrites, ClientWriteRequestOnMissingDeletes, WriteTransactionOpts)
from openfga_sdk.client.models.list_users_request import ClientListUsersRequest
from openfga_sdk.credentials import CredentialConfiguration, Credentials
from openfga_sdk.exceptions import (ApiException, AuthenticationError, NotFoundException,
                                    UnauthorizedException, ValidationException)
from openfga_sdk.models.relationship_condition import RelationshipCondition
from openfga_sdk.sync import OpenFgaClient

URL, KEY = sys.argv[1:]
passed = failed = 0


def expect(what, got, wanted):
    global passed, failed
    if got == wanted:
        passed += 1
    else:
        failed += 1
        print('FAIL %s: wanted %r, got %r' % (what, wanted, got))


def refused(what, kinds, code, call):
    try:
        call()
        expect(what, 'no error', code)
    except ApiException as error:
        name = getattr(error.parsed_exception, 'code', None)
        expect(what, (isinstance(error, kinds), str(getattr(name, 'value', name))), (True, code))


def client(store=None, model=None, key=KEY):
    credentials = Credentials(method='api_token',
                              configuration=CredentialConfiguration(api_token=key))
    return OpenFgaClient(ClientConfiguration(api_url=URL, store_id=store, credentials=credentials,
                                             authorization_model_id=model))


def direct(*types):
    return {'directly_related_user_types': list(types)}


MODEL = {
    'schema_version': '1.1',
    'type_definitions': [
        {'type': 'user'},
        {'type': 'group', 'relations': {'member': {'this': {}}},
         'metadata': {'relations': {'member': direct({'type': 'user'})}}},
        {'type': 'document',
         'relations': {
             'owner': {'this': {}},
             'viewer': {'union': {'child': [{'this': {}},
                                            {'computedUserset': {'relation': 'owner'}}]}},
             'timed': {'this': {}}},
         'metadata': {'relations': {
             'owner': direct({'type': 'user'}),
             'viewer': direct({'type': 'user'}, {'type': 'user', 'wildcard': {}},
                              {'type': 'group', 'relation': 'member'}),
             'timed': direct({'type': 'user', 'condition': 'under'})}}}],
    'conditions': {'under': {'name': 'under', 'expression': 'used < max',
                             'parameters': {'used': {'type_name': 'TYPE_NAME_INT'},
                                            'max': {'type_name': 'TYPE_NAME_INT'}}}}}


def model_request(model):
    return WriteAuthorizationModelRequest(**model)


def tuple_of(user, relation, object, **more):
    return ClientTuple(user=user, relation=relation, object=object, **more)


def check_of(user, relation, object, **more):
    return ClientCheckRequest(user=user, relation=relation, object=object, **more)


def stores():
    name = 'sdk %d' % time.time_ns()
    with client() as fga:
        made = fga.create_store(CreateStoreRequest(name=name))
        second = fga.create_store(CreateStoreRequest(name=name))
        page = fga.list_stores({'page_size': 1, 'name': name})
        expect('list stores', [store.id for store in page.stores], [made.id])
        rest = fga.list_stores({'continuation_token': page.continuation_token, 'name': name})
        expect('list stores: the rest', [store.id for store in rest.stores], [second.id])
    with client(made.id) as fga:
        expect('get store', fga.get_store().name, name)
    with client(second.id) as fga:
        fga.delete_store()
        refused('get a deleted store', NotFoundException, 'store_id_not_found', fga.get_store)
    return made.id


def models(store):
    with client(store) as fga:
        refused('a check without a model', ValidationException,
                'latest_authorization_model_not_found',
                lambda: fga.check(check_of('user:anne', 'viewer', 'document:1')))
        model = fga.write_authorization_model(model_request(MODEL)).authorization_model_id
        newer = fga.write_authorization_model(model_request(MODEL)).authorization_model_id
        expect('latest model', fga.read_latest_authorization_model().authorization_model.id, newer)
        read = fga.read_authorization_model({'authorization_model_id': model})
        expect('read model', [t.type for t in read.authorization_model.type_definitions],
               ['user', 'group', 'document'])
        page = fga.read_authorization_models({'page_size': 1})
        rest = fga.read_authorization_models({'continuation_token': page.continuation_token})
        expect('list models', [m.id for m in rest.authorization_models], [model])
        refused('a bad model', ValidationException, 'invalid_authorization_model',
                lambda: fga.write_authorization_model(model_request(
                    {'schema_version': '1.1',
                     'type_definitions': [{'type': 'user'}, {'type': 'user'}]})))
    return model


def writes(fga):
    fga.write(ClientWriteRequest(writes=[
        tuple_of('user:anne', 'viewer', 'document:1'), tuple_of('user:bob', 'owner', 'document:1'),
        tuple_of('group:eng#member', 'viewer', 'document:2'),
        tuple_of('user:cat', 'member', 'group:eng')]))
    anne = tuple_of('user:anne', 'viewer', 'document:1')
    refused('write again', ValidationException, 'write_failed_due_to_invalid_input',
            lambda: fga.write_tuples([anne]))
    fga.write(ClientWriteRequest(writes=[anne]), {'conflict': ConflictOptions(
        on_duplicate_writes=ClientWriteRequestOnDuplicateWrites.IGNORE)})
    fga.write(ClientWriteRequest(deletes=[tuple_of('user:nobody', 'viewer', 'document:1')]),
              {'conflict': ConflictOptions(
                  on_missing_deletes=ClientWriteRequestOnMissingDeletes.IGNORE)})
    single = fga.write(
        ClientWriteRequest(writes=[tuple_of('user:dan', 'viewer', 'document:3'),
                                   tuple_of('user:dan', 'nothing', 'document:3')]),
        {'transaction': WriteTransactionOpts(disabled=True)})
    expect('write without a transaction', [each.success for each in single.writes], [True, False])
    fga.delete_tuples([tuple_of('user:dan', 'viewer', 'document:3')])
    fga.write_tuples([tuple_of('user:eve', 'timed', 'document:4',
                               condition=RelationshipCondition(name='under',
                                                               context={'max': 10}))])
    read = fga.read(ReadRequestTupleKey(object='document:1'))
    expect('read', sorted(each.key.user for each in read.tuples), ['user:anne', 'user:bob'])
    page = fga.read(ReadRequestTupleKey(), {'page_size': 2})
    rest = fga.read(ReadRequestTupleKey(), {'continuation_token': page.continuation_token})
    expect('read in pages', (len(page.tuples), len(rest.tuples)), (2, 3))


def changes(fga):
    page = fga.read_changes(ClientReadChangesRequest('document'), {'page_size': 4})
    expect('changes', len(page.changes), 4)
    rest = fga.read_changes(ClientReadChangesRequest('document'),
                            {'continuation_token': page.continuation_token})
    expect('changes: the rest', [each.operation.value if hasattr(each.operation, 'value')
                                 else each.operation for each in rest.changes],
           ['TUPLE_OPERATION_DELETE', 'TUPLE_OPERATION_WRITE'])
    since = fga.read_changes(ClientReadChangesRequest('group', '2020-01-01T00:00:00Z'))
    expect('changes since', len(since.changes), 1)


def questions(fga):
    expect('check', fga.check(check_of('user:anne', 'viewer', 'document:1')).allowed, True)
    expect('check: no', fga.check(check_of('user:anne', 'owner', 'document:1')).allowed, False)
    expect('check: context', fga.check(check_of('user:eve', 'timed', 'document:4',
                                                context={'used': 1})).allowed, True)
    refused('check: missing context', ValidationException, 'validation_error',
            lambda: fga.check(check_of('user:eve', 'timed', 'document:4')))
    expect('check: contextual tuples', fga.check(check_of(
        'user:new', 'viewer', 'document:9',
        contextual_tuples=[tuple_of('user:new', 'owner', 'document:9')])).allowed, True)
    batch = fga.batch_check(ClientBatchCheckRequest(checks=[
        ClientBatchCheckItem('user:anne', 'viewer', 'document:1', 'yes'),
        ClientBatchCheckItem('user:anne', 'viewer', 'document:2', 'no'),
        ClientBatchCheckItem('user:anne', 'nothing', 'document:1', 'bad')]))
    results = {each.correlation_id: each for each in batch.result}
    expect('batch check', (results['yes'].allowed, results['no'].allowed), (True, False))
    expect('batch check: an error', results['bad'].error is not None, True)
    many = fga.batch_check(ClientBatchCheckRequest(checks=[
        ClientBatchCheckItem('user:u%d' % i, 'viewer', 'document:1') for i in range(120)]))
    expect('batch check: many', len(many.result), 120)
    single = fga.client_batch_check([check_of('user:anne', 'viewer', 'document:1'),
                                     check_of('user:anne', 'owner', 'document:1')])
    expect('client batch check', [each.allowed for each in single], [True, False])
    expect('list relations', sorted(fga.list_relations(ClientListRelationsRequest(
        user='user:bob', object='document:1', relations=['owner', 'viewer', 'timed']))),
        ['owner', 'viewer'])
    tree = fga.expand(ClientExpandRequest(relation='viewer', object='document:1')).tree
    expect('expand', tree.root.union.nodes[0].leaf.users.users, ['user:anne'])


def lists(fga):
    query = ClientListObjectsRequest(user='user:cat', relation='viewer', type='document')
    expect('list objects', fga.list_objects(query).objects, ['document:2'])
    expect('streamed list objects', [row.object for row in fga.streamed_list_objects(query)],
           ['document:2'])
    users = fga.list_users(ClientListUsersRequest(
        object=FgaObject(type='document', id='1'), relation='viewer',
        user_filters=[UserTypeFilter(type='user')]))
    expect('list users', sorted(user.object.id for user in users.users), ['anne', 'bob'])
    refused('list objects of an unknown type', ValidationException, 'type_not_found',
            lambda: fga.list_objects(ClientListObjectsRequest(
                user='user:cat', relation='viewer', type='paper')))


def assertions(fga):
    fga.write_assertions([ClientAssertion('user:anne', 'viewer', 'document:1', True)])
    expect('assertions', [each.expectation for each in fga.read_assertions().assertions], [True])


def errors(store, model):
    with client(store, key='wrong') as fga:
        refused('a wrong key', (AuthenticationError, UnauthorizedException), 'unauthenticated',
                fga.get_store)
    with client(store, model) as fga:
        refused('an unknown relation', ValidationException, 'validation_error',
                lambda: fga.check(check_of('user:anne', 'nothing', 'document:1')))
        try:
            fga.check(check_of('user:anne', 'nothing', 'document:1'))
        except ApiException as error:
            expect('an error names its request', bool(error.header.get('fga-request-id')), True)


def main():
    global failed
    try:
        store = stores()
        model = models(store)
        with client(store, model) as fga:
            for step in (writes, changes, questions, lists, assertions):
                step(fga)
        errors(store, model)
        with client(store) as fga:
            fga.delete_store()
    except Exception:  # one step's failure must not hide the count
        failed += 1
        print('FAIL ' + traceback.format_exc())
    print('%d passed, %d failed' % (passed, failed))
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())

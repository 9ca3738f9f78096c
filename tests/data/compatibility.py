"""Opens the stores that earlier versions wrote, and asks what was asked of those.

    compatibility.py            each folder beside this file is a version; a copy of its stores is verified, served,
                                asked, written to and verified again
    compatibility.py make 1.2   makes the folder `1.2` with the programs that were built
"""
import json
import pathlib
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / 'crash'))
from fillings import Filling, FILLINGS, tuple_of  # noqa: E402
from server import Server  # noqa: E402
import running  # noqa: E402

FGA = {'schema_version': '1.1', 'type_definitions': [
    {'type': 'user'},
    {'type': 'group', 'relations': {'member': {'this': {}}}, 'metadata': {'relations': {'member': {
        'directly_related_user_types': [{'type': 'user'}, {'type': 'group', 'relation': 'member'}]}}}},
    {'type': 'doc', 'relations': {'owner': {'this': {}}, 'viewer': {'union': {'child': [
        {'this': {}}, {'computedUserset': {'relation': 'owner'}}]}}}, 'metadata': {'relations': {
            'owner': {'directly_related_user_types': [{'type': 'user'}]},
            'viewer': {'directly_related_user_types': [
                {'type': 'user'}, {'type': 'group', 'relation': 'member'},
                {'type': 'user', 'condition': 'small'}]}}}}],
    'conditions': {'small': {'name': 'small', 'expression': 'amount < most', 'parameters': {
        'amount': {'type_name': 'TYPE_NAME_INT'}, 'most': {'type_name': 'TYPE_NAME_INT'}}}}}


def fill_fga(filling):
    """A store in OpenFGA's language, with conditions, two models and a changelog that is asked for."""
    store = '/stores/' + filling.do('/stores', {'name': 'fga'})['id']
    first = filling.do(store + '/authorization-models', FGA)['authorization_model_id']
    filling.do(store + '/write', {'writes': {'tuple_keys': [
        {'user': 'user:ann', 'relation': 'owner', 'object': 'doc:1'},
        {'user': 'user:bob', 'relation': 'member', 'object': 'group:inner'},
        {'user': 'group:inner#member', 'relation': 'member', 'object': 'group:outer'},
        {'user': 'group:outer#member', 'relation': 'viewer', 'object': 'doc:2'},
        {'user': 'user:eve', 'relation': 'viewer', 'object': 'doc:3',
         'condition': {'name': 'small', 'context': {'most': 7}}}]}})
    filling.do(store + '/write', {'deletes': {'tuple_keys': [
        {'user': 'user:ann', 'relation': 'owner', 'object': 'doc:1'}]}})
    second = filling.do(store + '/authorization-models', {
        **FGA, 'type_definitions': FGA['type_definitions'] + [{'type': 'folder'}]})['authorization_model_id']
    for model in (first, second):
        for user, document, amount in (('ann', 1, 0), ('bob', 2, 0), ('bob', 3, 0), ('eve', 3, 1), ('eve', 3, 9)):
            filling.ask(store + '/check', {
                'authorization_model_id': model, 'context': {'amount': amount},
                'tuple_key': {'user': 'user:' + user, 'relation': 'viewer', 'object': 'doc:%d' % document}})
    filling.ask(store + '/read', {})
    filling.ask(store + '/list-objects', {'user': 'user:bob', 'relation': 'viewer', 'type': 'doc'})
    for path in ('/authorization-models', '/changes'):
        filling.ask(store + path, None)


def fill_history(filling):
    """Snapshots, a counter, and tuples that have expired and were collected."""
    filling.touch(tuple_of('doc:soon', 'viewer', 'user:u1', optionalExpiresAt=time.strftime(
        '%Y-%m-%dT%H:%M:%SZ', time.gmtime(time.time() + 2))))
    before = filling.zookie
    filling.do('/v1/relationships/delete', {'relationshipFilter': {
        'resourceType': 'doc', 'optionalResourceIdPrefix': 'c'}})
    time.sleep(3.5)
    filling.touch(tuple_of('doc:later', 'viewer', 'user:u1'))
    filling.do('/v1/experimental/registerrelationshipcounter', {
        'name': 'members', 'relationshipFilter': {'resourceType': 'team'}})
    filling.ask('/v1/experimental/countrelationships', {'name': 'members'})
    filling.ask_everything(['doc:c1', 'doc:c8', 'doc:soon', 'doc:later'], ['user:u1', 'user:u3'], zookie=before)
    filling.ask_everything(['doc:c1', 'doc:later'], ['user:u1'])


def make_stores(server):
    server.start()
    assert server.is_ready(), server.log.read_text()
    filling = Filling(server.connect())
    FILLINGS['details'](filling)
    fill_fga(filling)
    fill_history(filling)
    answers = [ask(server, *question) for question in filling.questions]
    server.process.terminate()
    server.process.wait(timeout=20)
    return filling.questions, answers


def ask(server, path, message):
    """The status and the answer's lines, without what differs from call to call."""
    connection = server.connect()
    if message is not None:
        return list(connection.post(path, message))
    connection.http.request('GET', path)
    answer = connection.http.getresponse()
    return [answer.status, [json.loads(answer.read())]]


def make(version):
    folder = HERE / version
    folder.mkdir()
    with tempfile.TemporaryDirectory(prefix='pemba-data-') as work:
        server = Server(work)
        questions, answers = make_stores(server)
        refused = [(question, answer) for question, answer in zip(questions, answers) if answer[0] != 200]
        assert not refused, refused[0]
        shutil.copy(server.data, folder / 'data.mdb')
    rows = [{'path': path, 'message': message, 'answer': answer}
            for (path, message), answer in zip(questions, answers)]
    (folder / 'questions.jsonl').write_text(''.join(json.dumps(row) + '\n' for row in rows))
    print('%s: %d questions, %d bytes' % (folder, len(rows), (folder / 'data.mdb').stat().st_size))


def check(folder):
    """What is wrong with what the programs make of one folder."""
    rows = [json.loads(line) for line in (folder / 'questions.jsonl').read_text().splitlines()]
    with tempfile.TemporaryDirectory(prefix='pemba-data-') as work:
        server = Server(work)
        server.store.mkdir()
        shutil.copy(folder / 'data.mdb', server.data)
        wrong = [line for line in [server.problems()] if line]
        server.start()
        if not server.is_ready():
            return wrong + [server.log.read_text()]
        for row in rows:
            answer = ask(server, row['path'], row['message'])
            if answer != row['answer']:
                wrong.append('%s %s:\n  %s\n  was %s' % (row['path'], row['message'], answer, row['answer']))
        status, written = server.connect().post('/v1/relationships/write', {'updates': [
            {'operation': 'OPERATION_TOUCH', 'relationship': tuple_of('doc:new', 'viewer', 'user:new')}]})
        wrong += [] if status == 200 else ['a write was refused: %s' % written]
        server.process.terminate()
        server.process.wait(timeout=20)
        return wrong + [line for line in [server.problems()] if line]


def main():
    if len(sys.argv) == 3 and sys.argv[1] == 'make':
        return make(sys.argv[2])
    folders = sorted(file.parent for file in HERE.glob('*/data.mdb'))
    failed = 0
    for folder in folders:
        wrong = check(folder)
        failed += bool(wrong)
        if wrong:
            print('%s:\n%s' % (folder, '\n'.join(wrong[:10])))
    print('%d passed, %d failed' % (len(folders) - failed, failed))
    sys.exit(1 if failed or not folders else 0)


if __name__ == '__main__':
    main()

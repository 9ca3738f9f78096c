// OpenFGA's tests: each assertion is a question to an engine.
#include "fga_test.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "openfga/tuple_key.h"
#include "temporary_database.h"

namespace pemba::client {
namespace {

using openfga::CheckAssertion;
using openfga::ListObjectsAssertion;
using openfga::ListUsersAssertion;
using openfga::StoreTest;

Result<bool> ask(const Engine& engine, const CheckAssertion& asked) {
    PEMBA_TRY(Object object, openfga::object_from(asked.object));
    PEMBA_TRY(Subject user, openfga::user_from(asked.user));
    CheckRequest request{{std::move(object), asked.relation}, std::move(user), {}};
    request.context = asked.context;
    PEMBA_TRY(const CheckResult answer, engine.check(request));
    return answer.decision.is_yes();
}

Result<std::set<std::string>> ask(const Engine& engine, const ListObjectsAssertion& asked) {
    PEMBA_TRY(Subject user, openfga::user_from(asked.user));
    LookupObjectsRequest request{asked.type, asked.relation, std::move(user), {}};
    request.context = asked.context;
    PEMBA_TRY(const LookupObjectsResult answer, engine.lookup_objects(request));
    std::set<std::string> objects;
    for (const FoundObject& found : answer.objects)
        if (found.decision.is_yes())
            objects.insert(openfga::text_of(Object{asked.type, found.id}));
    return objects;
}

Result<std::set<std::string>> ask(const Engine& engine, const ListUsersAssertion& asked) {
    PEMBA_TRY(Object object, openfga::object_from(asked.object));
    LookupSubjectsRequest request{
        {std::move(object), asked.relation}, asked.user_type, asked.user_relation, {}};
    request.context = asked.context;
    PEMBA_TRY(const LookupSubjectsResult answer, engine.lookup_subjects(request));
    std::set<std::string> users;
    for (const FoundSubject& found : answer.subjects) {
        const std::string relation = found.id == "*" ? "" : asked.user_relation;
        if (found.decision.is_yes())
            users.insert(openfga::text_of(Subject{{asked.user_type, found.id}, relation}));
    }
    return users;
}

std::string with_context(const std::string& context) {
    return context.empty() ? "" : " with " + context;
}

std::string words_of(const CheckAssertion& asked) {
    return fmt::format("check {} {} {}{}", asked.user, asked.relation, asked.object,
                       with_context(asked.context));
}

std::string words_of(const ListObjectsAssertion& asked) {
    return fmt::format("list_objects {} {} {}{}", asked.user, asked.relation, asked.type,
                       with_context(asked.context));
}

std::string words_of(const ListUsersAssertion& asked) {
    const std::string relation = asked.user_relation.empty() ? "" : "#" + asked.user_relation;
    return fmt::format("list_users {} {} {}{}{}", asked.object, asked.relation, asked.user_type,
                       relation, with_context(asked.context));
}

std::vector<std::string> differences_of(bool expected, bool found) {
    if (expected == found)
        return {};
    return {fmt::format("expected {}, found {}", expected, found)};
}

std::vector<std::string> differences_of(const std::set<std::string>& expected,
                                        const std::set<std::string>& found) {
    return differences(expected, found);
}

// The assertions of one test, on its own store.
class TestRun {
public:
    TestRun(const StoreTest& test, const Engine& engine, std::vector<Problem>& problems)
        : test_(test), engine_(engine), problems_(problems) {}

    void run() {
        expect_all(test_.checks);
        expect_all(test_.list_objects);
        expect_all(test_.list_users);
    }

private:
    template <class Assertion>
    void expect_all(const std::vector<Assertion>& assertions) {
        for (const Assertion& asked : assertions) {
            const auto found = ask(engine_, asked);
            if (!found)
                add(asked.line, words_of(asked), "no answer: " + found.error().message);
            else
                for (const std::string& difference : differences_of(asked.expected, *found))
                    add(asked.line, words_of(asked), difference);
        }
    }

    void add(int line, const std::string& question, const std::string& what) {
        problems_.push_back({line, fmt::format("{}: {}: {}", test_.name, question, what)});
    }

    const StoreTest& test_;
    const Engine& engine_;
    std::vector<Problem>& problems_;
};

} // namespace

Result<FileResult> run_store_tests(const openfga::StoreFile& file) {
    PEMBA_TRY(TemporaryDatabase database, TemporaryDatabase::make());
    std::size_t checks = 0, list_objects = 0, list_users = 0;
    std::vector<Problem> problems;
    for (const StoreTest& test : file.tests) {
        checks += test.checks.size();
        list_objects += test.list_objects.size();
        list_users += test.list_users.size();
        std::vector<RelationTuple> tuples = file.tuples;
        std::copy(test.tuples.begin(), test.tuples.end(), std::back_inserter(tuples));
        const auto engine = database.make_store(file.model, std::move(tuples));
        if (engine)
            TestRun(test, **engine, problems).run();
        else
            problems.push_back({0, fmt::format("{}: {}", test.name, engine.error().message)});
    }
    return FileResult{{{"tests", "tests", file.tests.size()},
                       {"checks", "checks", checks},
                       {"list_objects", "listObjects", list_objects},
                       {"list_users", "listUsers", list_users}},
                      std::move(problems)};
}

} // namespace pemba::client

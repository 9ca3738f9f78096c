// Assertions are checks. The subjects that a file expects are those that tuples name on the way
// down, as far as a check says that they are in.
#include "validation.h"

#include <map>
#include <set>

#include <fmt/format.h>

#include "pemba/engine.h"
#include "temporary_database.h"
#include "zed_schema.h"

namespace pemba::client {
namespace {

const char* word_of(Permissionship permissionship) {
    switch (permissionship) {
    case Permissionship::No: return "no";
    case Permissionship::Yes: return "yes";
    case Permissionship::Conditional: return "conditional";
    }
    return "";
}

// The subjects below a userset, with the relations that name them.
class Descent {
public:
    explicit Descent(const Engine& engine) : engine_(engine) {}

    Result<std::map<Subject, std::set<std::string>>> run(const Userset& root) {
        open(root);
        while (!open_.empty()) {
            Userset next = open_.back();
            open_.pop_back();
            PEMBA_TRY(auto expanded, engine_.expand({next, {}}));
            PEMBA_CHECK_OK(take(expanded.tree));
        }
        return std::move(found_);
    }

private:
    void open(const Userset& userset) {
        if (seen_.insert(userset).second)
            open_.push_back(userset);
    }

    // Leaves under the right side of an exclusion name nobody who is in.
    Result<void> take(const UsersetTree& tree) {
        std::vector<std::uint32_t> todo{0};
        while (!todo.empty()) {
            const auto& node = tree.nodes[todo.back()];
            todo.pop_back();
            const bool first_only = node.operation == UsersetTree::Operation::Exclusion;
            for (std::size_t i = 0; i < node.children.size() && (i == 0 || !first_only); ++i)
                todo.push_back(node.children[i]);
            for (const Subject& subject : node.subjects) {
                found_[subject].insert("<" + to_string(node.userset) + ">");
                if (subject.is_userset())
                    open({subject.object, subject.relation});
            }
        }
        return {};
    }

    const Engine& engine_;
    std::vector<Userset> open_;
    std::set<Userset> seen_;
    std::map<Subject, std::set<std::string>> found_;
};

class Validation {
public:
    Validation(const ValidationFile& file, const Engine& engine, const Engine& bare)
        : file_(file), engine_(engine), bare_(bare) {}

    Result<ValidationResult> run() {
        for (const Assertion& assertion : file_.assertions)
            check(assertion);
        for (const ExpectedSubjects& expected : file_.expected)
            PEMBA_CHECK_OK(compare(expected));
        return std::move(result_);
    }

private:
    void add(int line, std::string text) { result_.problems.push_back({line, std::move(text)}); }

    void check(const Assertion& assertion) {
        ++result_.assertions;
        CheckRequest request{assertion.userset, assertion.subject, {}};
        request.context = assertion.context;
        const auto answer = engine_.check(request);
        if (!answer)
            return add(assertion.line,
                       fmt::format("{}: {}", assertion.text, answer.error().message));
        const Decision& decision = answer->decision;
        if (decision.permissionship == assertion.expected)
            return;
        std::string text =
            fmt::format("{}: expected {}, found {}", assertion.text, word_of(assertion.expected),
                        word_of(decision.permissionship));
        for (const std::string& name : decision.missing_context)
            text += (&name == &decision.missing_context.front() ? ", which lacks " : ", ") + name;
        add(assertion.line, std::move(text));
    }

    Result<void> compare(const ExpectedSubjects& expected) {
        ++result_.expected;
        PEMBA_TRY(auto rows, rows_of(expected.userset));
        const std::set<std::string> wanted(expected.rows.begin(), expected.rows.end());
        for (const std::string& difference : differences(wanted, rows))
            add(expected.line, fmt::format("{}: {}", to_string(expected.userset), difference));
        return {};
    }

    // Caveats count whatever their values, so it is the store without values that is asked.
    Result<std::set<std::string>> rows_of(const Userset& userset) {
        PEMBA_TRY(auto found, Descent(bare_).run(userset));
        std::set<std::string> rows;
        for (const auto& [subject, relations] : found) {
            PEMBA_TRY(auto words,
                      subject.is_wildcard() ? wildcard(userset, subject) : named(userset, subject));
            if (words.empty())
                continue;
            std::string row = "[" + words + "] is ";
            for (const std::string& relation : relations)
                row += (row.ends_with(' ') ? "" : "/") + relation;
            rows.insert(std::move(row));
        }
        return rows;
    }

    static std::string marked(std::string text, const Decision& decision) {
        return decision.is_no() ? "" : decision.is_yes() ? text : text + "[...]";
    }

    // Empty if the subject is not in.
    Result<std::string> named(const Userset& userset, const Subject& subject) {
        PEMBA_TRY(auto answer, bare_.check({userset, subject, {}}));
        return marked(to_string(subject), answer.decision);
    }

    Result<std::string> wildcard(const Userset& userset, const Subject& subject) {
        PEMBA_TRY(auto answer,
                  bare_.lookup_subjects({userset, subject.object.namespace_name, "", {}, {}}));
        if (answer.subjects.empty() || answer.subjects.front().id != "*")
            return std::string();
        const FoundSubject& all = answer.subjects.front();
        std::set<std::string> excluded;
        for (const ExcludedSubject& each : all.excluded)
            excluded.insert(marked(subject.object.namespace_name + ":" + each.id, each.decision));
        std::string text = marked(to_string(subject), all.decision);
        for (const std::string& each : excluded)
            text += (&each == &*excluded.begin() ? " - {" : ",") + each;
        return excluded.empty() ? text : text + "}";
    }

    const ValidationFile& file_;
    const Engine& engine_;
    const Engine& bare_;
    ValidationResult result_;
};

} // namespace

Result<ValidationResult> validate_file(const ValidationFile& file) {
    PEMBA_TRY(const Schema schema, compile_zed(file.schema, file.schema_name));
    std::vector<RelationTuple> bare = file.tuples;
    for (RelationTuple& tuple : bare)
        if (tuple.condition)
            tuple.condition->context.clear();
    PEMBA_TRY(TemporaryDatabase database, TemporaryDatabase::make());
    PEMBA_TRY(const auto engine, database.make_store(schema, file.tuples));
    PEMBA_TRY(const auto without_values, database.make_store(schema, std::move(bare)));
    return Validation(file, *engine, *without_values).run();
}

} // namespace pemba::client

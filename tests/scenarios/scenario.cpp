// read_scenario(): sections `schema`, `tuples` and `questions`, line by line.
#include "scenarios/scenario.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "support/must.h"

namespace pemba::scenarios {
namespace {

using reference::Question;

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream in(line);
    std::vector<std::string> words;
    for (std::string word; in >> word;)
        words.push_back(word);
    return words;
}

[[noreturn]] void refuse(const std::string& line) {
    throw std::invalid_argument("`" + line + "` is no question of a scenario");
}

// `doc#view` or `group`.
reference::SubjectKind type_of(const std::string& text) {
    auto hash = text.find('#');
    if (hash == std::string::npos)
        return {text, "", false};
    return {text.substr(0, hash), text.substr(hash + 1), false};
}

Question question_of(const std::string& call, const std::string& what, const std::string& line) {
    Question question;
    auto at = what.find('@');
    if (call == "expand")
        return {Question::Kind::Expand, testing::userset_of(what), {}, {}};
    if (at == std::string::npos)
        refuse(line);
    auto left = what.substr(0, at);
    auto right = what.substr(at + 1);
    if (call == "check")
        return {Question::Kind::Check, testing::userset_of(left), testing::subject_of(right), {}};
    if (call == "lookup-subjects")
        return {Question::Kind::LookupSubjects, testing::userset_of(left), {}, type_of(right)};
    if (call != "lookup-objects")
        refuse(line);
    auto type = type_of(left);
    return {Question::Kind::LookupObjects,
            {{type.namespace_name, ""}, type.relation},
            testing::subject_of(right),
            {}};
}

Expectation expectation_of(const std::string& line, std::size_t number) {
    auto words = words_of(line);
    if (words.size() < 3)
        refuse(line);
    Expectation expectation{line, number, question_of(words[0], words[1], line), {}};
    bool check = expectation.question.kind == Question::Kind::Check;
    bool expand = expectation.question.kind == Question::Kind::Expand;
    if (words[2] != (check ? "is" : expand ? "agrees" : "finds"))
        if (!(check && words[2] == "has"))
            refuse(line);
    expectation.answer.assign(words.begin() + 3, words.end());
    if (expectation.answer == std::vector<std::string>{"no", "answer"} ||
        (check && words[2] == "has"))
        expectation.answer = {"no answer"};
    if (expectation.answer == std::vector<std::string>{"nothing"})
        expectation.answer.clear();
    return expectation;
}

// `schema` or `schema LANGUAGE` begins one more schema.
bool begins_schema(const std::string& line, std::vector<SchemaText>& schemas) {
    auto words = words_of(line);
    if (!line.starts_with("schema") || words.size() > 2 || words[0] != "schema")
        return false;
    auto name = words.size() == 2 ? words[1] : "zed";
    auto language = std::ranges::find(schema::languages(), name, &schema::LanguageInfo::name);
    if (language == schema::languages().end())
        throw std::invalid_argument("`" + name + "` is no language");
    schemas.push_back({language->language, ""});
    return true;
}

} // namespace

std::optional<reference::World> Scenario::world() const {
    auto zed = std::ranges::find(schemas, schema::Language::Zed, &SchemaText::language);
    if (zed == schemas.end())
        return std::nullopt;
    reference::World world{reference::read_zed(zed->text), {tuples.begin(), tuples.end()}, {}};
    for (const Expectation& expectation : expectations) {
        const Question& question = expectation.question;
        if (!question.userset.object.id.empty())
            world.objects.insert(question.userset.object);
        if (!question.subject.object.id.empty())
            world.objects.insert(question.subject.object);
    }
    return world;
}

Scenario read_scenario(std::string_view text) {
    Scenario scenario;
    std::istringstream in{std::string(text)};
    std::string section;
    std::size_t number = 0;
    for (std::string line; std::getline(in, line);) {
        ++number;
        if (begins_schema(line, scenario.schemas)) {
            section = "schema";
        } else if (line == "tuples" || line == "questions") {
            section = line;
        } else if (section == "schema") {
            scenario.schemas.back().text += line + "\n";
        } else if (line.empty() || line.starts_with("#")) {
            continue;
        } else if (section == "tuples") {
            scenario.tuples.push_back(testing::tuple_of(line));
        } else if (section == "questions") {
            scenario.expectations.push_back(expectation_of(line, number));
        } else {
            throw std::invalid_argument("line " + std::to_string(number) +
                                        ": a scenario begins with `schema`");
        }
    }
    return scenario;
}

} // namespace pemba::scenarios

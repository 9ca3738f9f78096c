// Test report: lines for people, an object a file for programs.
#include "test_report.h"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace pemba::client {
namespace {

namespace json = boost::json;

std::string text_of(const std::vector<Tally>& tallies) {
    std::string text;
    for (const Tally& tally : tallies)
        text += fmt::format("{}{} {}", text.empty() ? "  " : ", ", tally.count, tally.words);
    return text;
}

void print_text(const std::string& path, const FileResult& result, const console::Style& style) {
    const std::string mark = result.problems.empty() ? style.good("✓") : style.bad("✗");
    fmt::print("{} {}{}\n", mark, path, text_of(result.tallies));
    for (const Problem& problem : result.problems) {
        const std::string place =
            problem.line == 0 ? "" : fmt::format("{}:{}: ", path, problem.line);
        fmt::print("  {}{}\n", place, problem.text);
    }
}

json::object as_json(const std::string& path, const FileResult& result) {
    json::array problems;
    for (const Problem& problem : result.problems)
        problems.push_back({{"line", problem.line}, {"text", problem.text}});
    json::object object{{"file", path}};
    for (const Tally& tally : result.tallies)
        object[tally.key] = tally.count;
    object["problems"] = std::move(problems);
    return object;
}

} // namespace

void TestReport::add(const std::string& path, const FileResult& result) {
    ++(result.problems.empty() ? passed_ : failed_);
    if (session_.json())
        session_.print_json(as_json(path, result));
    else
        print_text(path, result, session_.style());
}

void TestReport::add_broken(const std::string& path, const Error& error) {
    const std::string hint = error.detail("hint");
    add(path, {{}, {{0, error.message + (hint.empty() ? "" : "; " + hint)}}});
}

ExitStatus TestReport::finish() const {
    if (!session_.json())
        fmt::print("{} passed, {} failed\n", passed_, failed_);
    return failed_ == 0 ? ExitStatus::Ok : ExitStatus::Denied;
}

std::vector<std::string> differences(const std::set<std::string>& expected,
                                     const std::set<std::string>& found) {
    std::vector<std::string> texts;
    for (const std::string& each : expected)
        if (!found.contains(each))
            texts.push_back("expected, not found: " + each);
    for (const std::string& each : found)
        if (!expected.contains(each))
            texts.push_back("found, not expected: " + each);
    return texts;
}

} // namespace pemba::client

// validate: whether schemas and relationships come to what validation files say, without a server.
#include <CLI/CLI.hpp>
#include <boost/json.hpp>
#include <fmt/format.h>

#include "commands.h"
#include "console/style.h"
#include "selection.h"
#include "validation.h"

namespace pemba::client {
namespace {

namespace json = boost::json;

struct Counts {
    std::size_t passed = 0, failed = 0;
};

// Of a file that could not be read: what is wrong with it names its place itself.
constexpr int kNoLine = 0;

void print_text(const std::string& path, const ValidationResult& result,
                const console::Style& style) {
    const bool fine = result.problems.empty();
    fmt::print("{} {}  {} assertions, {} expected relations\n",
               fine ? style.good("✓") : style.bad("✗"), path, result.assertions, result.expected);
    for (const auto& problem : result.problems) {
        const bool is_in_text = problem.line == kNoLine;
        const std::string place = is_in_text ? "" : fmt::format("{}:{}: ", path, problem.line);
        fmt::print("  {}{}\n", place, problem.text);
    }
}

void print_json(Session& session, const std::string& path, const ValidationResult& result) {
    json::array problems;
    for (const auto& problem : result.problems)
        problems.push_back({{"line", problem.line}, {"text", problem.text}});
    session.print_json({{"file", path},
                        {"assertions", result.assertions},
                        {"expectedRelations", result.expected},
                        {"problems", std::move(problems)}});
}

void validate(Session& session, const std::string& path, Counts& counts) {
    auto file = read_validation_file(path);
    auto result = file ? validate_file(*file) : Result<ValidationResult>(file.error());
    if (!result) {
        ValidationResult broken;
        broken.problems.push_back({kNoLine, result.error().message});
        result = std::move(broken);
    }
    ++(result->problems.empty() ? counts.passed : counts.failed);
    if (session.json())
        print_json(session, path, *result);
    else
        print_text(path, *result, session.style());
}

struct ValidateArguments {
    std::vector<std::string> files;
};

Result<ExitStatus> run_validate(Session& session, const ValidateArguments& arguments) {
    Counts counts;
    for (const std::string& path : arguments.files)
        validate(session, path, counts);
    if (!session.json())
        fmt::print("{} passed, {} failed\n", counts.passed, counts.failed);
    return counts.failed == 0 ? ExitStatus::Ok : ExitStatus::Denied;
}

} // namespace

void add_validate_command(CLI::App& program, Command& command) {
    CLI::App* validate_command = program.add_subcommand(
        "validate", "check schemas and relationships against validation files, without a server");
    auto arguments = std::make_shared<ValidateArguments>();
    validate_command->add_option("FILE", arguments->files, "validation files (YAML)")->required();
    on_selected(*validate_command, command, std::move(arguments), run_validate);
}

} // namespace pemba::client

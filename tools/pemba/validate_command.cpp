// validate: whether schemas and relationships come to what validation files say, without a server.
#include <CLI/CLI.hpp>

#include "commands.h"
#include "selection.h"
#include "test_report.h"
#include "validation.h"

namespace pemba::client {
namespace {

Result<ValidationResult> validate(const std::string& path) {
    PEMBA_TRY(const ValidationFile file, read_validation_file(path));
    return validate_file(file);
}

struct ValidateArguments {
    std::vector<std::string> files;
};

Result<ExitStatus> run_validate(Session& session, const ValidateArguments& arguments) {
    TestReport report(session);
    for (const std::string& path : arguments.files) {
        const auto result = validate(path);
        if (!result)
            report.add_broken(path, result.error());
        else
            report.add(path, {{{"assertions", "assertions", result->assertions},
                               {"expected relations", "expectedRelations", result->expected}},
                              result->problems});
    }
    return report.finish();
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

// fga test|import: OpenFGA's store files, tested without a server or taken into one.
#include <CLI/CLI.hpp>

#include "commands.h"
#include "fga_test.h"
#include "migration.h"
#include "openfga/store_file.h"
#include "selection.h"

namespace pemba::client {
namespace {

using openfga::ExternalFiles;

ExternalFiles external_files(bool allowed) {
    return allowed ? ExternalFiles::Allowed : ExternalFiles::Refused;
}

void add_external_option(CLI::App& command, bool& external) {
    command.add_flag("--allow-external-files", external,
                     "a store file may name files outside its own folder");
}

struct TestArguments {
    std::vector<std::string> files;
    bool external = false;
};

Result<FileResult> test(const std::string& path, ExternalFiles external) {
    PEMBA_TRY(const openfga::StoreFile file, openfga::read_store_file(path, external));
    return run_store_tests(file);
}

Result<ExitStatus> run_tests(Session& session, const TestArguments& arguments) {
    TestReport report(session);
    for (const std::string& path : arguments.files) {
        const auto result = test(path, external_files(arguments.external));
        if (result)
            report.add(path, *result);
        else
            report.add_broken(path, result.error());
    }
    return report.finish();
}

struct ImportArguments {
    std::string file;
    TargetArguments target;
    bool external = false;
};

Result<ExitStatus> import_store(Session& session, const ImportArguments& arguments) {
    SourceArguments from;
    from.system = "openfga";
    from.location = arguments.file;
    from.external = external_files(arguments.external);
    PEMBA_TRY(const auto source, open_source(from));
    return migrate(session, *source, arguments.target);
}

} // namespace

void add_fga_commands(CLI::App& program, Command& command) {
    CLI::App* group = program.add_subcommand("fga", "OpenFGA's store files");
    group->require_subcommand(1);

    auto tested = std::make_shared<TestArguments>();
    CLI::App* test =
        group->add_subcommand("test", "run the tests of store files, without a server");
    test->add_option("FILE", tested->files, "store files (.fga.yaml)")->required();
    add_external_option(*test, tested->external);
    on_selected(*test, command, tested, &run_tests);

    auto imported = std::make_shared<ImportArguments>();
    CLI::App* import = group->add_subcommand(
        "import", "write a store file's model and tuples to the server, into --store or a new one");
    import->add_option("FILE", imported->file, "a store file (.fga.yaml)")->required();
    import->add_option("--name", imported->target.name, "make a store of this name for it")
        ->type_name("NAME");
    add_external_option(*import, imported->external);
    on_selected(*import, command, imported, &import_store);
}

} // namespace pemba::client

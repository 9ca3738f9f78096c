// `pembac diff`: what becomes different when one schema takes another's place.
#include <boost/json.hpp>
#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/compiled_files.h"
#include "pemba/schema/compile.h"
#include "pemba/schema_diff.h"

namespace pemba::schema::cli {

namespace {

constexpr int kFine = 0, kSchemaErrors = 1, kFailed = 2;

boost::json::object to_json(const SchemaDifference& difference) {
    boost::json::object object{{"kind", to_string(difference.kind)}};
    auto put = [&object](const char* name, const std::string& value) {
        if (!value.empty())
            object[name] = value;
    };
    put("definition", difference.namespace_name);
    put("relation", difference.relation);
    put("subjectType", difference.subject_type ? to_string(*difference.subject_type) : "");
    put("caveat", difference.condition);
    put("parameter", difference.parameter);
    put("before", difference.before);
    put("after", difference.after);
    put("text", to_string(difference));
    return object;
}

void print(const std::vector<SchemaDifference>& found, DiagnosticFormat format) {
    if (format == DiagnosticFormat::Json) {
        boost::json::array all;
        for (const SchemaDifference& difference : found)
            all.push_back(to_json(difference));
        fmt::print("{}\n", boost::json::serialize(all));
        return;
    }
    for (const SchemaDifference& difference : found)
        fmt::print("{}\n", to_string(difference));
    if (found.empty())
        fmt::print("no differences\n");
}

struct Compiled {
    std::optional<Schema> schema;
    int status = kFine; ///< to end with, if there is none
};

Compiled compiled(Common common, const std::string& file) {
    common.file = file;
    auto result = compile_file(common);
    if (!result) {
        fmt::print(stderr, "pembac: {}\n", result.error().message);
        return {{}, kFailed};
    }
    // As JSON the answer is one document: the differences, or what is wrong.
    if (!result->schema || common.format == DiagnosticFormat::Text)
        print_diagnostics(*result, common);
    return {std::move(result->schema), kSchemaErrors};
}

} // namespace

int run(const DiffCommand& command) {
    const Compiled before = compiled(command.common, command.common.file);
    if (!before.schema)
        return before.status;
    const Compiled after = compiled(command.common, command.newer);
    if (!after.schema)
        return after.status;
    print(differences(*before.schema, *after.schema), command.common.format);
    return kFine;
}

} // namespace pemba::schema::cli

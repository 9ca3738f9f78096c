// Schema work: what each sub-command of `schema` does, here or on the server.
#pragma once

#include <string>
#include <vector>

#include "session.h"

namespace pemba::client {

struct SchemaFiles {
    std::vector<std::string> files;
};

struct WriteSchemaArguments {
    std::string file;
    bool dry_run = false;
};

struct FormatArguments {
    std::string file;
    bool write = false;
};

/// Prints the server's schema in its canonical form.
[[nodiscard]] Result<ExitStatus> read_schema(Session& session, const SchemaFiles& none);

/// Compiles a file here first, so that a mistake is shown where it stands; nothing is sent then. A
/// dry run says what would change and all that the server would refuse it for: Failed if anything.
[[nodiscard]] Result<ExitStatus> write_schema(Session& session,
                                              const WriteSchemaArguments& arguments);

/// Compiles files and prints diagnostics. Failed if one has an error.
[[nodiscard]] Result<ExitStatus> check_schemas(Session& session, const SchemaFiles& arguments);

/// Prints a file in its canonical form, or writes it back.
[[nodiscard]] Result<ExitStatus> format_schema(Session& session, const FormatArguments& arguments);

/// Says what changes, in sentences and in lines of the canonical forms.
[[nodiscard]] Result<ExitStatus> diff_schemas(Session& session, const SchemaFiles& arguments);

} // namespace pemba::client

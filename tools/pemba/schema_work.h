// Schema work: what each sub-command of `schema` does, here or on the server.
#pragma once

#include <string>
#include <vector>

#include "session.h"

namespace pemba::client {

struct SchemaFiles {
    std::vector<std::string> files;
};

struct FormatArguments {
    std::string file;
    bool write = false;
};

/// Prints the server's schema in its canonical form.
[[nodiscard]] Result<ExitStatus> read_schema(Session& session, const SchemaFiles& none);

/// Compiles a file here first, so that a mistake is shown where it stands; nothing is sent then.
[[nodiscard]] Result<ExitStatus> write_schema(Session& session, const SchemaFiles& arguments);

/// Compiles files and prints diagnostics. Failed if one has an error.
[[nodiscard]] Result<ExitStatus> check_schemas(Session& session, const SchemaFiles& arguments);

/// Prints a file in its canonical form, or writes it back.
[[nodiscard]] Result<ExitStatus> format_schema(Session& session, const FormatArguments& arguments);

/// Prints the lines that differ between two canonical forms.
[[nodiscard]] Result<ExitStatus> diff_schemas(Session& session, const SchemaFiles& arguments);

} // namespace pemba::client

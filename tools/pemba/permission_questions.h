// Permission questions: what each sub-command of `permission` asks the server and prints.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arguments.h"
#include "session.h"

namespace pemba::client {

struct CheckArguments {
    std::vector<std::string> words;
    bool explain = false;
    std::string context; ///< a JSON object, or empty
    ConsistencyArguments consistency;
};

struct BulkArguments {
    std::vector<std::string> questions;
    bool explain = false;
    std::string context; ///< as CheckArguments::context, for all of them
    ConsistencyArguments consistency;
};

struct ExpandArguments {
    std::vector<std::string> words;
    ConsistencyArguments consistency;
};

struct LookupResourcesArguments {
    std::string type, permission, subject;
    std::uint32_t limit = 0;
    std::string cursor;
    bool show_cursor = false;
    std::string context; ///< as CheckArguments::context
    ConsistencyArguments consistency;
};

struct LookupSubjectsArguments {
    std::string resource, permission, subjects;
    std::string context; ///< as CheckArguments::context
    ConsistencyArguments consistency;
};

/// Prints allowed or denied, which is also the exit status.
[[nodiscard]] Result<ExitStatus> check_permission(Session& session,
                                                  const CheckArguments& arguments);

/// Prints a line a question. Failed if one of them could not be answered.
[[nodiscard]] Result<ExitStatus> check_in_bulk(Session& session, const BulkArguments& arguments);

/// Prints the userset tree.
[[nodiscard]] Result<ExitStatus> expand_permission(Session& session,
                                                   const ExpandArguments& arguments);

/// Prints a resource a line.
[[nodiscard]] Result<ExitStatus> lookup_resources(Session& session,
                                                  const LookupResourcesArguments& arguments);

/// Prints a subject a line.
[[nodiscard]] Result<ExitStatus> lookup_subjects(Session& session,
                                                 const LookupSubjectsArguments& arguments);

} // namespace pemba::client

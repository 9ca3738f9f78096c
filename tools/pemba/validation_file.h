// Validation file: a schema, relationships, and what they should come to, in one YAML file.
#pragma once

#include <string>
#include <vector>

#include "pemba/decision.h"
#include "pemba/relation_tuple.h"
#include "pemba/result.h"

namespace pemba::client {

/// That a check answers so.
struct Assertion {
    std::string text; ///< as written
    int line = 0;
    Permissionship expected = Permissionship::Yes;
    Userset userset;
    Subject subject;
    std::string context; ///< a JSON object, or empty
};

/// That these subjects, and no others, are in a userset, found on these relations.
struct ExpectedSubjects {
    Userset userset;
    int line = 0;
    std::vector<std::string> rows; ///< in the form of canonical_row()
};

struct ValidationFile {
    std::string schema;
    std::string schema_name; ///< for messages
    std::vector<RelationTuple> tuples;
    std::vector<Assertion> assertions;
    std::vector<ExpectedSubjects> expected;
};

/// Reads `path` and the schema file that it may name. Errors: InvalidArgument, `PATH:LINE: reason`
/// where there is a line to name.
[[nodiscard]] Result<ValidationFile> read_validation_file(const std::string& path);

/// `[subject] is <relation>/<relation>` with both lists in order, so that rows can be compared.
/// Errors: InvalidArgument.
[[nodiscard]] Result<std::string> canonical_row(const std::string& row);

} // namespace pemba::client

// Store files, `.fga.yaml`: a model, tuples, and tests of what they come to.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "openfga/nearby_files.h"
#include "pemba/relation_tuple.h"
#include "pemba/schema.h"

namespace pemba::openfga {

/// That a check answers so. Users and objects are as written: one that is malformed is a question
/// without an answer, not a file that cannot be read.
struct CheckAssertion {
    int line = 0; ///< of the file
    std::string user, relation, object;
    std::string context; ///< a JSON object, or empty
    bool expected = false;
};

/// That a user has the relation to these objects of a type, and to no others.
struct ListObjectsAssertion {
    int line = 0;
    std::string user, relation, type, context;
    std::set<std::string> expected;
};

/// That these users of a type, and no others, have the relation to an object.
struct ListUsersAssertion {
    int line = 0;
    std::string object, relation;
    std::string user_type, user_relation; ///< the relation is empty unless usersets are asked for
    std::string context;
    std::set<std::string> expected;
};

struct StoreTest {
    std::string name;
    std::vector<RelationTuple> tuples; ///< beside those of the file
    std::vector<CheckAssertion> checks;
    std::vector<ListObjectsAssertion> list_objects;
    std::vector<ListUsersAssertion> list_users;
};

struct StoreFile {
    std::string name; ///< of the store; the file's own, if it gives none
    Schema model;
    std::vector<RelationTuple> tuples;
    std::vector<StoreTest> tests;
};

/// Reads a store file and the files that it names. A key that is not known is refused, for a
/// mistyped assertion would never be run. Errors: InvalidArgument and InvalidTuple, with the place;
/// InvalidSchema.
[[nodiscard]] Result<StoreFile> read_store_file(const std::string& path, ExternalFiles external);

} // namespace pemba::openfga

// Conformance: counts cases, and knows those that are listed as exceptions.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include <boost/json/value.hpp>

#include "pemba/schema/compile.h"

namespace pemba::tests {

namespace json = boost::json;
namespace fs = std::filesystem;

/// Counts what holds and what does not. A listed case must fail.
class Conformance {
public:
    /// Each line of the list is `set/name of the case: reason`.
    explicit Conformance(const fs::path& exceptions);

    void expect(bool holds, const std::string& set, const std::string& name,
                const std::string& what);
    /// Prints the figures and returns the program's exit status.
    [[nodiscard]] int finish();

private:
    std::map<std::string, bool> exceptions_; ///< whether each was met
    int passed_ = 0, failed_ = 0, excepted_ = 0;
};

[[nodiscard]] json::value read_json(const fs::path& path);
[[nodiscard]] std::string text_of(const json::value& value);
/// A model without fields that say nothing, so that two forms of one compare equal.
[[nodiscard]] json::value without_nothing(const json::value& value);
[[nodiscard]] std::string rendered(const schema::CompileResult& result, const std::string& text);

/// Cases that are models as OpenFGA's language tools have them.
void check_language(const fs::path& folder, Conformance& out);
/// Requests to a server and its answers.
void check_transcripts(const fs::path& folder, Conformance& out);
/// Whole models, which compile.
void check_models(const fs::path& folder, Conformance& out);

} // namespace pemba::tests

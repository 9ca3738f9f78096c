// Context: the values that a request or a tuple brings for the parameters of conditions.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "pemba/result.h"

namespace pemba::condition {

/// A JSON object, read once. Immutable, cheap to copy.
class Context {
public:
    /// Without values.
    Context() = default;

    /// Reads a JSON object; empty text is one without values. Errors: InvalidContext. O(bytes).
    [[nodiscard]] static Result<Context> parse(std::string_view json);

    /// A value, or nullptr if it brings none of that name. Valid as long as a copy lives.
    [[nodiscard]] const boost::json::value* find(std::string_view name) const;

    /// Its members, in the order of the text.
    [[nodiscard]] const boost::json::object& members() const;

private:
    struct Parsed;
    std::shared_ptr<const Parsed> parsed_; ///< null: none
};

} // namespace pemba::condition

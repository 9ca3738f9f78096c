// STUB until the CEL room lands.
#pragma once
#include <string>
#include "pemba/result.h"
namespace pemba::condition {
class Context {
public:
    static Result<Context> parse(std::string_view) { return Context(); }
    std::string to_json() const { return "{}"; }
};
} // namespace pemba::condition

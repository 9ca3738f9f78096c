#include "condition/type.h"

#include <array>

namespace pemba::condition {
namespace {

constexpr std::array<const char*, 13> kNames{
    "any",      "bool",      "string",    "int",  "uint", "double", "bytes",
    "duration", "timestamp", "ipaddress", "list", "map",  "uint"};

bool holds_others(fbs::ValueKind kind) {
    return kind == fbs::ValueKind::List || kind == fbs::ValueKind::Map;
}

} // namespace

std::string to_string(const Type& type) {
    std::string text, closing;
    for (auto kind : type) {
        text += kNames.at(static_cast<std::size_t>(kind));
        if (!holds_others(kind))
            break;
        text += "<";
        closing += ">";
    }
    return text + closing;
}

bool is_valid(const Type& type) {
    constexpr std::size_t kMaxNesting = 32;
    if (type.empty() || type.size() > kMaxNesting)
        return false;
    for (std::size_t i = 0; i < type.size(); ++i) {
        if (type[i] > fbs::ValueKind::MAX || holds_others(type[i]) != (i + 1 < type.size()))
            return false;
    }
    return true;
}

} // namespace pemba::condition

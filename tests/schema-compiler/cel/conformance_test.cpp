// CEL's own conformance cases, where they are at hand: expression, bindings, and the value or that
// it is an error.
#include <fstream>
#include <iostream>
#include <map>
#include <set>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include "cel/compile.h"
#include "condition/base64.h"
#include "condition/evaluate.h"
#include "files.h"

namespace {

using namespace pemba;
namespace fs = std::filesystem;
namespace json = boost::json;
namespace cel = schema::cel;
using condition::Value;

constexpr std::uint64_t kMaxCost = 1'000'000;

std::string text_of(const json::value& value) {
    return std::string(value.get_string());
}

// A value as the cases write it: {"int64Value": "5"}.
Value value_of(const json::value& written, condition::Arena& arena) {
    const auto& member = *written.get_object().begin();
    const std::string kind(member.key());
    const json::value& value = member.value();
    if (kind == "boolValue")
        return value.get_bool();
    if (kind == "int64Value")
        return static_cast<std::int64_t>(std::stoll(text_of(value)));
    if (kind == "uint64Value")
        return static_cast<std::uint64_t>(std::stoull(text_of(value)));
    if (kind == "doubleValue")
        return value.is_string() ? std::stod(text_of(value)) : value.to_number<double>();
    if (kind == "stringValue")
        return arena.keep(text_of(value));
    if (kind == "bytesValue")
        return condition::Bytes{arena.keep(*condition::decode_base64(text_of(value)))};
    if (kind == "typeValue")
        return condition::TypeName{arena.keep(text_of(value))};
    if (kind == "listValue") {
        condition::List list;
        if (const auto* items = value.get_object().if_contains("values"))
            for (const json::value& item : items->get_array())
                list.push_back(value_of(item, arena));
        return list;
    }
    if (kind == "mapValue") {
        condition::Map map;
        if (const auto* entries = value.get_object().if_contains("entries"))
            for (const json::value& entry : entries->get_array())
                map.emplace_back(value_of(entry.at("key"), arena),
                                 value_of(entry.at("value"), arena));
        return map;
    }
    return condition::Null{};
}

bool is_same(const Value& a, const Value& b) {
    const auto *left = a.as<double>(), *right = b.as<double>();
    if (left && right && *left != *left)
        return *right != *right; // not a number, both
    return a.type_name() == b.type_name() && condition::is_equal(a, b);
}

struct Case {
    explicit Case(const json::object& source) : source_(source) {}

    // Empty if it came out as it should.
    std::string run() {
        const std::string expression = text_of(source_.at("expr"));
        const schema::Source text(expression, "case");
        schema::Sink sink(text);
        read_bindings();
        const bool unchecked = source_.contains("disableCheck");
        const auto checked =
            cel::compile(expression, 0, types_,
                         unchecked ? cel::Checking::Unchecked : cel::Checking::Strict, sink);
        const bool wants_error = source_.contains("evalError");
        if (!checked) {
            const auto problems = sink.take();
            return wants_error ? "" : "does not compile: " + problems.front().message;
        }
        const auto bytes = cel::emit("case", expression, parameters_, checked->program);
        auto condition = condition::Condition::from_bytes(bytes);
        if (!condition)
            return condition.error().message;
        auto value = condition::evaluate_to_value(*condition, arguments_, kMaxCost, arena_);
        if (wants_error)
            return value ? "no error" : "";
        if (!value)
            return value.error().message;
        return is_same(*value, value_of(source_.at("value"), arena_)) ? "" : "another value";
    }

private:
    void read_bindings() {
        const auto* bindings = source_.if_contains("bindings");
        if (!bindings)
            return;
        for (const auto& binding : bindings->get_object()) {
            const std::string name(binding.key());
            parameters_.push_back({name, {fbs::ValueKind::Any}});
            types_.push_back({name, {}});
            arguments_.push_back(value_of(binding.value().at("value"), arena_));
        }
    }

    const json::object& source_;
    condition::Arena arena_;
    std::vector<cel::ProgramParameter> parameters_;
    std::vector<cel::NamedType> types_;
    std::vector<std::optional<Value>> arguments_;
};

// `FILE: SECTION/NAME -- reason` a line; `#` begins a comment.
std::set<std::string> exceptions() {
    std::set<std::string> names;
    std::ifstream file(PEMBA_EXCEPTIONS);
    for (std::string line; std::getline(file, line);)
        if (!line.empty() && line[0] != '#')
            names.insert(line.substr(0, line.find(" -- ")));
    return names;
}

} // namespace

int main() {
    const fs::path folder = fs::path(PEMBA_CONFORMANCE_DIR) / "cel";
    if (!fs::exists(folder)) {
        std::cout << "skipped: ../shared/conformance/cel is not beside this checkout\n"
                  << "0 passed, 0 failed\n";
        return 0;
    }
    const auto excepted = exceptions();
    int passed = 0, failed = 0, left_out = 0;
    for (const auto& entry : fs::directory_iterator(folder)) {
        std::ifstream file(entry.path());
        const std::string text(std::istreambuf_iterator<char>(file), {});
        const json::value cases = json::parse(text);
        for (const json::value& source : cases.get_array()) {
            const std::string name = entry.path().stem().string() + ": " +
                                     text_of(source.at("section")) + "/" +
                                     text_of(source.at("name"));
            const std::string problem = Case(source.get_object()).run();
            const bool is_excepted = excepted.count(name) != 0;
            left_out += is_excepted ? 1 : 0;
            const bool is_right = problem.empty() != is_excepted;
            ++(is_right ? passed : failed);
            if (!is_right)
                std::cout << "failed: " << name << ": " << text_of(source.at("expr")) << ": "
                          << (is_excepted ? "is an exception, but passes" : problem) << "\n";
        }
    }
    std::cout << left_out << " cases are exceptions with a reason\n"
              << passed << " passed, " << failed << " failed\n";
    return failed == 0 ? 0 : 1;
}

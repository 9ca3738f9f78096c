// Fuzzes CEL: any text is an expression or is diagnosed; what compiles is verified and evaluated,
// with and without values, within its limit; any bytes are a condition or are refused.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "cel/compile.h"
#include "cel/parameter_type.h"
#include "condition/evaluate.h"
#include "pemba/schema/compile.h"

namespace {

using namespace pemba;
using condition::Condition;
using condition::Context;
using condition::Judgement;

constexpr std::uint64_t kMaxCost = 20'000;
const char* const kValues =
    R"({"a":[1,{"b":"x"}],"b":true,"s":"text","i":5,"u":7,"d":1.5,"y":"YQ==","h":"90s",)"
    R"("t":"2026-01-01T00:00:00Z","p":"10.1.2.3","l":["x","y"],"m":{"k":1}})";
const char* const kParameters =
    "a any, b bool, s string, i int, u uint, d double, y bytes, h duration, t timestamp, "
    "p ipaddress, l list<string>, m map<int>";

Context context(const char* json) {
    return *Context::parse(json);
}

// Partial knowledge must never decide otherwise than all of it does.
void evaluate(const Condition& condition) {
    const Judgement all = condition::evaluate(condition, {}, context(kValues), kMaxCost);
    const Judgement some =
        condition::evaluate(condition, {}, context(R"({"i":5,"s":"text"})"), kMaxCost);
    const Judgement none = condition::evaluate(condition, {}, {}, kMaxCost);
    const bool settled = all.kind == Judgement::Kind::True || all.kind == Judgement::Kind::False;
    for (const Judgement* partial : {&some, &none}) {
        const bool decided =
            partial->kind == Judgement::Kind::True || partial->kind == Judgement::Kind::False;
        if (decided && settled && partial->kind != all.kind)
            std::abort();
        if (partial->kind == Judgement::Kind::Missing && partial->missing.empty())
            std::abort();
    }
    if (all.kind == Judgement::Kind::Missing)
        std::abort();
}

void compile_alone(const std::string& text) {
    const schema::Source source(text, "fuzz");
    schema::Sink sink(source);
    const auto checked =
        schema::cel::compile(text, 0, {}, schema::cel::Checking::Unchecked, sink);
    if (!checked)
        return;
    auto condition = Condition::from_bytes(schema::cel::emit("fuzz", text, {}, checked->program));
    if (!condition)
        std::abort(); // what the compiler writes is verified
    (void)condition::evaluate(*condition, {}, {}, kMaxCost);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (auto condition = Condition::from_bytes({data, size}))
        (void)condition::evaluate(*condition, {}, {}, kMaxCost);
    const std::string text(reinterpret_cast<const char*>(data), size);
    compile_alone(text);
    std::vector<schema::cel::ProgramParameter> parameters;
    std::vector<schema::cel::NamedType> types;
    const schema::Source source(text, "fuzz");
    schema::Sink sink(source);
    std::string_view rest(kParameters);
    while (!rest.empty()) {
        const auto blank = rest.find(' ');
        const auto end = std::min(rest.find(", "), rest.size());
        const std::string name(rest.substr(0, blank));
        const auto type = schema::cel::read_parameter_type(
            {std::string(rest.substr(blank + 1, end - blank - 1)), {}}, sink);
        parameters.push_back({name, type->kinds});
        types.push_back({name, type->type});
        rest.remove_prefix(std::min(end + 2, rest.size()));
    }
    const auto checked =
        schema::cel::compile(text, 0, types, schema::cel::Checking::Strict, sink);
    if (!checked)
        return 0;
    auto condition =
        Condition::from_bytes(schema::cel::emit("fuzz", text, parameters, checked->program));
    if (!condition)
        std::abort();
    evaluate(*condition);
    return 0;
}

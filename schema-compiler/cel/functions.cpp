// The table of functions. Signatures are written in letters: b bool, i int, u uint, d double,
// s string, y bytes, D duration, T timestamp, p ipaddress, t type, * dyn, A B variables, L list,
// M map, O optional, each of the last three before what it holds: `ALA:b` takes an A and a list of
// A, and is true or false.
#include "cel/functions.h"

#include <map>
#include <utility>

namespace pemba::schema::cel {

using fbs::Function;

namespace {

struct Row {
    const char* name;
    Style style;
    Function function;
    std::vector<const char*> signatures;
    bool only_zed = false;
};

const std::vector<const char*> kOrdered{"bb:b", "ii:b", "uu:b", "dd:b",
                                        "ss:b", "yy:b", "TT:b", "DD:b"};
const std::vector<const char*> kOfTime{"T:i", "Ts:i"};
const std::vector<const char*> kOfTimeAndDuration{"T:i", "Ts:i", "D:i"};

const std::vector<Row>& rows() {
    using enum Style;
    static const std::vector<Row> kRows{
        {"!_", Operator, Function::Not, {"b:b"}},
        {"-_", Operator, Function::Negate, {"i:i", "d:d"}},
        {"+",
         Operator,
         Function::Add,
         {"ii:i", "uu:u", "dd:d", "ss:s", "yy:y", "LALA:LA", "TD:T", "DT:T", "DD:D"}},
        {"-", Operator, Function::Subtract, {"ii:i", "uu:u", "dd:d", "TT:D", "TD:T", "DD:D"}},
        {"*", Operator, Function::Multiply, {"ii:i", "uu:u", "dd:d"}},
        {"/", Operator, Function::Divide, {"ii:i", "uu:u", "dd:d"}},
        {"%", Operator, Function::Modulo, {"ii:i", "uu:u"}},
        {"==", Operator, Function::Equal, {"AA:b"}},
        {"!=", Operator, Function::NotEqual, {"AA:b"}},
        {"<", Operator, Function::Less, kOrdered},
        {"<=", Operator, Function::LessOrEqual, kOrdered},
        {">", Operator, Function::Greater, kOrdered},
        {">=", Operator, Function::GreaterOrEqual, kOrdered},
        {"in", Operator, Function::In, {"ALA:b", "AMAB:b"}},
        {"[]", Operator, Function::Index, {"LAi:A", "MABA:B", "OLAi:OA", "OMABA:OB"}},
        {"[?]",
         Operator,
         Function::IndexOptional,
         {"LAi:OA", "MABA:OB", "OLAi:OA", "OMABA:OB"},
         true},
        {"size", Global, Function::Size, {"s:i", "y:i", "LA:i", "MAB:i"}},
        {"size", Member, Function::Size, {"s:i", "y:i", "LA:i", "MAB:i"}},
        {"contains", Member, Function::Contains, {"ss:b"}},
        {"startsWith", Member, Function::StartsWith, {"ss:b"}},
        {"endsWith", Member, Function::EndsWith, {"ss:b"}},
        {"matches", Member, Function::Matches, {"ss:b"}},
        {"matches", Global, Function::Matches, {"ss:b"}},
        {"bool", Global, Function::ToBool, {"b:b", "s:b"}},
        {"int", Global, Function::ToInt, {"i:i", "u:i", "d:i", "s:i", "T:i", "D:i"}},
        {"uint", Global, Function::ToUint, {"u:u", "i:u", "d:u", "s:u"}},
        {"double", Global, Function::ToDouble, {"d:d", "i:d", "u:d", "s:d"}},
        {"string",
         Global,
         Function::ToString,
         {"s:s", "b:s", "i:s", "u:s", "d:s", "y:s", "T:s", "D:s", "p:s"}},
        {"bytes", Global, Function::ToBytes, {"y:y", "s:y"}},
        {"duration", Global, Function::ToDuration, {"D:D", "s:D", "i:D"}},
        {"timestamp", Global, Function::ToTimestamp, {"T:T", "s:T", "i:T"}},
        {"dyn", Global, Function::ToDyn, {"A:*"}},
        {"type", Global, Function::TypeOf, {"A:t"}},
        {"ipaddress", Global, Function::ToIpAddress, {"s:p"}},
        {"getFullYear", Member, Function::GetFullYear, kOfTime},
        {"getMonth", Member, Function::GetMonth, kOfTime},
        {"getDate", Member, Function::GetDate, kOfTime},
        {"getDayOfMonth", Member, Function::GetDayOfMonth, kOfTime},
        {"getDayOfWeek", Member, Function::GetDayOfWeek, kOfTime},
        {"getDayOfYear", Member, Function::GetDayOfYear, kOfTime},
        {"getHours", Member, Function::GetHours, kOfTimeAndDuration},
        {"getMinutes", Member, Function::GetMinutes, kOfTimeAndDuration},
        {"getSeconds", Member, Function::GetSeconds, kOfTimeAndDuration},
        {"getMilliseconds", Member, Function::GetMilliseconds, kOfTimeAndDuration},
        {"in_cidr", Member, Function::InCidr, {"ps:b"}},
        {"isSubtreeOf", Member, Function::IsSubtreeOf, {"MABMAB:b"}, true},
        {"optional.of", Global, Function::OptionalOf, {"A:OA"}, true},
        {"optional.none", Global, Function::OptionalNone, {":OA"}, true},
        {"optional.ofNonZeroValue", Global, Function::OptionalOfNonZero, {"A:OA"}, true},
        {"hasValue", Member, Function::HasValue, {"OA:b"}, true},
        {"value", Member, Function::ValueOf, {"OA:A"}, true},
        {"or", Member, Function::OrElse, {"OAOA:OA"}, true},
        {"orValue", Member, Function::OrValue, {"OAA:A"}, true},
    };
    return kRows;
}

Type read_type(const char*& letters) {
    const auto of = [&](TypeKind kind, std::size_t arguments) {
        Type type{kind};
        for (std::size_t i = 0; i < arguments; ++i)
            type.arguments.push_back(read_type(letters));
        return type;
    };
    switch (*letters++) {
    case 'b': return {TypeKind::Bool};
    case 'i': return {TypeKind::Int};
    case 'u': return {TypeKind::Uint};
    case 'd': return {TypeKind::Double};
    case 's': return {TypeKind::String};
    case 'y': return {TypeKind::Bytes};
    case 'D': return {TypeKind::Duration};
    case 'T': return {TypeKind::Timestamp};
    case 'p': return {TypeKind::IpAddress};
    case 't': return {TypeKind::Type};
    case 'A': return {TypeKind::Variable, {}, 0};
    case 'B': return {TypeKind::Variable, {}, 1};
    case 'L': return of(TypeKind::List, 1);
    case 'M': return of(TypeKind::Map, 2);
    case 'O': return of(TypeKind::Optional, 1);
    default: return {};
    }
}

Signature read_signature(const char* letters) {
    Signature signature;
    while (*letters != ':')
        signature.parameters.push_back(read_type(letters));
    ++letters;
    signature.result = read_type(letters);
    return signature;
}

using Table = std::map<std::pair<std::string_view, Style>, FunctionForm>;

const Table& table() {
    static const Table kTable = [] {
        Table made;
        for (const Row& row : rows()) {
            FunctionForm& form = made[{row.name, row.style}];
            form.function = row.function;
            form.only_zed = row.only_zed;
            for (const char* letters : row.signatures)
                form.signatures.push_back(read_signature(letters));
        }
        return made;
    }();
    return kTable;
}

bool is_in(const FunctionForm& form, Dialect dialect) {
    return dialect == Dialect::Zed || !form.only_zed;
}

} // namespace

const FunctionForm* find_function(std::string_view name, Style style, Dialect dialect) {
    const auto found = table().find({name, style});
    return found == table().end() || !is_in(found->second, dialect) ? nullptr : &found->second;
}

std::vector<std::string_view> function_names(Style style, Dialect dialect) {
    std::vector<std::string_view> names;
    for (const auto& [key, form] : table())
        if (key.second == style && is_in(form, dialect))
            names.push_back(key.first);
    return names;
}

Resolved resolve(const FunctionForm& form, std::span<const Type> arguments) {
    Resolved resolved;
    for (const Signature& signature : form.signatures) {
        Bindings bindings;
        bool fits = signature.parameters.size() == arguments.size();
        for (std::size_t i = 0; fits && i < arguments.size(); ++i)
            fits = unify(signature.parameters[i], arguments[i], bindings);
        if (!fits)
            continue;
        const Type result = substitute(signature.result, bindings);
        // What is dyn may fit several: then so is the result, unless all agree.
        resolved.result = resolved.fits ? common(resolved.result, result) : result;
        resolved.fits = true;
    }
    return resolved;
}

} // namespace pemba::schema::cel

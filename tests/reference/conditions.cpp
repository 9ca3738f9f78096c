// The conditions: a comparison, an or, an and, and a division that can fail.
#include "reference/conditions.h"

#include <cctype>
#include <optional>
#include <vector>

namespace pemba::reference {
namespace {

using Kind = Judgement::Kind;

class Given {
public:
    explicit Given(const Values& values) : values_(values) {}

    std::optional<std::int64_t> operator[](const std::string& name) const {
        auto found = values_.find(name);
        return found == values_.end() ? std::nullopt : std::optional(found->second);
    }
    Judgement lacking(const std::vector<std::string>& names) const {
        Judgement judgement{Kind::Missing};
        for (const std::string& name : names)
            if (!values_.contains(name))
                judgement.missing.insert(name);
        return judgement;
    }

private:
    const Values& values_;
};

Judgement known(bool value) {
    return {value ? Kind::True : Kind::False};
}

Judgement at_least(const Given& given) {
    auto level = given["level"], needed = given["needed"];
    return level && needed ? known(*level >= *needed) : given.lacking({"level", "needed"});
}

// One that decides is enough, whatever the other is.
Judgement one_of(const Given& given, const char* a, const char* b, std::int64_t deciding) {
    auto left = given[a], right = given[b];
    if (left == deciding || right == deciding)
        return known(deciding == 1);
    return left && right ? known(deciding == 0) : given.lacking({a, b});
}

Judgement share(const Given& given) {
    auto level = given["level"], parts = given["parts"];
    if (!level || !parts)
        return given.lacking({"level", "parts"});
    return *parts == 0 ? Judgement{Kind::Failed} : known(*level / *parts > 1);
}

struct Condition {
    std::set<std::string> parameters;
    std::string expression;
};

const std::map<std::string, Condition>& conditions() {
    static const std::map<std::string, Condition> all{
        {"at_least", {{"level", "needed"}, "level >= needed"}},
        {"either", {{"flag", "other"}, "flag || other"}},
        {"both", {{"flag", "sure"}, "flag && sure"}},
        {"share", {{"level", "parts"}, "level / parts > 1"}},
    };
    return all;
}

} // namespace

const std::set<std::string>& condition_names() {
    static const std::set<std::string> names = [] {
        std::set<std::string> all;
        for (const auto& [name, condition] : conditions())
            all.insert(name);
        return all;
    }();
    return names;
}

const std::set<std::string>& parameters_of(const std::string& condition) {
    return conditions().at(condition).parameters;
}

const std::set<std::string>& all_parameters() {
    static const std::set<std::string> names{"flag", "level", "needed", "other", "parts", "sure"};
    return names;
}

bool is_bool(const std::string& parameter) {
    return parameter == "flag" || parameter == "other" || parameter == "sure";
}

namespace {

// A declaration, with what stands between a parameter and its type.
std::string declaration(const std::string& condition, const char* keyword, const char* between) {
    const auto& [parameters, expression] = conditions().at(condition);
    std::string list;
    for (const std::string& parameter : parameters)
        list += (list.empty() ? "" : ", ") + parameter + between +
                (is_bool(parameter) ? "bool" : "int");
    return std::string(keyword) + " " + condition + "(" + list + ") { " + expression + " }";
}

} // namespace

std::string to_zed(const std::string& condition) {
    return declaration(condition, "caveat", " ");
}

std::string condition_to_fga(const std::string& condition) {
    return declaration(condition, "condition", ": ");
}

Judgement judge_condition(const std::string& condition, const Values& values) {
    Given given(values);
    if (condition == "at_least")
        return at_least(given);
    if (condition == "either")
        return one_of(given, "flag", "other", 1);
    if (condition == "both")
        return one_of(given, "flag", "sure", 0);
    return share(given);
}

std::string to_json(const Values& values) {
    std::string text;
    for (const auto& [name, value] : values)
        text += (text.empty() ? "{\"" : ",\"") + name +
                "\":" + (is_bool(name) ? (value != 0 ? "true" : "false") : std::to_string(value));
    return text.empty() ? text : text + "}";
}

Values read_values(std::string_view json) {
    Values values;
    while (true) {
        auto begin = json.find('"');
        if (begin == json.npos)
            return values;
        auto end = json.find('"', begin + 1);
        std::string name(json.substr(begin + 1, end - begin - 1));
        json.remove_prefix(end + 2);
        std::string value(json.substr(0, json.find_first_of(",}")));
        values[name] = value == "true" ? 1 : value == "false" ? 0 : std::stoll(value);
    }
}

} // namespace pemba::reference

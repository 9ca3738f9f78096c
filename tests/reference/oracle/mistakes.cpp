// Mistakes are made in words: a run of letters or of other signs, or one sign that stands alone.
#include "reference/oracle/mistakes.h"

#include <cctype>
#include <string_view>
#include <utility>

namespace pemba::reference {
namespace {

bool is_letter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Two of these side by side are one word: `->`, `&&`, `>=`.
bool is_joined(std::string_view signs) {
    return signs == "->" || signs == "&&" || signs == "||" || signs == ">=";
}

std::vector<std::string> words_of(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i + 1;
        while (is_letter(text[i]) && end < text.size() && is_letter(text[end]))
            ++end;
        if (is_joined(std::string_view(text).substr(i, 2)))
            end = i + 2;
        if (text[i] != ' ' && text[i] != '\t')
            words.push_back(text.substr(i, end - i));
        i = end;
    }
    return words;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words)
        text += (text.empty() || text.back() == '\n' ? "" : " ") + word;
    return text;
}

void make_mistake(std::vector<std::string>& words, Generator& random) {
    const std::size_t place = random.pick(words.size() - 1);
    const auto at = words.begin() + static_cast<std::ptrdiff_t>(place);
    const std::string other = words[random.pick(words.size())];
    switch (random.pick(16)) {
    case 0: words.erase(at); break;
    case 1: words.insert(at, std::string(words[place])); break;
    case 2: std::swap(words[place], words[place + 1]); break;
    case 3: words.insert(at, other); break;
    case 4: words[place] = other; break;
    default: // a name for a name, a sign for a sign: what the grammar still takes
        if (is_letter(words[place][0]) == is_letter(other[0]))
            words[place] = other;
    }
}

Subject any_subject(const SchemaModel& schema, Generator& random) {
    const NamespaceModel& space = schema.namespaces[random.pick(schema.namespaces.size())];
    Subject subject{{space.name, random.chance(0.2) ? "*" : "a"}, ""};
    if (random.chance(0.05))
        subject.object.namespace_name = "nowhere";
    if (!space.relations.empty() && !subject.is_wildcard() && random.chance(0.4))
        subject.relation = space.relations[random.pick(space.relations.size())].name;
    if (random.chance(0.03) && !subject.is_wildcard())
        subject.relation = "nothing";
    return subject;
}

std::optional<TupleCondition> any_condition(Generator& random) {
    if (random.chance(0.7))
        return std::nullopt;
    const auto index = static_cast<std::ptrdiff_t>(random.pick(condition_names().size()));
    const std::string& name = *std::next(condition_names().begin(), index);
    if (random.chance(0.2)) // of the wrong type for half of them, unknown to the others
        return TupleCondition{name, R"({"level":"high"})"};
    return TupleCondition{name, to_json(random.values(parameters_of(name), 0.3))};
}

} // namespace

std::string with_mistakes(const std::string& schema, Generator& random) {
    auto words = words_of(schema);
    for (std::size_t count = 1 + random.pick(3); count > 0 && words.size() > 2; --count)
        make_mistake(words, random);
    return joined(words);
}

TupleUpdate any_update(const SchemaModel& schema, Generator& random) {
    std::vector<Userset> usersets{{{"nowhere", "a"}, "rel0"}};
    for (const NamespaceModel& space : schema.namespaces) {
        for (const RelationModel& relation : space.relations)
            usersets.push_back({{space.name, "a"}, relation.name});
        if (random.chance(0.2))
            usersets.push_back({{space.name, "a"}, "nothing"});
    }
    constexpr UpdateKind kKinds[] = {UpdateKind::Touch, UpdateKind::Touch, UpdateKind::Create,
                                     UpdateKind::Delete};
    const Userset& userset = usersets[random.pick(usersets.size())];
    TupleUpdate update{kKinds[random.pick(std::size(kKinds))], {}};
    update.tuple = {userset.object, userset.relation, any_subject(schema, random)};
    update.tuple.condition = any_condition(random);
    if (random.chance(0.2))
        update.tuple.expires_at = Timestamp(std::chrono::years(130));
    return update;
}

} // namespace pemba::reference

// Splicing partials, with a stack of its own.
#include "zed/lower/partials.h"

#include <algorithm>

#include "diagnostics/suggest.h"

namespace pemba::schema::zed {

namespace {

// A body that is being spliced.
struct Open {
    const Definition* body = nullptr;
    std::size_t next = 0;
};

std::string path_of(const std::vector<Open>& open, const Definition& again) {
    std::string path;
    auto at = std::find_if(open.begin(), open.end(),
                           [&](const Open& each) { return each.body == &again; });
    for (; at != open.end(); ++at)
        path += at->body->name.text + ", ";
    return path + again.name.text;
}

} // namespace

Partials::Partials(const std::vector<File>& files) {
    for (const File& file : files)
        for (const Item& item : file.items)
            if (const auto* definition = std::get_if<Definition>(&item.value);
                definition != nullptr && definition->is_partial)
                by_name_.try_emplace(definition->name.text, definition);
}

std::vector<const Member*> Partials::members_of(const Definition& definition, Sink& sink) const {
    std::vector<const Member*> members;
    std::vector<Open> open{{&definition}};
    std::size_t steps = 0;
    while (!open.empty()) {
        if (open.back().next == open.back().body->members.size()) {
            open.pop_back();
            continue;
        }
        const Member& member = open.back().body->members[open.back().next++];
        if (++steps > kMaxMembers) {
            sink.report(Kind::TooManyMembers, definition.name.span,
                        {{"definition_name", definition.name.text},
                         {"limit", std::to_string(kMaxMembers)}});
            break;
        }
        const auto* spread = std::get_if<Spread>(&member.value);
        if (spread == nullptr) {
            members.push_back(&member);
            continue;
        }
        const auto found = by_name_.find(spread->partial.text);
        if (found == by_name_.end()) {
            sink.report(Kind::UnknownPartial, spread->partial.span,
                        {{"partial_name", spread->partial.text}})
                .hint([&] {
                    std::vector<std::string_view> names;
                    for (const auto& [name, partial] : by_name_)
                        names.push_back(name);
                    return suggest(spread->partial.text, names);
                });
            continue;
        }
        const Definition* body = found->second;
        if (std::any_of(open.begin(), open.end(),
                        [&](const Open& each) { return each.body == body; }))
            sink.report(Kind::PartialCycle, spread->partial.span,
                        {{"partial_names", path_of(open, *body)}});
        else
            open.push_back({body});
    }
    return members;
}

} // namespace pemba::schema::zed

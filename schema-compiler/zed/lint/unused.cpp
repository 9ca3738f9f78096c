// Counting names, then looking for those that have none.
#include "zed/lint/unused.h"

#include <unordered_set>

#include "zed/lint/removal.h"

namespace pemba::schema::zed {

namespace {

/// What files name: caveats in its relations, partials in its spreads.
struct Named {
    std::unordered_set<std::string_view> caveats, partials;

    explicit Named(const std::vector<File>& files) {
        for (const File& file : files)
            for (const Item& item : file.items)
                if (const auto* definition = std::get_if<Definition>(&item.value))
                    for (const Member& member : definition->members)
                        add(member);
    }

    void add(const Member& member) {
        if (const auto* spread = std::get_if<Spread>(&member.value))
            partials.insert(spread->partial.text);
        if (const auto* relation = std::get_if<Relation>(&member.value))
            for (const SubjectType& type : relation->subject_types)
                if (type.caveat)
                    caveats.insert(type.caveat->text);
    }
};

} // namespace

void warn_of_unused(const std::vector<File>& files, const Source& first, Sink& sink) {
    const Named named(files);
    const auto removing = [&](const Item& item, const Name& name) {
        return Report::Fix{"remove `" + name.text + "`", {{removal(item, first), ""}}};
    };
    for (const Item& item : files.front().items) {
        if (const auto* caveat = std::get_if<Caveat>(&item.value);
            caveat != nullptr && !named.caveats.contains(caveat->name.text))
            sink.report(Kind::UnusedCaveat, caveat->name.span, {{"caveat_name", caveat->name.text}})
                .fix([&] { return removing(item, caveat->name); });
        if (const auto* partial = std::get_if<Definition>(&item.value);
            partial != nullptr && partial->is_partial &&
            !named.partials.contains(partial->name.text))
            sink.report(Kind::UnusedPartial, partial->name.span,
                        {{"partial_name", partial->name.text}})
                .fix([&] { return removing(item, partial->name); });
    }
}

} // namespace pemba::schema::zed

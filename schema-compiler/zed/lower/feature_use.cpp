// Checks of `use`.
#include "zed/lower/feature_use.h"

#include <set>
#include <string_view>

namespace pemba::schema::zed {

namespace {

class FeatureCheck {
public:
    FeatureCheck(const File& file, Sink& sink) : sink_(sink) {
        for (const Item& item : file.items)
            if (const auto* use = std::get_if<Use>(&item.value))
                flags_.insert(use->flag.text);
    }

    void operator()(const Use&) {}
    void operator()(const Caveat&) {}

    void operator()(const Import& import) {
        want("import", Kind::ImportWithoutUse, import.keyword);
    }

    void operator()(const Definition& definition) {
        if (definition.is_partial)
            want("partial", Kind::PartialWithoutUse, definition.name.span);
        for (const Member& member : definition.members) {
            if (const auto* spread = std::get_if<Spread>(&member.value))
                want("partial", Kind::PartialWithoutUse, spread->partial.span);
            if (const auto* relation = std::get_if<Relation>(&member.value))
                for (const SubjectType& type : relation->subject_types)
                    check(type);
        }
    }

private:
    void check(const SubjectType& type) {
        if (type.expiration && flags_.count("expiration") == 0)
            sink_
                .report(Kind::ExpirationWithoutUse, *type.expiration,
                        {{"caveat_name", "expiration"}})
                .hint("begin the file with `use expiration`");
    }

    void want(const std::string& flag, Kind kind, ByteSpan place) {
        if (flags_.count(flag) == 0)
            sink_.report(kind, place).hint("begin the file with `use " + flag + "`");
    }

    Sink& sink_;
    std::set<std::string, std::less<>> flags_;
};

} // namespace

void check_feature_use(const File& file, Sink& sink) {
    FeatureCheck check(file, sink);
    for (const Item& item : file.items)
        std::visit(check, item.value);
}

} // namespace pemba::schema::zed

// Refusing features of coming versions.
#include "zed/lower/unsupported.h"

#include <set>
#include <string_view>

namespace pemba::schema::zed {

namespace {

class Refusal {
public:
    Refusal(const File& file, Sink& sink) : sink_(sink) {
        for (const Item& item : file.items) {
            if (const auto* use = std::get_if<Use>(&item.value))
                flags_.insert(use->flag.text);
        }
    }

    void operator()(const Use& use) {
        for (std::string_view flag : {"import", "partial", "typechecking"})
            if (use.flag.text == flag && !use.is_misplaced)
                sink_.report(Kind::UnsupportedUse, use.flag.span, {{"flag", use.flag.text}});
    }

    void operator()(const Import& import) {
        if (flags_.count("import") == 0)
            sink_.report(Kind::UnsupportedImport, import.keyword);
    }

    void operator()(const Caveat&) {}

    void operator()(const Definition& definition) {
        if (definition.is_partial && flags_.count("partial") == 0)
            sink_.report(Kind::UnsupportedPartial, definition.name.span);
        for (const Member& member : definition.members) {
            if (const auto* spread = std::get_if<Spread>(&member.value);
                spread != nullptr && flags_.count("partial") == 0)
                sink_.report(Kind::UnsupportedPartial, spread->partial.span);
            if (const auto* relation = std::get_if<Relation>(&member.value))
                for (const SubjectType& type : relation->subject_types)
                    refuse_traits(type);
        }
    }

private:
    void refuse_traits(const SubjectType& type) {
        if (type.expiration && flags_.count("expiration") == 0)
            sink_
                .report(Kind::ExpirationWithoutUse, *type.expiration,
                        {{"caveat_name", "expiration"}})
                .hint("begin the file with `use expiration`");
    }

    Sink& sink_;
    std::set<std::string, std::less<>> flags_;
};

} // namespace

void refuse_unsupported(const File& file, Sink& sink) {
    Refusal refuse(file, sink);
    for (const Item& item : file.items)
        std::visit(refuse, item.value);
}

} // namespace pemba::schema::zed

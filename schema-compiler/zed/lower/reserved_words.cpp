// Names of one file against the features of the others.
#include "zed/lower/reserved_words.h"

#include <string_view>

namespace pemba::schema::zed {

namespace {

/// Words of the features that remain in the compiled text.
struct ReservedWord {
    std::string_view word;
    std::string_view feature;
};
constexpr ReservedWord kWords[] = {
    {"self", "self"}, {"expiration", "expiration"}, {"and", "expiration"}};

bool uses(const File& file, std::string_view feature) {
    for (const Item& item : file.items)
        if (const auto* use = std::get_if<Use>(&item.value); use && use->flag.text == feature)
            return true;
    return false;
}

bool has_segment(std::string_view name, std::string_view word) {
    return ("/" + std::string(name) + "/").find("/" + std::string(word) + "/") != std::string::npos;
}

class NameCheck {
public:
    NameCheck(const ReservedWord& word, Sink& sink) : word_(word), sink_(sink) {}

    void operator()(const Use&) {}
    void operator()(const Import&) {}
    void operator()(const Spread&) {}
    void operator()(const Relation& relation) { check(relation.name, "a relation"); }
    void operator()(const Permission& permission) { check(permission.name, "a permission"); }

    void operator()(const Definition& definition) {
        check(definition.name, definition.is_partial ? "a partial" : "a definition");
        for (const Member& member : definition.members)
            std::visit(*this, member.value);
    }

    void operator()(const Caveat& caveat) {
        check(caveat.name, "a caveat");
        for (const CaveatParameter& parameter : caveat.parameters)
            check(parameter.name, "a parameter");
    }

private:
    void check(const Name& name, const char* what) {
        if (has_segment(name.text, word_.word))
            sink_
                .report(Kind::ReservedWord, name.span,
                        {{"found", std::string(word_.word)}, {"what", what}})
                .hint("another file of the schema has `use " + std::string(word_.feature) + "`");
    }

    const ReservedWord& word_;
    Sink& sink_;
};

} // namespace

void check_words_reserved_elsewhere(const std::vector<File>& files, Sink& sink) {
    for (const ReservedWord& word : kWords) {
        std::vector<const File*> without;
        for (const File& file : files)
            if (!uses(file, word.feature))
                without.push_back(&file);
        if (without.size() == files.size())
            continue;
        NameCheck check(word, sink);
        for (const File* file : without)
            for (const Item& item : file->items)
                std::visit(check, item.value);
    }
}

} // namespace pemba::schema::zed

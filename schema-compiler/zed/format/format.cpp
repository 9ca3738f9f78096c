// The formatter.
#include "zed/format/format.h"

#include "zed/format/comment_text.h"
#include "zed/format/expression_text.h"

namespace pemba::schema::zed {

namespace {

std::string subject_type_text(const SubjectType& type) {
    std::string out = type.type.text;
    switch (type.form) {
    case SubjectType::Form::Object: break;
    case SubjectType::Form::ObjectWithEllipsis: out += "#..."; break;
    case SubjectType::Form::Userset: out += "#" + type.relation.text; break;
    case SubjectType::Form::Wildcard: out += ":*"; break;
    }
    if (type.caveat)
        out += " with " + type.caveat->text;
    if (type.expiration)
        out += type.caveat ? " and expiration" : " with expiration";
    return out;
}

std::string member_text(const Relation& relation) {
    std::string out = "relation " + relation.name.text + ":";
    for (std::size_t i = 0; i < relation.subject_types.size(); ++i) {
        const SubjectType& type = relation.subject_types[i];
        out += i == 0 ? " " : type.on_new_line ? " |\n\t\t" : " | ";
        out += subject_type_text(type);
    }
    return out;
}

std::string member_text(const Permission& permission) {
    std::string out = "permission " + permission.name.text;
    for (std::size_t i = 0; i < permission.annotation.size(); ++i)
        out += (i == 0 ? ": " : " | ") + permission.annotation[i].text;
    return out + " = " + expression_text(permission.expression);
}

std::string member_text(const Spread& spread) {
    return "..." + spread.partial.text;
}

class Formatter {
public:
    std::string run(const File& file) {
        const Item* before = nullptr;
        for (const Item& item : file.items) {
            add_item(item, before);
            before = &item;
        }
        for (std::size_t i = 0; i < file.closing_comments.size(); ++i) {
            if (!out_.empty() && (i == 0 || file.closing_comments[i].after_blank_line))
                out_ += "\n";
            out_ += comment_lines(file.closing_comments[i].text, "");
        }
        return std::move(out_);
    }

private:
    static bool is_one_line(const Item& item) {
        return std::holds_alternative<Use>(item.value) ||
               std::holds_alternative<Import>(item.value);
    }

    static bool is_empty_definition(const Item& item) {
        const auto* definition = std::get_if<Definition>(&item.value);
        return definition != nullptr && definition->members.empty() &&
               definition->closing_comments.empty();
    }

    /// Whether anything of the layout, comments included, begins after an empty line.
    static bool begins_after_blank_line(const Layout& layout) {
        return layout.comments.empty() ? layout.after_blank_line
                                       : layout.comments.front().after_blank_line;
    }

    /// Between two lines of one kind, such as `use` or empty definitions, the author decides.
    void add_item(const Item& item, const Item* before) {
        const bool may_touch =
            before != nullptr && ((is_one_line(*before) && is_one_line(item)) ||
                                  (is_empty_definition(*before) && is_empty_definition(item)));
        if (before != nullptr && (!may_touch || begins_after_blank_line(item.layout)))
            out_ += "\n";
        add_comments(item.layout, "");
        std::visit([&](const auto& value) { add(value); }, item.value);
        end_line(item.layout);
    }

    void add(const Use& use) { out_ += "use " + use.flag.text; }
    void add(const Import& import) { out_ += "import " + import.path.text; }

    void add(const Caveat& caveat) {
        out_ += "caveat " + caveat.name.text + "(";
        for (std::size_t i = 0; i < caveat.parameters.size(); ++i)
            out_ += (i == 0 ? "" : ", ") + caveat.parameters[i].name.text + " " +
                    caveat.parameters[i].type.text;
        out_ += ") {" + caveat.body + "}"; // CEL is not this formatter's to change
    }

    void add(const Definition& definition) {
        out_ += definition.is_partial ? "partial " : "definition ";
        out_ += definition.name.text + " {";
        bool is_first = true;
        for (const Member& member : definition.members) {
            add_member(member, is_first);
            is_first = false;
        }
        for (const Comment& comment : definition.closing_comments) {
            out_ += is_first ? "\n" : comment.after_blank_line ? "\n" : "";
            out_ += comment_lines(comment.text, "\t");
            is_first = false;
        }
        out_ += "}";
    }

    void add_member(const Member& member, bool is_first) {
        if (is_first || begins_after_blank_line(member.layout))
            out_ += "\n";
        add_comments(member.layout, "\t");
        out_ +=
            "\t" + std::visit([](const auto& value) { return member_text(value); }, member.value);
        end_line(member.layout);
    }

    void add_comments(const Layout& layout, const std::string& indent) {
        for (std::size_t i = 0; i < layout.comments.size(); ++i) {
            if (i > 0 && layout.comments[i].after_blank_line)
                out_ += "\n";
            out_ += comment_lines(layout.comments[i].text, indent);
        }
        if (!layout.comments.empty() && layout.after_blank_line)
            out_ += "\n";
        for (const Comment& comment : layout.inner_comments)
            out_ += comment_lines(comment.text, indent);
    }

    void end_line(const Layout& layout) {
        if (!layout.trailing_comment.empty())
            out_ += " " + layout.trailing_comment;
        out_ += "\n";
    }

    std::string out_;
};

} // namespace

std::string format(const File& file) {
    return Formatter().run(file);
}

} // namespace pemba::schema::zed

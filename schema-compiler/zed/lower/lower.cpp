// Definitions, relations and permissions to namespace configs.
#include "zed/lower/lower.h"

#include "zed/lower/feature_use.h"
#include "zed/lower/lower_expression.h"
#include "zed/lower/partials.h"
#include "zed/lower/reserved_words.h"

namespace pemba::schema::zed {

namespace {

ir::Name to_ir(const Name& name) {
    return {name.text, name.span};
}

std::vector<std::string> comment_texts(const Layout& layout) {
    std::vector<std::string> texts;
    for (const Comment& comment : layout.comments)
        texts.push_back(comment.text);
    return texts;
}

ir::SubjectType lower(const SubjectType& from) {
    ir::SubjectType type{to_ir(from.type)};
    if (from.form == SubjectType::Form::Userset)
        type.relation = to_ir(from.relation);
    type.wildcard = from.form == SubjectType::Form::Wildcard;
    type.expiration = from.expiration.has_value();
    if (from.caveat)
        type.condition = to_ir(*from.caveat);
    type.span = from.span;
    return type;
}

ir::Relation lower(const Relation& from) {
    ir::Relation relation{to_ir(from.name), true};
    relation.is_broken = from.is_broken;
    for (const SubjectType& type : from.subject_types)
        relation.subject_types.push_back(lower(type));
    ir::RewriteNode stored{ir::RewriteOp::This};
    stored.span = from.name.span;
    relation.rewrite.push_back(std::move(stored));
    return relation;
}

ir::Relation lower(const Permission& from, Sink& sink) {
    ir::Relation relation{to_ir(from.name), false};
    relation.rewrite = lower_expression(from.expression);
    relation.is_broken = from.expression.is_broken();
    for (const Name& type : from.annotation)
        relation.annotation.push_back(to_ir(type));
    warn_of_surprising_precedence(from.expression, sink);
    return relation;
}

ir::NamespaceConfig lower(const Definition& from, const Partials& partials, Sink& sink) {
    ir::NamespaceConfig config{to_ir(from.name)};
    config.is_broken = from.is_broken;
    for (const Member* member : partials.members_of(from, sink)) {
        if (const auto* relation = std::get_if<Relation>(&member->value))
            config.relations.push_back(lower(*relation));
        else if (const auto* permission = std::get_if<Permission>(&member->value))
            config.relations.push_back(lower(*permission, sink));
        config.relations.back().comments = comment_texts(member->layout);
    }
    return config;
}

/// A body without the blanks around it, which say nothing.
ir::Name trimmed(const std::string& body, ByteSpan span) {
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    std::size_t begin = 0, end = body.size();
    while (begin < end && is_blank(body[begin]))
        ++begin;
    while (end > begin && is_blank(body[end - 1]))
        --end;
    return {body.substr(begin, end - begin),
            {span.begin + static_cast<std::uint32_t>(begin),
             span.begin + static_cast<std::uint32_t>(end)}};
}

ir::Condition lower(const Caveat& from) {
    ir::Condition condition{to_ir(from.name)};
    for (const CaveatParameter& parameter : from.parameters)
        condition.parameters.push_back(
            {to_ir(parameter.name), {parameter.type.text, parameter.type.span}});
    condition.expression = trimmed(from.body, from.body_span);
    return condition;
}

/// Adds what a file has to the schema.
class FileLowering {
public:
    FileLowering(const Partials& partials, ir::Schema& schema, Sink& sink)
        : partials_(partials), schema_(schema), sink_(sink) {}

    void run(const File& file) {
        check_feature_use(file, sink_);
        schema_.is_broken = schema_.is_broken || file.is_broken;
        for (const Item& item : file.items)
            std::visit([&](const auto& value) { add(value, item.layout); }, item.value);
    }

private:
    void add(const Use& use, const Layout&) {
        schema_.checks_annotations = schema_.checks_annotations || use.flag.text == "typechecking";
    }

    void add(const Import&, const Layout&) {}

    void add(const Caveat& caveat, const Layout& layout) {
        schema_.conditions.push_back(lower(caveat));
        schema_.conditions.back().comments = comment_texts(layout);
    }

    void add(const Definition& definition, const Layout& layout) {
        if (definition.is_partial) {
            schema_.partials.push_back(to_ir(definition.name));
        } else if (definition.name.text.empty()) {
            schema_.is_broken = true;
        } else {
            schema_.namespaces.push_back(lower(definition, partials_, sink_));
            schema_.namespaces.back().comments = comment_texts(layout);
        }
    }

    const Partials& partials_;
    ir::Schema& schema_;
    Sink& sink_;
};

} // namespace

ir::Schema lower(const std::vector<File>& files, Sink& sink) {
    ir::Schema schema;
    check_words_reserved_elsewhere(files, sink);
    const Partials partials(files);
    FileLowering lowering(partials, schema, sink);
    for (const File& file : files)
        lowering.run(file);
    return schema;
}

} // namespace pemba::schema::zed

// A tree as text.
#include "zed/ast/dump.h"

#include <utility>

namespace pemba::schema::zed {

namespace {

std::string leaf_text(const ExpressionNode& node) {
    switch (node.op) {
    case Operator::Relation: return node.relation.text;
    case Operator::Nil: return "nil";
    case Operator::Self: return "self";
    case Operator::Arrow: return node.relation.text + "->" + node.target.text;
    case Operator::ArrowAny: return node.relation.text + ".any(" + node.target.text + ")";
    case Operator::ArrowAll: return node.relation.text + ".all(" + node.target.text + ")";
    default: return "?";
    }
}

char operator_sign(Operator op) {
    return op == Operator::Union ? '+' : op == Operator::Intersection ? '&' : '-';
}

bool is_binary(Operator op) {
    return op == Operator::Union || op == Operator::Intersection || op == Operator::Exclusion;
}

std::string dump_expression(const Expression& expression) {
    if (expression.is_broken())
        return "?";
    std::string out;
    // What is still to print: a node, or text if there is no node.
    std::vector<std::pair<const ExpressionNode*, std::string_view>> todo{
        {&expression.nodes.back(), ""}};
    while (!todo.empty()) {
        const auto [node, text] = todo.back();
        todo.pop_back();
        if (node == nullptr) {
            out += text;
        } else if (node->op == Operator::Parentheses) {
            todo.push_back({&expression.nodes[node->left], ""});
        } else if (is_binary(node->op)) {
            out += std::string("(") + operator_sign(node->op) + " ";
            todo.push_back({nullptr, ")"});
            todo.push_back({&expression.nodes[node->right], ""});
            todo.push_back({nullptr, " "});
            todo.push_back({&expression.nodes[node->left], ""});
        } else {
            out += leaf_text(*node);
        }
    }
    return out;
}

std::string dump_subject_type(const SubjectType& type) {
    std::string out = type.type.text;
    if (type.form == SubjectType::Form::Wildcard)
        out += ":*";
    if (type.form == SubjectType::Form::ObjectWithEllipsis)
        out += "#...";
    if (type.form == SubjectType::Form::Userset)
        out += "#" + type.relation.text;
    if (type.caveat)
        out += " with " + type.caveat->text;
    if (type.expiration)
        out += type.caveat ? " and expiration" : " with expiration";
    return out;
}

class Dumper {
public:
    std::string run(const File& file) {
        for (const Item& item : file.items)
            std::visit([&](const auto& value) { add(value, item.layout); }, item.value);
        comments(file.closing_comments, "");
        return std::move(out_);
    }

private:
    void add(const Use& use, const Layout& layout) {
        comments(layout, "");
        out_ += "use " + use.flag.text + "\n";
    }
    void add(const Import& import, const Layout& layout) {
        comments(layout, "");
        out_ += "import " + import.path.text + "\n";
    }
    void add(const Caveat& caveat, const Layout& layout) {
        comments(layout, "");
        out_ += "caveat " + caveat.name.text;
        for (const CaveatParameter& parameter : caveat.parameters)
            out_ += " " + parameter.name.text + ":" + parameter.type.text;
        out_ += " {" + caveat.body + "}\n";
    }
    void add(const Definition& definition, const Layout& layout) {
        comments(layout, "");
        out_ += (definition.is_partial ? "partial " : "definition ") + definition.name.text + "\n";
        for (const Member& member : definition.members) {
            comments(member.layout, "  ");
            std::visit([&](const auto& value) { add_member(value); }, member.value);
        }
        comments(definition.closing_comments, "  ");
    }
    void add_member(const Relation& relation) {
        out_ += "  relation " + relation.name.text;
        for (const SubjectType& type : relation.subject_types)
            out_ += " | " + dump_subject_type(type);
        out_ += "\n";
    }
    void add_member(const Permission& permission) {
        out_ += "  permission " + permission.name.text;
        for (const Name& type : permission.annotation)
            out_ += " : " + type.text;
        out_ += " = " + dump_expression(permission.expression) + "\n";
    }
    void add_member(const Spread& spread) { out_ += "  ..." + spread.partial.text + "\n"; }

    void comments(const std::vector<Comment>& list, std::string_view indent) {
        for (const Comment& comment : list)
            out_ += std::string(indent) + "comment " + comment.text + "\n";
    }
    void comments(const Layout& layout, std::string_view indent) {
        comments(layout.comments, indent);
        comments(layout.inner_comments, indent);
        if (!layout.trailing_comment.empty())
            out_ += std::string(indent) + "trailing " + layout.trailing_comment + "\n";
    }

    std::string out_;
};

} // namespace

std::string dump(const File& file) {
    return Dumper().run(file);
}

} // namespace pemba::schema::zed

// read_zed(): scenarios' schemas for the reference, so that it does not trust the compiler.
#include <cctype>
#include <stdexcept>

#include "reference/schema_model.h"

namespace pemba::reference {
namespace {

class Reader {
public:
    explicit Reader(std::string_view text) : rest_(text) { next(); }

    SchemaModel schema() {
        SchemaModel schema;
        while (!token_.empty()) {
            want("definition");
            NamespaceModel space{take_name(), {}};
            want("{");
            while (!accept("}"))
                space.relations.push_back(relation());
            schema.namespaces.push_back(std::move(space));
        }
        return schema;
    }

private:
    RelationModel relation() {
        RelationModel relation;
        relation.stored = token_ == "relation";
        if (!accept("relation"))
            want("permission");
        relation.name = take_name();
        if (!relation.stored) {
            want("=");
            relation.expression = exclusion();
            return relation;
        }
        want(":");
        do
            relation.subjects.push_back(subject_kind());
        while (accept("|"));
        return relation;
    }

    SubjectKind subject_kind() {
        SubjectKind kind{take_name(), "", false};
        if (accept(":")) {
            want("*");
            kind.wildcard = true;
        } else if (accept("#")) {
            kind.relation = take_name();
        }
        return kind;
    }

    // `+` binds tightest, then `&`, then `-`; all to the left.
    Expression exclusion() {
        Expression left = intersection();
        while (accept("-"))
            left = {Operation::Exclusion, "", "", {std::move(left), intersection()}};
        return left;
    }
    Expression intersection() {
        Expression left = sum();
        if (token_ != "&")
            return left;
        Expression all{Operation::Intersection, "", "", {std::move(left)}};
        while (accept("&"))
            all.operands.push_back(sum());
        return all;
    }
    Expression sum() {
        Expression left = atom();
        if (token_ != "+")
            return left;
        Expression all{Operation::Union, "", "", {std::move(left)}};
        while (accept("+"))
            all.operands.push_back(atom());
        return all;
    }

    Expression atom() {
        if (accept("(")) {
            Expression inner = exclusion();
            want(")");
            return inner;
        }
        if (accept("nil"))
            return {};
        std::string name = take_name();
        if (accept("->"))
            return {Operation::ArrowAny, name, take_name(), {}};
        if (!accept("."))
            return {Operation::Computed, "", name, {}};
        bool all = token_ == "all";
        if (!accept("all"))
            want("any");
        want("(");
        Expression arrow{all ? Operation::ArrowAll : Operation::ArrowAny, name, take_name(), {}};
        want(")");
        return arrow;
    }

    std::string take_name() {
        if (token_.empty() || std::isalpha(static_cast<unsigned char>(token_[0])) == 0)
            throw std::invalid_argument("expected a name instead of `" + token_ + "`");
        std::string name = token_;
        next();
        return name;
    }

    bool accept(std::string_view wanted) {
        if (token_ != wanted)
            return false;
        next();
        return true;
    }

    void want(std::string_view wanted) {
        if (!accept(wanted))
            throw std::invalid_argument("expected `" + std::string(wanted) + "` instead of `" +
                                        token_ + "` before `" + std::string(rest_.substr(0, 30)) +
                                        "`");
    }

    void next() {
        skip_blanks();
        std::size_t size = 0;
        auto is_word = [](char c) {
            return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '/';
        };
        while (size < rest_.size() && is_word(rest_[size]))
            ++size;
        if (size == 0 && !rest_.empty())
            size = rest_.starts_with("->") ? 2 : 1;
        token_ = rest_.substr(0, size);
        rest_.remove_prefix(size);
    }

    void skip_blanks() {
        while (!rest_.empty()) {
            if (rest_.starts_with("//"))
                rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
            else if (std::isspace(static_cast<unsigned char>(rest_[0])) != 0)
                rest_.remove_prefix(1);
            else
                return;
        }
    }

    std::string_view rest_;
    std::string token_;
};

} // namespace

SchemaModel read_zed(std::string_view text) {
    return Reader(text).schema();
}

} // namespace pemba::reference

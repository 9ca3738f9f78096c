// An explicit stack: rewrites nest as deep as JSON may.
#include "fga/json/rewrite_reader.h"

namespace pemba::schema::fga {

void RewriteReader::run(const JsonValue& rewrite) {
    std::vector<Open> stack{open(rewrite)};
    while (!stack.empty()) {
        Open& top = stack.back();
        if (top.read < top.operands.size()) {
            const JsonValue* operand = top.operands[top.read++];
            stack.push_back(open(*operand)); // `top` is invalid from here on
            continue;
        }
        const auto index = static_cast<std::uint32_t>(relation_.rewrite.size());
        relation_.rewrite.push_back(std::move(top.node));
        stack.pop_back();
        if (!stack.empty())
            stack.back().node.children.push_back(index);
    }
}

RewriteReader::Open RewriteReader::open(const JsonValue& rewrite) {
    Open out;
    out.node.span = rewrite.span;
    out.node.op = ir::RewriteOp::Nil;
    int said = 0;
    const auto says = [&](ir::RewriteOp op) {
        out.node.op = op;
        ++said;
    };
    if (fields_.object(rewrite, "this") != nullptr)
        says(ir::RewriteOp::This);
    for (const char* name : {"computedUserset", "computed_userset"})
        if (const JsonValue* userset = fields_.object(rewrite, name)) {
            says(ir::RewriteOp::ComputedUserset);
            out.node.relation = relation_of(userset, rewrite);
        }
    for (const char* name : {"tupleToUserset", "tuple_to_userset"})
        if (const JsonValue* arrow = fields_.object(rewrite, name)) {
            says(ir::RewriteOp::TupleToUserset);
            out.node.tupleset = relation_of(fields_.object(*arrow, "tupleset"), *arrow);
            const JsonValue* userset = fields_.object(*arrow, "computedUserset");
            out.node.relation = relation_of(
                userset != nullptr ? userset : fields_.object(*arrow, "computed_userset"), *arrow);
        }
    if (const JsonValue* set = fields_.object(rewrite, "union")) {
        says(ir::RewriteOp::Union);
        open_operands(*set, "child", out);
    }
    if (const JsonValue* set = fields_.object(rewrite, "intersection")) {
        says(ir::RewriteOp::Intersection);
        open_operands(*set, "child", out);
    }
    if (const JsonValue* difference = fields_.object(rewrite, "difference")) {
        says(ir::RewriteOp::Exclusion);
        open_difference(*difference, out);
    }
    if (said > 1)
        fields_.wrong(rewrite, relation_.name.text.c_str(), "one kind of rewrite");
    return out;
}

ir::Name RewriteReader::relation_of(const JsonValue* object, const JsonValue& around) {
    return object == nullptr ? ir::Name{{}, around.span} : fields_.text(*object, "relation");
}

void RewriteReader::open_operands(const JsonValue& set, const char* name, Open& out) {
    for (const std::uint32_t index : fields_.items(set, name))
        if (fields_.is_object(index, name))
            out.operands.push_back(&fields_.document()[index]);
}

void RewriteReader::open_difference(const JsonValue& difference, Open& out) {
    const JsonValue* base = fields_.object(difference, "base");
    const JsonValue* subtract = fields_.object(difference, "subtract");
    if (base == nullptr)
        sink_.report(Kind::DifferenceWithoutBase, difference.span);
    if (subtract == nullptr)
        sink_.report(Kind::DifferenceWithoutSubtract, difference.span);
    relation_.is_broken = relation_.is_broken || base == nullptr || subtract == nullptr;
    for (const JsonValue* operand : {base, subtract})
        if (operand != nullptr)
            out.operands.push_back(operand);
}

} // namespace pemba::schema::fga

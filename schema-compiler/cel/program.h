// Program: a checked expression, as expression.fbs has it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "expression_generated.h"

namespace pemba::schema::cel {

struct ProgramNode {
    fbs::ExpressionOp op = fbs::ExpressionOp::Null;
    fbs::Function function = fbs::Function::Not;
    std::vector<std::uint32_t> children = {}; ///< indices of earlier nodes
    std::int64_t number = 0;
    double real = 0;
    std::string text = {}; ///< of Bytes: the bytes
};

using Program = std::vector<ProgramNode>;

struct ProgramParameter {
    std::string name;
    std::vector<fbs::ValueKind> type; ///< a row of kinds
};

/// Writes expression.fbs.
[[nodiscard]] std::vector<std::uint8_t> emit(const std::string& name, const std::string& source,
                                             const std::vector<ProgramParameter>& parameters,
                                             const Program& program);

} // namespace pemba::schema::cel

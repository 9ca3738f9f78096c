// Statuses of refused writes.
#include "api/v1/precondition_status.h"

#include <charconv>

namespace pemba::api::v1 {
namespace {

std::string_view operation_name(Precondition::Kind kind) {
    return kind == Precondition::Kind::MustMatch ? "OPERATION_MUST_MATCH"
                                                 : "OPERATION_MUST_NOT_MATCH";
}

void add(Status& status, const char* name, const std::optional<std::string>& value) {
    if (!value)
        return;
    status.metadata.emplace_back("precondition_" + std::string(name), *value);
    status.message += std::string(" ") + name + ":\"" + *value + "\"";
}

} // namespace

Status write_status(const Error& error, const std::vector<Precondition>& preconditions) {
    Status status = to_status(error);
    const std::string index_text = error.detail("index");
    std::size_t index = preconditions.size();
    std::from_chars(index_text.data(), index_text.data() + index_text.size(), index);
    if (error.code != ErrorCode::PreconditionFailed || index >= preconditions.size())
        return status;
    const Precondition& failed = preconditions[index];
    const TupleFilter& filter = failed.filter;
    const std::string operation(operation_name(failed.kind));
    status.message = "optional_preconditions[" + index_text + "] does not hold: " + operation;
    status.metadata = {{"precondition_operation", operation}};
    add(status, "resource_type", filter.namespace_name);
    add(status, "resource_id", filter.object_id);
    add(status, "resource_id_prefix", filter.object_id_prefix);
    add(status, "relation", filter.relation);
    if (filter.subject) {
        add(status, "subject_type", filter.subject->namespace_name);
        add(status, "subject_id", filter.subject->id);
        add(status, "subject_relation", filter.subject->relation);
    }
    return status;
}

} // namespace pemba::api::v1

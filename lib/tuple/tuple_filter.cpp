// Whether a filter means a tuple.
#include "pemba/tuple_filter.h"

namespace pemba {
namespace {

bool matches(const SubjectFilter& filter, const Subject& subject) {
    return filter.namespace_name == subject.object.namespace_name &&
           (!filter.id || *filter.id == subject.object.id) &&
           (!filter.relation || *filter.relation == subject.relation);
}

} // namespace

bool TupleFilter::matches(const RelationTuple& tuple) const {
    return (!namespace_name || *namespace_name == tuple.object.namespace_name) &&
           (!object_id || *object_id == tuple.object.id) &&
           (!object_id_prefix || tuple.object.id.starts_with(*object_id_prefix)) &&
           (!relation || *relation == tuple.relation) &&
           (!subject || pemba::matches(*subject, tuple.subject));
}

} // namespace pemba

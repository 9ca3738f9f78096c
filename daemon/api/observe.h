// What handlers tell of their calls, beside answering them: to the metrics and to the audit log. A
// plain check without an audit log pays one comparison for it.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "api/call_record.h"
#include "api/service.h"
#include "http/message.h"

namespace pemba::api {

/// Adds to the call's record, if there is an audit log: any of CallRecord::note().
template <class... Told>
void note(const http::Request& request, const Told&... told) {
    if (request.attachment != nullptr) // which only the guard makes
        static_cast<CallRecord*>(request.attachment)->note(told...);
}

/// Of a check that has its answer, or has none. Those that failed have no count of tuples.
inline void observe(const Service& service, const http::Request& request, const CheckRequest& asked,
                    const Result<CheckResult>& answer) {
    if (answer)
        service.metrics.observe_check(answer->tuple_reads);
    note(request, AskedCheck{asked.userset, asked.subject, asked.context, asked.premises.tuples},
         answer);
}

/// Of as many checks as there are answers.
inline void observe(const Service& service, const http::Request& request,
                    const std::vector<CheckItem>& asked,
                    const std::vector<Result<CheckResult>>& answers) {
    for (const auto& answer : answers)
        if (answer)
            service.metrics.observe_check(answer->tuple_reads);
    note(request, asked, answers);
}

/// Of a schema that was written, if it was.
inline void note_schema(const http::Request& request, const Result<WriteSchemaResult>& written) {
    if (!written)
        return;
    note(request, "schema", written->id.text);
    note(request, written->written_at);
}

/// Of a lookup that found so much.
inline void observe(const http::Request& request, const LookupObjectsRequest& asked,
                    const ObjectListing& found) {
    if (request.attachment != nullptr)
        note(request, AskedLookup{asked.namespace_name, asked.relation, to_string(asked.subject)},
             found.size(), found.looked_up_at());
}
inline void observe(const http::Request& request, const LookupSubjectsRequest& asked,
                    const SubjectListing& found) {
    if (request.attachment != nullptr)
        note(request,
             AskedLookup{to_string(asked.userset.object), asked.userset.relation,
                         asked.subject_namespace +
                             (asked.subject_relation.empty() ? "" : "#" + asked.subject_relation)},
             found.size(), found.looked_up_at());
}

} // namespace pemba::api

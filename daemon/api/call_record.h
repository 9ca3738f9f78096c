// CallRecord: one call as the audit log tells it. The guard, which wraps every handler, makes it
// and knows who calls and how it ended; the handler inside tells it what was asked, answered or
// written, through observe.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/access.h"
#include "api/audit.h"
#include "api/json_writer.h"
#include "http/message.h"
#include "pemba/engine.h"

namespace pemba::api {

/// A check as it was asked. Views.
struct AskedCheck {
    const Userset& userset;
    const Subject& subject;
    std::string_view context; ///< as CheckRequest::context
    const std::vector<RelationTuple>& tuples;
};

/// A lookup as it was asked: what is sought is a type only, or empty.
struct AskedLookup {
    std::string resource, permission, subject;
};

/// What the lines look like stands in ../audit/README.md. A line is in the queue of the trail when
/// the function that tells it returns. Used by one thread after the other. Lives no longer than its
/// request.
class CallRecord final : public http::Attachment {
public:
    /// All of them outlive it. `route` is its method and path.
    CallRecord(const Audit& audit, const http::Request& request, std::string_view route,
               const Needs& needs, const Access::Judgement& judgement);
    CallRecord(const CallRecord&) = delete;
    CallRecord& operator=(const CallRecord&) = delete;

    // A line each, if such a decision is told:
    void note(const AskedCheck& asked, const Result<CheckResult>& answer);
    void note(const std::vector<CheckItem>& asked, const std::vector<Result<CheckResult>>& answers);
    void note(const AskedLookup& asked, std::uint64_t found, const Zookie& at);

    // What the line of a write or of an administrative call has:
    void note(const WriteRequest& asked);
    void note(const DeleteRequest& asked);
    void note(const ImportRequest& asked);
    void note(const Zookie& at);
    void note(std::string_view name, std::string_view value);
    void note(std::string_view name, std::uint64_t value);

    /// The call was refused before its handler was asked.
    void refused(unsigned status, std::string_view reason);
    /// The handler has answered. A line, if the call could write or administrate.
    void answered(unsigned status);

private:
    /// The members that all lines of this call begin with.
    void write_head(JsonWriter& out) const;
    /// From now on lines share one, which is made once.
    void keep_head();
    void begin_line(JsonWriter& out, std::string_view event) const;
    void write_decision(JsonWriter& out, const AskedCheck& asked,
                        const Result<CheckResult>& answer) const;
    [[nodiscard]] JsonWriter& details();
    /// Hands over lines that are complete.
    void tell(const JsonWriter& lines, std::size_t count = 1) const;

    const Audit& audit_;
    const http::Request& request_;
    std::string_view route_;
    const Needs& needs_;
    std::shared_ptr<const keys::Key> key_;
    std::string_view nobody_;           ///< what the caller is called if there is no key
    std::string head_;                  ///< that is kept; empty: each line's is made for it
    std::optional<JsonWriter> details_; ///< members
};

} // namespace pemba::api

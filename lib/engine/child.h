// Child: work that may end the process, done in another one.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "pemba/result.h"

namespace pemba::engine {

struct ChildResult {
    std::string output;      ///< what the work wrote, as far as it came
    std::string ending;      ///< how it ended, such as "ended by SIGBUS"; empty: it was done
    bool was_killed = false; ///< by somebody else, who need not have had to do with its work
};

/// Takes what the work has to tell.
using Tell = std::function<void(const std::string&)>;

/// Forks; the child does the work without leaving a core file or a word on the terminal, and is
/// killed after `limit` (0: never). Errors: StoreFailed, if there can be no child.
[[nodiscard]] Result<ChildResult> run_in_child(const std::function<void(const Tell&)>& work,
                                               std::chrono::seconds limit);

} // namespace pemba::engine

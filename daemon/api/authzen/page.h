// Page: the part of a search's results that a request asks for, and tokens to go on with.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/authzen/decoder.h"
#include "pemba/zookie.h"

namespace pemba::api::authzen {

/// The order of results: everybody (`*`) first, then bytewise.
[[nodiscard]] bool comes_before(std::string_view a, std::string_view b);

/// What a message's `page` asks for.
struct PageRequest {
    bool is_asked_for = false; ///< there is a `page`, so the answer has one
    std::size_t limit = 0;     ///< 0: all that is left
    std::string question;      ///< a digest: what tokens are bound to
    Consistency consistency;   ///< that of the first page
    std::string after;         ///< the last result given so far; empty: none
};

/// `question` is all that a token is bound to beside the limit. A token that was given for another
/// question is a mistake.
[[nodiscard]] PageRequest decode_page(Decoder& in, const JsonNode* page, std::string_view question);

struct Page {
    std::span<const std::string> results;
    std::string next_token; ///< empty: there are no more
};

/// Cuts the page out of all results, which are ordered and were found at that snapshot. O(page).
[[nodiscard]] Page cut(const PageRequest& request, const std::vector<std::string>& all,
                       const Zookie& found_at);

} // namespace pemba::api::authzen

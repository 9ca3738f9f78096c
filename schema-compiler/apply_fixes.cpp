// Making fixes: which fit together, and the text with them.
#include <algorithm>
#include <set>
#include <utility>

#include "pemba/schema/lint.h"

namespace pemba::schema {

namespace {

/// Edits that do not overlap, in the order of the text.
class EditSet {
public:
    explicit EditSet(std::size_t text_size) : text_size_(text_size) {}

    /// All of a fix's edits, or none if one of them would overlap one that is in.
    bool add(const Fix& fix) {
        if (!std::all_of(fix.edits.begin(), fix.edits.end(),
                         [&](const Edit& edit) { return fits(edit); }))
            return false;
        for (const Edit& edit : fix.edits)
            edits_.insert(&edit);
        return true;
    }

    [[nodiscard]] std::string apply(std::string_view text) const {
        std::string result;
        std::size_t at = 0;
        for (const Edit* edit : edits_) {
            result.append(text, at, edit->span.begin - at);
            result += edit->text;
            at = edit->span.end;
        }
        return result.append(text, at);
    }

private:
    struct ByPlace {
        bool operator()(const Edit* a, const Edit* b) const {
            return std::pair(a->span.begin, a->span.end) < std::pair(b->span.begin, b->span.end);
        }
    };

    /// Two edits may touch; two at one point would have no order.
    [[nodiscard]] bool fits(const Edit& edit) const {
        const bool is_in_text =
            edit.span.file == 0 && edit.span.begin <= edit.span.end && edit.span.end <= text_size_;
        const auto after = edits_.lower_bound(&edit);
        const bool fits_after = after == edits_.end() || (edit.span.end <= (*after)->span.begin &&
                                                          edit.span.begin != (*after)->span.begin);
        const bool fits_before =
            after == edits_.begin() || ((*std::prev(after))->span.end <= edit.span.begin &&
                                        (*std::prev(after))->span.begin != edit.span.begin);
        return is_in_text && fits_after && fits_before;
    }

    std::size_t text_size_;
    std::set<const Edit*, ByPlace> edits_;
};

} // namespace

FixedText apply_fixes(std::string_view text, const std::vector<Diagnostic>& diagnostics) {
    FixedText result;
    EditSet edits(text.size());
    for (std::size_t i = 0; i < diagnostics.size(); ++i)
        if (diagnostics[i].fix && edits.add(*diagnostics[i].fix))
            result.applied.push_back(i);
    result.text = edits.apply(text);
    return result;
}

} // namespace pemba::schema

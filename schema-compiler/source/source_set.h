// SourceSet: the files of one schema, each with offsets of its own, so that a span tells its file.
#pragma once

#include <vector>

#include "source/source.h"

namespace pemba::schema {

/// Views sources that must outlive it. Never empty; the first is the file that was asked for.
class SourceSet {
public:
    explicit SourceSet(const Source& first) : sources_{&first} {}

    /// Where a further source has to begin: past the end of all others.
    [[nodiscard]] std::uint32_t next_begin() const { return sources_.back()->end() + 1; }
    /// Takes a source that begins at next_begin().
    void add(const Source& source) { sources_.push_back(&source); }

    [[nodiscard]] std::size_t size() const { return sources_.size(); }
    [[nodiscard]] const Source& operator[](std::size_t index) const { return *sources_[index]; }
    /// Which source has the offset; one past the end of all is taken for the last. O(log sources).
    [[nodiscard]] std::size_t index_of(std::uint32_t offset) const;

private:
    std::vector<const Source*> sources_;
};

} // namespace pemba::schema

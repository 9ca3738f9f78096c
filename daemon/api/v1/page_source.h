// PageSource: a stream of stored relationships, read page by page.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>

#include "api/json_writer.h"
#include "http/message.h"
#include "pemba/engine.h"

namespace pemba::api::v1 {

/// A chunk is a page, and each is read when it is wanted. How it looks is the call's.
class PageSource : public http::ChunkSource {
public:
    static constexpr std::size_t kAll = std::numeric_limits<std::size_t>::max();

    /// Begins with the page that the request has brought. `most` is how many relationships there
    /// may be in all. Keeps the engine for as long as there are pages.
    PageSource(std::shared_ptr<const Engine> engine, ReadRequest request, ReadResult first,
               std::size_t most = kAll);

    std::optional<std::string> next() final;
    std::string interrupted() final;

protected:
    /// The page is not empty.
    virtual void write_page(JsonWriter& out, const ReadResult& page) const = 0;

private:
    [[nodiscard]] std::string write(const ReadResult& page);

    std::shared_ptr<const Engine> engine_;
    ReadRequest request_;            ///< of the page that comes next
    std::optional<ReadResult> page_; ///< which has been read already
    std::size_t left_;
    bool done_ = false;
};

} // namespace pemba::api::v1

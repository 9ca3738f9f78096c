#include "api/v1/page_source.h"

#include <algorithm>
#include <utility>

#include "api/v1/call.h"

namespace pemba::api::v1 {

PageSource::PageSource(std::shared_ptr<const Engine> engine, ReadRequest request, ReadResult first,
                       std::size_t most)
    : engine_(std::move(engine)), request_(std::move(request)), page_(std::move(first)),
      left_(most) {
    request_.budget.spent = &work_;
}

std::optional<std::string> PageSource::next() {
    if (done_)
        return {};
    if (auto first = std::exchange(page_, {}))
        return write(*first);
    const auto page = engine_->read(request_);
    if (page)
        return write(*page);
    done_ = true;
    return stream_failed(page.error());
}

std::string PageSource::write(const ReadResult& page) {
    JsonWriter out;
    left_ -= page.tuples.size();
    done_ = page.complete || left_ == 0;
    if (!page.tuples.empty()) {
        write_page(out, page);
        request_.cursor = page.cursors.back();
        request_.limit = std::min(request_.limit, left_);
    }
    return std::move(out).text();
}

std::string PageSource::interrupted() {
    return stream_interrupted();
}

} // namespace pemba::api::v1

// LineStream: the lines of a streamed HTTP answer, out of bytes as they come from a socket.
#pragma once

#include <charconv>
#include <cstdint>
#include <deque>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pemba::testing {

/// Takes the bytes of one chunked answer, head included.
class LineStream {
public:
    /// Throws if the bytes are not such an answer.
    void feed(std::string_view bytes) {
        raw_ += bytes;
        while (!ended_ && (status_ == 0 ? take_head() : take_chunk())) {
        }
    }

    /// Of the answer; 0 until its head is there.
    [[nodiscard]] int status() const { return status_; }
    /// Whether the answer came to its end, as opposed to the connection's.
    [[nodiscard]] bool ended() const { return ended_; }
    /// Whether the answer has a body in chunks.
    [[nodiscard]] bool chunked() const { return chunked_; }
    /// What has come after the last whole line.
    [[nodiscard]] const std::string& unfinished() const { return text_; }

    /// Calls `use` with each whole line that has come since the last call.
    template <class Use>
    void take_lines(Use use) {
        std::size_t begin = 0;
        for (auto end = text_.find('\n'); end != text_.npos; end = text_.find('\n', begin)) {
            use(std::string_view(text_).substr(begin, end - begin));
            begin = end + 1;
        }
        text_.erase(0, begin);
    }

private:
    bool take_head() {
        const auto end = raw_.find("\r\n\r\n");
        if (end == raw_.npos)
            return false;
        if (!raw_.starts_with("HTTP/1.1 ") || raw_.size() < 12)
            throw std::runtime_error("not an HTTP answer: " + raw_.substr(0, 100));
        status_ = std::stoi(raw_.substr(9, 3));
        chunked_ = raw_.substr(0, end).find("chunked") != raw_.npos;
        raw_.erase(0, end + 4);
        return true;
    }

    bool take_chunk() {
        if (!chunked_) {
            text_ += raw_;
            raw_.clear();
            return false;
        }
        const auto end = raw_.find("\r\n");
        if (end == raw_.npos)
            return false;
        std::size_t size = 0;
        const auto parsed = std::from_chars(raw_.data(), raw_.data() + end, size, 16);
        if (parsed.ec != std::errc{} || parsed.ptr != raw_.data() + end)
            throw std::runtime_error("not a chunk: " + raw_.substr(0, 100));
        if (raw_.size() < end + 2 + size + 2)
            return false;
        text_.append(raw_, end + 2, size);
        raw_.erase(0, end + 2 + size + 2);
        ended_ = size == 0;
        return true;
    }

    std::string raw_, text_;
    int status_ = 0;
    bool chunked_ = false, ended_ = false;
};

} // namespace pemba::testing

// Framing: bytes of a stream to messages, and back. A message has a header with `Content-Length`.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "pemba/result.h"

namespace pemba::schema::lsp {

/// Cuts a stream into messages. What is wrong with the stream is told once, where it is, and the
/// next message is read after it. Not thread-safe.
class FrameReader {
public:
    /// A longer message is passed over.
    static constexpr std::size_t kMaxMessageBytes = 32u << 20;
    /// A header ends within so many bytes.
    static constexpr std::size_t kMaxHeaderBytes = 4096;

    /// Takes the next bytes of the stream.
    void feed(std::string_view bytes);

    /// The next message, or what is wrong where one should be; nothing until more bytes come.
    [[nodiscard]] std::optional<Result<std::string>> next();

private:
    void skip();
    void drop(std::size_t bytes);
    [[nodiscard]] std::string_view rest() const;

    std::string buffer_;
    std::size_t at_ = 0;      ///< what is before it was read
    std::size_t to_skip_ = 0; ///< the bytes of a message that is too long
};

/// A message with its header.
[[nodiscard]] std::string framed(std::string_view message);

} // namespace pemba::schema::lsp
